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

    /// The country that a place names; nil where it may be something else: two letters are as often a state's, and so is Georgia.
    private static func country(of place: String?) -> String? {
        guard let place, place.utf8.count > 2 || ["UK", "US"].contains(place),
            !place.lowercased().hasSuffix("georgia")
        else { return nil }
        return Countries.code(place) ?? Countries.code(ofPlace: place)
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
