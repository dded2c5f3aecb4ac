internal import Templates

/// Accounts, sources and runs.
struct AdminPage: Page {
    static let template = "pages/admin"

    var desk: Desk
    var stats: [Stat] = []
    /// Until they are loaded.
    var samples: SamplesOffer?
    var sources: [SourceRow] = []
    /// Latest first.
    var runs: [RunRow] = []
    var accounts: [AccountRow] = []

    static var names: Names<AdminPage> {
        [
            "desk": .object(\.desk),
            "stats": .list(\.stats),
            "samples": .object(\.samples),
            "sources": .list(\.sources),
            "runs": .list(\.runs),
            "hasRuns": .flag { !$0.runs.isEmpty },
            "accounts": .list(\.accounts),
        ]
    }
}

/// A number with its name.
struct Stat: TemplateData {
    var label: String
    var value: String
    var href: String?

    static var names: Names<Stat> {
        [
            "label": .text(\.label),
            "value": .text(\.value),
            "href": .optionalText(\.href),
        ]
    }
}

/// A source with its button.
struct SourceRow: TemplateData {
    var name: String
    var href: String
    /// "Lever board: acme"
    var kind: String
    var state: String
    /// `good`, `bad`, `busy` or `idle`.
    var stateKind: String
    /// Why it is paused, or why its last run failed.
    var problem: String?
    var postings: String
    var postingsHref: String
    var lastRun: LastRun?
    /// Absent while a run is under way, and where nothing can be collected, such as an import.
    var refreshAction: String?

    static var names: Names<SourceRow> {
        [
            "name": .text(\.name),
            "href": .text(\.href),
            "kind": .text(\.kind),
            "state": .text(\.state),
            "stateKind": .text(\.stateKind),
            "problem": .optionalText(\.problem),
            "postings": .text(\.postings),
            "postingsHref": .text(\.postingsHref),
            "lastRun": .object(\.lastRun),
            "refreshAction": .optionalText(\.refreshAction),
        ]
    }
}

/// The latest run of a source.
struct LastRun: TemplateData {
    var href: String
    var when: Moment?
    /// "100 received, 12 new"
    var outcome: String

    static var names: Names<LastRun> {
        [
            "href": .text(\.href),
            "when": .object(\.when),
            "outcome": .text(\.outcome),
        ]
    }
}

/// A run in a list.
struct RunRow: TemplateData {
    var href: String
    var when: Moment?
    var source: String
    var state: String
    /// `good`, `bad`, `busy` or `idle`.
    var stateKind: String
    var pages: String
    var received: String
    var added: String
    var refused: String
    var took: String

    static var names: Names<RunRow> {
        [
            "href": .text(\.href),
            "when": .object(\.when),
            "source": .text(\.source),
            "state": .text(\.state),
            "stateKind": .text(\.stateKind),
            "pages": .text(\.pages),
            "received": .text(\.received),
            "added": .text(\.added),
            "refused": .text(\.refused),
            "took": .text(\.took),
        ]
    }
}

/// An account in a list.
struct AccountRow: TemplateData {
    var email: String
    var name: String
    var role: String
    var joined: Moment?
    var resumes: String
    var matches: String

    static var names: Names<AccountRow> {
        [
            "email": .text(\.email),
            "name": .text(\.name),
            "role": .text(\.role),
            "joined": .object(\.joined),
            "resumes": .text(\.resumes),
            "matches": .text(\.matches),
        ]
    }
}
