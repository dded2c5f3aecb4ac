internal import Templates

/// A posting in a list.
struct PostingRow: TemplateData {
    var href: String
    var title: String
    var company: String
    var place: String?
    var isRemote = false
    var type: String?
    /// "€80,000 to €95,000 a year"
    var pay: String?
    var posted: Moment?
    var source: String
    /// Where the words were found.
    var snippet: Snippet?
    /// The best score of my resumes.
    var match: PostingScore?

    static var names: Names<PostingRow> {
        [
            "href": .text(\.href),
            "title": .text(\.title),
            "company": .text(\.company),
            "place": .optionalText(\.place),
            "isRemote": .flag(\.isRemote),
            "type": .optionalText(\.type),
            "pay": .optionalText(\.pay),
            "posted": .object(\.posted),
            "source": .text(\.source),
            "snippet": .object(\.snippet),
            "match": .object(\.match),
        ]
    }
}

/// A piece of text around the words of a search.
struct Snippet: TemplateData {
    /// In order; together they are the snippet.
    var parts: [SnippetPart] = []

    static var names: Names<Snippet> {
        [
            "parts": .list(\.parts)
        ]
    }
}

/// A piece of a snippet.
struct SnippetPart: TemplateData {
    var text: String
    var isHit = false

    static var names: Names<SnippetPart> {
        [
            "text": .text(\.text),
            "isHit": .flag(\.isHit),
        ]
    }
}

/// A score with the page that explains it.
struct PostingScore: TemplateData {
    var href: String
    var value: String
    var band: String

    static var names: Names<PostingScore> {
        [
            "href": .text(\.href),
            "value": .text(\.value),
            "band": .text(\.band),
        ]
    }
}
