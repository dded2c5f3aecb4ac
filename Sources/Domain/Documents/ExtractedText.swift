public import Model

/// What a document says.
public struct ExtractedText: Sendable, Equatable {
    /// Valid UTF-8 in reading order: lines end with "\n", blocks are a blank line apart, cells of a row a tab; no other
    /// control characters. Only what people see.
    public let text: String
    public let mediaType: MediaType
    /// Pages of the document, read or not; 1 where the kind has none.
    public let pageCount: Int
    /// Whether a limit cut the text short.
    public let isTruncated: Bool
    /// What people who look at the document do not see.
    public let hidden: HiddenText
    /// The text of each page that was read; empty unless there are `pictures`.
    public let pages: [String]
    /// Pages, from 0, that are pictures of text: they have to be recognised.
    public let pictures: [Int]

    public init(
        text: String, mediaType: MediaType, pageCount: Int, isTruncated: Bool, hidden: HiddenText,
        pages: [String] = [], pictures: [Int] = []
    ) {
        self.text = text
        self.mediaType = mediaType
        self.pageCount = pageCount
        self.isTruncated = isTruncated
        self.hidden = hidden
        self.pages = pages
        self.pictures = pictures
    }
}
