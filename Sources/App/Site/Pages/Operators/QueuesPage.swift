internal import Templates

/// The queues, what waits in each and what was done lately.
struct QueuesPage: Page {
    static let template = "pages/queues"

    var desk: Desk
    var live: LiveQueues

    static var names: Names<QueuesPage> {
        [
            "desk": .object(\.desk),
            "live": .object(\.live),
        ]
    }
}

/// The part of the page that is asked for anew.
struct LiveQueues: Page {
    static let template = "fragments/live-queues"

    var poll: Poll?
    /// "09:22:14 UTC"
    var asOf: String
    var queues: [QueueRow]

    static var names: Names<LiveQueues> {
        [
            "poll": .object(\.poll),
            "asOf": .text(\.asOf),
            "queues": .list(\.queues),
        ]
    }
}

/// A queue and its counts.
struct QueueRow: TemplateData {
    var name: String
    /// In the order of the columns.
    var figures: [Figure]
    var pausedSince: Moment?
    /// Pause or resume; absent for those who only look.
    var deed: Deed?

    static var names: Names<QueueRow> {
        [
            "name": .text(\.name),
            "figures": .list(\.figures),
            "pausedSince": .object(\.pausedSince),
            "deed": .object(\.deed),
        ]
    }
}
