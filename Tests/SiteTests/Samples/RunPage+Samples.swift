@testable import Site

extension RunPage {
    static let progress = RunPage(
        title: "Arbeitnow: run",
        runID: "01929d30-0000-7000-8000-000000000001",
        sourceHref: "/sources/1",
        started: .justNow,
        live: .underWay)

    static let done = RunPage(
        title: "Arbeitnow: run",
        runID: "01929d30-0000-7000-8000-000000000001",
        sourceHref: "/sources/1",
        started: .justNow,
        live: .done,
        pages: [
            RunPageRow(
                number: "1", when: .justNow, outcome: "Fetched", received: "100", added: "12", updated: "3",
                refused: "0", requests: "1", bytes: "412 KB", took: "1.2 s")
        ])

    static let failed = RunPage(
        title: "Arbeitnow: run",
        runID: "01929d30-0000-7000-8000-000000000001",
        sourceHref: "/sources/1",
        started: .justNow,
        live: .failed)
}
