internal import Templates

/// Collecting resumes, uploading many, and what was collected so far.
struct CollectionsPage: Page {
    static let template = "pages/collections"

    var desk: Desk
    /// What the form says: as usual, or as it was sent.
    var count: NumberField
    var perPage: NumberField
    var batchSize: NumberField
    var isErrorMode = false
    /// Where resumes come from.
    var sourceNote: String
    /// "A ZIP archive or up to 1,000 files, 200 MB in all."
    var uploadLimits: String
    /// Openings that uploaded resumes may stand for.
    var jobPosts: [Option] = []
    var runs: [CollectionRow] = []
    var nextHref: String?
    /// What is wrong with the form.
    var errors: [FieldProblem] = []
    var uploadError: String?

    static var names: Names<CollectionsPage> {
        [
            "desk": .object(\.desk),
            "count": .object(\.count),
            "perPage": .object(\.perPage),
            "batchSize": .object(\.batchSize),
            "isErrorMode": .flag(\.isErrorMode),
            "sourceNote": .text(\.sourceNote),
            "uploadLimits": .text(\.uploadLimits),
            "jobPosts": .list(\.jobPosts),
            "hasJobPosts": .flag { $0.jobPosts.count > 1 },
            "runs": .list(\.runs),
            "hasRuns": .flag { !$0.runs.isEmpty },
            "nextHref": .optionalText(\.nextHref),
            "errors": .list(\.errors),
            "hasErrors": .flag { !$0.errors.isEmpty },
            "uploadError": .optionalText(\.uploadError),
        ]
    }
}

/// A collection or an upload in a list.
struct CollectionRow: TemplateData {
    var href: String
    var source: String
    var when: Moment?
    var state: String
    /// `good`, `bad`, `busy` or `idle`.
    var stateKind: String
    var done: String
    var added: String
    var refused: String

    static var names: Names<CollectionRow> {
        [
            "href": .text(\.href),
            "source": .text(\.source),
            "when": .object(\.when),
            "state": .text(\.state),
            "stateKind": .text(\.stateKind),
            "done": .text(\.done),
            "added": .text(\.added),
            "refused": .text(\.refused),
        ]
    }
}
