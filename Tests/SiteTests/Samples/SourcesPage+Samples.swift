@testable import Site

extension OwnSourceRow {
    static let ready = OwnSourceRow(
        name: "Acme (Greenhouse)", href: "/sources/1", kind: "Greenhouse board", state: "Ready", stateKind: "good",
        postings: "41", postingsHref: "/jobs?source=acme", duplicates: "3", fresh: .justNow, lastRunHref: "/runs/1",
        next: "2026-11-22 06:00 UTC", deeds: deeds)

    static let paused = OwnSourceRow(
        name: "Moss and Byte (Lever)", href: "/sources/2", kind: "Lever board", state: "Paused", stateKind: "bad",
        problem:
            "Paused because there is no such board or page (404). Look whether the board has moved, then switch it on.",
        postings: "0", postingsHref: "/jobs?source=moss", duplicates: "0", deeds: deeds)

    static let deeds = [
        Deed(action: "/sources/1/refresh", label: "Refresh", about: "Acme (Greenhouse)"),
        Deed(
            action: "/sources/1/change", label: "Pause", about: "Acme (Greenhouse)",
            fields: [HiddenField(name: "state", value: "off")]),
    ]
}

extension LiveSources {
    static let sample = LiveSources(poll: .soon, own: [.ready, .paused], shared: [.ready])
}

extension SourcesPage {
    static let sample = SourcesPage(
        kinds: [Option(value: "adzuna", label: "Adzuna")],
        fields: [
            SourceField(name: "query", label: "Words to search for", value: "", isSecret: false),
            SourceField(name: "app_key", label: "Application key", value: "", isSecret: true),
        ], mayShare: true, live: .sample)

    static let refused = SourcesPage(
        given: "x", errors: [FieldProblem(field: "given", message: "Say which company, or paste an address.")],
        kinds: [Option(value: "adzuna", label: "Adzuna")], fields: [], live: LiveSources())
}

extension SourcePage {
    static let sample = SourcePage(
        title: "Acme (Greenhouse)", row: .ready, stats: [Stat(label: "Open postings", value: "41", href: "/jobs")],
        charts: [
            Chart(
                id: "yield", title: "What each run brought", description: "2 runs: 41 in all, 40 at the most in one.",
                bars: [ChartBar(x: "56", y: "20", width: "20", height: "100", kind: "done", title: "40 new")],
                levels: [ChartMark(place: "140", label: "0")], ticks: [ChartMark(place: "56", label: "11-21")],
                legend: [Option(value: "done", label: "New")])
        ], cadences: [Option(value: "daily", label: "Once a day, with all others", isSelected: true)],
        cadenceAction: "/sources/1/change",
        fields: [SourceField(name: "board", label: "Board, as in its address", value: "acme", isSecret: false)],
        settingsAction: "/sources/1/settings",
        problems: [SourceProblemRow(reason: "title is missing", count: "2", last: .justNow)],
        runs: AdminPage.sample.runs, deeds: OwnSourceRow.deeds,
        deleteText: "38 open postings that no other source has are deleted with it, with their matches.",
        deleteAction: "/sources/1/delete")

    static let paused = SourcePage(
        title: "Moss and Byte (Lever)", row: .paused, reason: OwnSourceRow.paused.problem, stats: [],
        cadenceAction: "/sources/2/change",
        errors: [FieldProblem(field: "settings", message: "the source has no setting named country")],
        fields: [
            SourceField(name: "country", label: "Country (gb, us, de, …)", value: "", isSecret: false),
            SourceField(name: "app_key", label: "Application key", value: "", isSecret: true, isStored: true),
        ], settingsAction: "/sources/2/settings", deeds: OwnSourceRow.deeds,
        deleteText: "It has no open posting that another source has not.", deleteAction: "/sources/2/delete")
}
