internal import Base
internal import Documents
public import Model
internal import Parsing
public import Storage

extension ResumeText {
    /// What an engine sees of the resume.
    public var side: ResumeSide {
        var side = ResumeSide(text: text, profile: profile)
        let place = preferences.location
        side.wishes = HardWishes(preferences, country: Countries.code(place) ?? Countries.code(ofPlace: place))
        return side
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
