internal import Templates

/// A match in a list.
struct MatchRow: TemplateData {
    var href: String
    /// The posting's title.
    var title: String
    var company: String
    var place: String?
    var pay: String?
    var resumeName: String
    /// The strongest reason.
    var reason: String?
    /// Why the person cannot take it.
    var ruledOut: String?
    /// Absent until there is one.
    var score: ScoreMark?
    /// The state of the task, shown where there is no score.
    var state: String
    var when: Moment?
    var isSimulated = false

    static var names: Names<MatchRow> {
        [
            "href": .text(\.href),
            "title": .text(\.title),
            "company": .text(\.company),
            "place": .optionalText(\.place),
            "pay": .optionalText(\.pay),
            "resumeName": .text(\.resumeName),
            "reason": .optionalText(\.reason),
            "ruledOut": .optionalText(\.ruledOut),
            "score": .object(\.score),
            "state": .text(\.state),
            "when": .object(\.when),
            "isSimulated": .flag(\.isSimulated),
        ]
    }
}
