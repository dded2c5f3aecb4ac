@testable import Site

extension LiveRun {
    static let underWay = LiveRun(
        id: "01929d30-0000-7000-8000-000000000001",
        poll: .soon,
        progress: LiveProgress(
            sentence: "Collecting from Arbeitnow",
            value: "25",
            counts: "3 of 12",
            remaining: "about 40 seconds left",
            cancel: .task),
        pages: "3 of 12",
        received: "300",
        added: "41",
        updated: "7",
        unchanged: "250",
        refused: "2",
        failures: [
            FailureRow(subject: "senior-java-developer-berlin-88213", reason: "There is no title."),
            FailureRow(
                subject: "page 2",
                reason: "The source answered 429; tried again after 30 seconds."),
        ])

    static let done = LiveRun(
        id: "01929d30-0000-7000-8000-000000000001",
        summary: "Finished 2 minutes ago.",
        pages: "12 of 12",
        received: "1,200",
        added: "41",
        updated: "7",
        unchanged: "1,150",
        refused: "2",
        log: log)

    static let waiting = LiveRun(
        id: "01929d30-0000-7000-8000-000000000001",
        poll: .soon,
        progress: LiveProgress(sentence: "Collecting from Arbeitnow", value: "25", cancel: .task),
        waiting: RunWaiting(
            heading: "This run waits: the source asked us to come back later.",
            reason: "api.example asked to come back in 60 s", nextISO: "2026-11-21T09:22:00Z",
            next: "2026-11-21 09:22 UTC"),
        pages: "1 of 4",
        received: "100",
        added: "12",
        updated: "3",
        unchanged: "85",
        refused: "0",
        log: log)

    private static let log = [
        RunPageRow(
            number: "1", when: .justNow, outcome: "Fetched", received: "100", added: "12", updated: "3",
            refused: "0", requests: "1", bytes: "412 KB", took: "1.2 s")
    ]

    static let failed = LiveRun(
        id: "01929d30-0000-7000-8000-000000000001",
        stopped: Stopped(
            kind: "bad",
            heading: "This run stopped early",
            message: "The source answered 404: there is no board of this name.",
            advice: "Everything collected before is kept. The next refresh starts where this one stopped."
        ),
        pages: "0",
        received: "0",
        added: "0",
        updated: "0",
        unchanged: "0",
        refused: "0")
}
