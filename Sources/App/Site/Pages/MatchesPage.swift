internal import Templates

/// My matches, best first, with the rankings that run on top.
struct MatchesPage: Page {
    static let template = "pages/matches"

    /// Running ones.
    var rankings: [RankingRow] = []
    /// "57 matches, best first"
    var summary: String
    /// To show one resume only.
    var resumes: [Option] = []
    var minScore = ""
    /// What is wrong with it.
    var scoreError: String?
    /// What the posting has in it.
    var text = ""
    var isEligible = false
    var isOpen = false
    var isOnlyNew = false
    /// Sent along with other filters.
    var sort: String?
    var sorts: [FilterLink] = []
    var chart: ScoreChart?
    /// Where there are some that their owner has not seen.
    var new: NewMatches?
    var matches: [MatchRow] = []
    /// There are some, whatever the filters leave.
    var hasAny = false
    /// Neither matches nor rankings.
    var isEmpty = false
    var nextHref: String?

    static var names: Names<MatchesPage> {
        [
            "rankings": .list(\.rankings),
            "summary": .text(\.summary),
            "resumes": .list(\.resumes),
            "minScore": .text(\.minScore),
            "scoreError": .optionalText(\.scoreError),
            "text": .text(\.text),
            "isEligible": .flag(\.isEligible),
            "isOpen": .flag(\.isOpen),
            "sort": .optionalText(\.sort),
            "sorts": .list(\.sorts),
            "chart": .object(\.chart),
            "isOnlyNew": .flag(\.isOnlyNew),
            "new": .object(\.new),
            "hasAny": .flag(\.hasAny),
            "matches": .list(\.matches),
            "hasMatches": .flag { !$0.matches.isEmpty },
            "isEmpty": .flag(\.isEmpty),
            "nextHref": .optionalText(\.nextHref),
        ]
    }
}

/// A ranking among the matches.
struct RankingRow: TemplateData {
    var href: String
    var title: String
    var live: LiveRanking

    static var names: Names<RankingRow> {
        [
            "href": .text(\.href),
            "title": .text(\.title),
            "live": .object(\.live),
        ]
    }
}

/// Matches that came since their owner looked.
struct NewMatches: TemplateData {
    /// "12 are new since you looked 2 hours ago."
    var text: String
    /// The moment they are shown at.
    var until: String
    var newHref: String?
    var allHref: String?

    static var names: Names<NewMatches> {
        [
            "text": .text(\.text),
            "until": .text(\.until),
            "newHref": .optionalText(\.newHref),
            "allHref": .optionalText(\.allHref),
        ]
    }
}
