public import Base

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
    /// What a language model had to do with the profile; nil where none was asked.
    @Nullable public var model: ModelNote?
    /// Whether the service that was to recognise pictures of text failed, so that the built-in recogniser did; nil for no.
    @Nullable public var recogniserFailed: Bool?

    public init(
        pageCount: Int = 1, isTruncated: Bool = false, recognisedPages: [Int] = [], unreadPages: [Int] = [],
        hidden: HiddenText = HiddenText(), model: ModelNote? = nil, recogniserFailed: Bool? = nil
    ) {
        self.pageCount = pageCount
        self.isTruncated = isTruncated
        self.recognisedPages = recognisedPages
        self.unreadPages = unreadPages
        self.hidden = hidden
        self.model = model
        self.recogniserFailed = recogniserFailed
    }
}

/// How a language model that was asked to arrange a profile did.
public struct ModelNote: Codable, Sendable, Equatable {
    public enum Outcome: String, Codable, Sendable, CaseIterable {
        /// What it gave and the document says is in the profile.
        case done
        /// Not reached, or failing.
        case unavailable
        /// Asked for fewer questions, or left alone for a while because it failed.
        case busy
        /// No answer in time.
        case slow
        /// Did not want to answer, or not us.
        case refused
        /// An answer with nothing in it.
        case blank
        /// An answer that ends in the middle.
        case cut
        /// An answer of another form than was asked for.
        case malformed
        /// Nothing of the answer stands in the document.
        case unfounded
        /// The document is longer than what is sent.
        case tooLong = "too_long"
        /// The account with the provider has no money left.
        case unpaid
        /// The budget for such questions is used up, so it was not asked.
        case overBudget = "over_budget"
    }

    /// The model's name.
    public var name: String
    public var outcome: Outcome
    /// Values it gave that the document does not have; they are left out.
    public var dropped: Int

    public init(name: String, outcome: Outcome, dropped: Int = 0) {
        self.name = name
        self.outcome = outcome
        self.dropped = dropped
    }
}
