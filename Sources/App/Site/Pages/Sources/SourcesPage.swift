internal import Templates

/// Sources of one's own, and for administrators the installation's, with the forms that add one.
struct SourcesPage: Page {
    static let template = "pages/sources"

    /// What was typed: a company or an address.
    var given = ""
    var errors: [FieldProblem] = []
    var kinds: [Option]
    var fields: [SourceField]
    /// Whether this person may add one for everybody.
    var mayShare = false
    var isDetailOpen = false
    var live: LiveSources

    static var names: Names<SourcesPage> {
        [
            "given": .text(\.given),
            "errors": .list(\.errors),
            "hasErrors": .flag { !$0.errors.isEmpty },
            "isGivenBad": .flag { $0.errors.blame("given") },
            "options": .list(\.kinds),
            "fields": .list(\.fields),
            "mayShare": .flag(\.mayShare),
            "isDetailOpen": .flag(\.isDetailOpen),
            "live": .object(\.live),
        ]
    }
}

/// The lists of the page, asked for anew while something is looked up or collected.
struct LiveSources: Page {
    static let template = "fragments/live-sources"

    var poll: Poll?
    var own: [OwnSourceRow] = []
    /// The installation's.
    var shared: [OwnSourceRow] = []

    static var names: Names<LiveSources> {
        [
            "poll": .object(\.poll),
            "own": .list(\.own),
            "hasOwn": .flag { !$0.own.isEmpty },
            "shared": .list(\.shared),
            "hasShared": .flag { !$0.shared.isEmpty },
        ]
    }
}

/// One thing that a source may be set up with.
struct SourceField: TemplateData {
    var name: String
    var label: String
    var value: String
    var isSecret: Bool
    /// Whether there is a key, which is not shown.
    var isStored = false

    static var names: Names<SourceField> {
        [
            "name": .text(\.name),
            "label": .text(\.label),
            "value": .text(\.value),
            "isSecret": .flag(\.isSecret),
            "isStored": .flag(\.isStored),
        ]
    }
}

/// A source in a list.
struct OwnSourceRow: TemplateData {
    var name: String
    var href: String
    var kind: String
    var state: String
    /// `good`, `bad`, `busy` or `idle`.
    var stateKind: String
    /// Why it is paused, or why its last run failed.
    var problem: String?
    var postings: String
    var postingsHref: String
    /// Postings that another source has as well.
    var duplicates: String
    /// Whether there are runs of it; what was imported has none.
    var isCollected = true
    /// When a run last ended well.
    var fresh: Moment?
    var lastRunHref: String?
    var next: String?
    var deeds: [Deed] = []

    static var names: Names<OwnSourceRow> {
        [
            "name": .text(\.name),
            "href": .text(\.href),
            "kind": .text(\.kind),
            "state": .text(\.state),
            "stateKind": .text(\.stateKind),
            "problem": .optionalText(\.problem),
            "postings": .text(\.postings),
            "postingsHref": .text(\.postingsHref),
            "duplicates": .text(\.duplicates),
            "isCollected": .flag(\.isCollected),
            "fresh": .object(\.fresh),
            "lastRunHref": .optionalText(\.lastRunHref),
            "next": .optionalText(\.next),
            "deeds": .list(\.deeds),
        ]
    }
}

/// One source: what it has brought and cost, and what went wrong.
struct SourcePage: Page {
    static let template = "pages/source"

    var title: String
    var row: OwnSourceRow
    /// Why it is paused.
    var reason: String?
    var stats: [Stat]
    var charts: [Chart] = []
    /// How often it may be collected.
    var cadences: [Option] = []
    var cadenceAction: String
    /// Why the settings were refused.
    var errors: [FieldProblem] = []
    /// What it is set up with, to be changed.
    var fields: [SourceField] = []
    var settingsAction: String
    var problems: [SourceProblemRow] = []
    var runs: [RunRow] = []
    /// What stands in place of runs where there are none.
    var noRuns = ""
    var deeds: [Deed] = []
    /// What goes with it.
    var deleteText: String
    var deleteAction: String

    static var names: Names<SourcePage> {
        [
            "title": .text(\.title),
            "row": .object(\.row),
            "reason": .optionalText(\.reason),
            "stats": .list(\.stats),
            "charts": .list(\.charts),
            "hasCharts": .flag { !$0.charts.isEmpty },
            "options": .list(\.cadences),
            "hasCadences": .flag { !$0.cadences.isEmpty },
            "cadenceAction": .text(\.cadenceAction),
            "errors": .list(\.errors),
            "hasErrors": .flag { !$0.errors.isEmpty },
            "fields": .list(\.fields),
            "hasFields": .flag { !$0.fields.isEmpty },
            "hasKeys": .flag { $0.fields.contains(where: \.isSecret) },
            "settingsAction": .text(\.settingsAction),
            "problems": .list(\.problems),
            "hasProblems": .flag { !$0.problems.isEmpty },
            "runs": .list(\.runs),
            "hasRuns": .flag { !$0.runs.isEmpty },
            "noRuns": .text(\.noRuns),
            "deeds": .list(\.deeds),
            "deleteText": .text(\.deleteText),
            "deleteAction": .text(\.deleteAction),
        ]
    }
}

/// What went wrong, and how often.
struct SourceProblemRow: TemplateData {
    var reason: String
    var count: String
    var last: Moment?

    static var names: Names<SourceProblemRow> {
        [
            "reason": .text(\.reason),
            "count": .text(\.count),
            "last": .object(\.last),
        ]
    }
}
