/// What its reader noticed about a resume's document, besides its text.
public struct ReadingNotes: Codable, Sendable, Equatable {
    /// Pages of the document, read or not; 1 where the kind has none.
    public var pageCount: Int
    /// Whether a limit cut the text short.
    public var isTruncated: Bool
    /// Pages, from 1, whose text was recognised in their pictures: it may be wrong in places.
    public var recognisedPages: [Int]
    /// Pages, from 1, that are pictures nobody could read.
    public var unreadPages: [Int]
    /// Kept apart from the text and never scored.
    public var hidden: HiddenText

    public init(
        pageCount: Int = 1, isTruncated: Bool = false, recognisedPages: [Int] = [], unreadPages: [Int] = [],
        hidden: HiddenText = HiddenText()
    ) {
        self.pageCount = pageCount
        self.isTruncated = isTruncated
        self.recognisedPages = recognisedPages
        self.unreadPages = unreadPages
        self.hidden = hidden
    }
}
