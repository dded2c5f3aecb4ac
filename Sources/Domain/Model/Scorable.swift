/// A resume as an engine sees it.
public struct ResumeSide: Sendable, Equatable {
    /// The extracted text; quotes are pieces of it.
    public var text: String
    /// `nil` lets the engine read the text itself.
    public var profile: Profile?

    public init(text: String, profile: Profile? = nil) {
        self.text = text
        self.profile = profile
    }
}

/// A posting as an engine sees it.
public struct PostingSide: Sendable, Equatable {
    public var title: String
    /// Plain text (no Markdown) that starts with the title; quotes are pieces of it.
    public var text: String
    /// Canonical skill names where the store already knows them; `nil` lets the engine read the text itself.
    public var skills: [String]?
    /// What other systems know the posting by; `nil` where none can.
    public var id: String?

    public init(title: String, text: String, skills: [String]? = nil, id: String? = nil) {
        self.title = title
        self.text = text
        self.skills = skills
        self.id = id
    }
}
