public import Model

/// What a document says.
public struct ExtractedText: Sendable, Equatable {
    /// Valid UTF-8 in reading order: lines end with "\n", blocks are a blank line apart, cells of a row a tab; no other
    /// control characters.
    public let text: String
    public let mediaType: MediaType
    /// Pages of the document, read or not; 1 where the kind has none.
    public let pageCount: Int
    /// Whether a limit cut the text short.
    public let isTruncated: Bool
    /// Characters a reader of the document would not see (drawn invisibly, transparent, far too small, marked hidden).
    /// A scan's recognised text is drawn invisibly too, so this alone proves no bad intent.
    public let hiddenCharacters: Int

    public init(text: String, mediaType: MediaType, pageCount: Int, isTruncated: Bool, hiddenCharacters: Int) {
        self.text = text
        self.mediaType = mediaType
        self.pageCount = pageCount
        self.isTruncated = isTruncated
        self.hiddenCharacters = hiddenCharacters
    }
}
