/// Text that a document carries and people who look at it do not see.
///
/// It is kept apart from the visible text and never scored.
public struct HiddenText: Codable, Sendable, Equatable {
    /// Why nobody sees it.
    public enum Reason: String, Codable, Sendable, CaseIterable {
        /// Drawn without ink: an invisible drawing mode, or wholly transparent.
        case invisible
        /// In the colour of what is behind it.
        case background
        /// Too small to be read.
        case tiny
        /// Outside the page, or cut away.
        case outside
        /// Something is drawn over it.
        case covered
        /// The format itself marks it as hidden.
        case marked
    }

    /// A run of text that is hidden in one way.
    public struct Passage: Codable, Sendable, Equatable {
        public var reason: Reason
        /// The page, from 1, where the format has pages.
        public var page: Int?
        public var text: String

        public init(reason: Reason, page: Int? = nil, text: String) {
            self.reason = reason
            self.page = page
            self.text = text
        }
    }

    /// In the order of the document, cut short where they are long.
    public var passages: [Passage]
    /// Characters that are hidden, whether they are among the passages or not.
    public var characterCount: Int

    public init(passages: [Passage] = [], characterCount: Int = 0) {
        self.passages = passages
        self.characterCount = characterCount
    }

    public var isEmpty: Bool { characterCount == 0 }
}
