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
        live: .done)

    static let failed = RunPage(
        title: "Arbeitnow: run",
        runID: "01929d30-0000-7000-8000-000000000001",
        sourceHref: "/sources/1",
        started: .justNow,
        live: .failed)
}
