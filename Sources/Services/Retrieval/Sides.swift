internal import Base
internal import Documents
public import Model
internal import Parsing
public import Storage

extension ResumeText {
    /// What an engine sees of the resume.
    public var side: ResumeSide {
        var side = ResumeSide(text: text, profile: profile)
        side.wishes = HardWishes(preferences, country: Self.country(of: preferences.location))
        return side
    }

    /// The country that a place names; nil where it may be something else: Georgia is as often a state.
    private static func country(of place: String?) -> String? {
        let code = place.flatMap { Countries.meant(by: $0)?.code }
        return code == "GE" ? nil : code
    }
}

extension Storage.PostingText {
    /// What an engine sees of the posting: plain text that starts with its title, as the match page shows it.
    public var side: PostingSide {
        let text = PostingPlainText.make(title: title, markdown: descriptionMarkdown)
        var side = PostingSide(title: title, text: text, skills: skills, id: id.text)
        side.conditions = conditions
        return side
    }
}
