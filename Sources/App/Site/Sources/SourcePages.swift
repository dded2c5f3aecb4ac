internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Sources
internal import Storage
internal import Tasking
internal import Work

/// Sources of one's own, and for administrators the installation's: add, look, refresh, pause, delete.
enum SourcePages {
    private static let (runLimit, problemLimit) = (30, 10)

    static func list(_ context: Context) throws -> Response { try page(context) }

    private static func page(
        _ context: Context, request: SourceRequest = SourceRequest(), problem: Problem? = nil
    ) throws -> Response {
        let (user, words) = (try context.user(), context.words)
        let kinds = SourceRegistry.kinds.map {
            Option(value: $0, label: words.text("sources.kind." + $0), isSelected: $0 == request.kind)
        }
        let fields = SourceFieldNames.all.map { name in
            SourceField(
                name: name, label: words.text("sources.field." + name), value: request.values[name] ?? "",
                isSecret: SourceFieldNames.secrets.contains(name))
        }
        let live = try live(context)
        let page = SourcesPage(
            given: request.given ?? "", errors: errors(problem), kinds: kinds, fields: fields,
            mayShare: user.role == .admin, isDetailOpen: request.kind != nil, live: live)
        return context.page(
            page, title: words.text("sources.title"), status: problem?.status ?? .ok,
            refreshSeconds: live.poll == nil ? nil : 3)
    }

    static func showLive(_ context: Context) throws -> Response { context.fragment(try live(context)) }

    private static func live(_ context: Context) throws -> LiveSources {
        let user = try context.user()
        let (own, shared, daily) = try context.services.database.transaction(readOnly: true) { db in
            (
                try db.ledgers(of: try db.sources(ownedBy: user.id)),
                user.role == .admin ? try db.ledgers(of: try context.site.sharedSources(db)) : [],
                try db.schedule(named: "daily-refresh")?.nextTickAt
            )
        }
        let isUnderWay = (own + shared).contains { ledger in
            ledger.lastRun.map { !$0.state.isFinal } ?? false
                || ledger.source.kind == RecogniseSource.pendingKind && ledger.source.isEnabled
        }
        return LiveSources(
            poll: isUnderWay ? Poll(path: "/sources/live", delay: "1500") : nil,
            own: own.map { row($0, daily: daily, context) }, shared: shared.map { row($0, daily: daily, context) })
    }

    private static func errors(_ problem: Problem?, at field: String = "given") -> [FieldProblem] {
        guard let problem else { return [] }
        guard !problem.errors.isEmpty else {
            return [FieldProblem(field: field, message: problem.detail ?? problem.title)]
        }
        return problem.errors.map { FieldProblem(field: $0.field, message: $0.message) }
    }

    static func add(_ context: Context) throws -> Response {
        var request = SourceRequest(
            given: context.field("given"), kind: context.field("kind"), isShared: !context.field("shared").isEmpty)
        if request.kind?.isEmpty != false { request.kind = nil }
        for name in SourceFieldNames.all { request.values[name] = context.field(name) }
        do {
            let source = try context.site.addSource(request, by: try context.user())
            let isKnown = source.kind != RecogniseSource.pendingKind
            return context.redirect(to: "/sources", telling: isKnown ? .sourceAdded : .sourceLookedUp)
        } catch let problem as Problem where [409, 422, 429].contains(problem.status.code) {
            return try page(context, request: request, problem: problem)
        }
    }

    // MARK: One source

    static func show(_ context: Context) throws -> Response { try onePage(context) }

    /// - Parameters:
    ///   - typed: what the form of the settings was sent with; nil for what is stored.
    ///   - problem: why that was refused.
    private static func onePage(
        _ context: Context, typed: [String: String]? = nil, problem: Problem? = nil
    ) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        let (ledger, runs, problems, daily) = try context.services.database.transaction(readOnly: true) { db in
            let source = try context.site.source(id, for: user, on: db)
            return (
                try db.ledger(of: source), try db.runs(source: id, limit: runLimit),
                try db.sourceProblems(of: id, limit: problemLimit), try db.schedule(named: "daily-refresh")?.nextTickAt
            )
        }
        let (source, words, phrases) = (ledger.source, context.words, context.phrases)
        let isCollected = SourceKinds.all.contains(source.kind)
        let brought = runs.reduce(0) { $0 + $1.created }
        let spent = runs.reduce(0) { $0 + $1.bytes }
        let page = SourcePage(
            title: source.name, row: row(ledger, daily: daily, context),
            reason: source.pauseReason,
            stats: [
                Stat(
                    label: words.text("sources.open"), value: phrases.count(ledger.open),
                    href: SearchQuery.href(["source": source.name])),
                Stat(label: words.text("sources.duplicates"), value: phrases.count(ledger.duplicates)),
                Stat(label: words.text("sources.brought"), value: phrases.count(brought)),
                Stat(
                    label: words.text("sources.requests"), value: phrases.count(runs.reduce(0) { $0 + $1.requests })),
                Stat(label: words.text("sources.bytes"), value: phrases.bytes(spent)),
            ],
            charts: isCollected && !runs.isEmpty ? RunChart(runs.reversed()).charts(context) : [],
            cadences: isCollected
                ? SourceCadence.allCases.map {
                    Option(
                        value: $0.rawValue, label: words.text("sources.cadence." + $0.rawValue),
                        isSelected: $0 == source.cadence)
                } : [],
            cadenceAction: "/sources/\(id.text)/change", errors: errors(problem, at: "settings"),
            fields: fields(of: source, typed: typed, context), settingsAction: "/sources/\(id.text)/settings",
            problems: problems.map {
                SourceProblemRow(
                    reason: $0.reason, count: phrases.count($0.count), last: context.moment($0.lastAt))
            },
            runs: runs.map { Admin.row($0, context) },
            noRuns: words.text(
                isCollected
                    ? "admin.noRuns"
                    : source.kind == RecogniseSource.pendingKind ? "sources.noRunYet" : "sources.noRunEver"),
            deeds: deeds(source, all: true, context), deleteText: lost(ledger, context),
            deleteAction: "/sources/\(id.text)/delete")
        return context.page(page, title: source.name, status: problem?.status ?? .ok)
    }

    /// What the form of a source's settings asks for. Keys are never shown, not even to who has just typed them.
    private static func fields(of source: Source, typed: [String: String]?, _ context: Context) -> [SourceField] {
        let keys = context.site.storedKeys(of: source)
        return (SourceRegistry.capabilities(source.kind)?.fields ?? []).map { field in
            SourceField(
                name: field.name, label: context.words.text("sources.field." + field.name),
                value: field.isSecret ? "" : (typed ?? source.settings)[field.name] ?? "", isSecret: field.isSecret,
                isStored: keys[field.name] != nil)
        }
    }

    static func saveSettings(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        var values: [String: String] = [:]
        for name in SourceFieldNames.all where context.form?.fields[name] != nil { values[name] = context.field(name) }
        do {
            try context.services.database.transaction { db in
                let source = try context.site.source(id, for: user, on: db)
                try context.site.set(source, values: values, on: db)
                let names = values.keys.sorted().joined(separator: ", ")
                try context.logShared(.changeSource, source, ["settings": names], on: db)
            }
            return context.redirect(to: "/sources/" + id.text, telling: .sourceChanged)
        } catch let problem as Problem where [409, 422].contains(problem.status.code) {
            return try onePage(context, typed: values, problem: problem)
        }
    }

    static func refresh(_ context: Context) throws -> Response {
        let run = try start(context, fromStore: false)
        return context.redirect(to: "/runs/" + run.text, telling: .refreshStarted)
    }

    static func parse(_ context: Context) throws -> Response {
        let run = try start(context, fromStore: true)
        return context.redirect(to: "/runs/" + run.text, telling: .refreshStarted)
    }

    static func start(_ context: Context, fromStore: Bool) throws -> UUID {
        let (id, user) = (try context.id(), try context.user())
        return try context.services.database.transaction { db in
            let source = try context.site.source(id, for: user, on: db)
            return try context.site.refresh(source, fromStore: fromStore, by: user, on: db)
        }
    }

    static func change(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        let state = context.field("state")
        let cadence = SourceCadence(rawValue: context.field("cadence"))
        guard cadence != nil || ["on", "off"].contains(state) else {
            throw Problem.badRequest("The form says neither how often nor whether.")
        }
        try context.services.database.transaction { db in
            let source = try context.site.source(id, for: user, on: db)
            if let cadence { try db.setSource(id, cadence: cadence) }
            if !state.isEmpty { try context.site.set(source, isEnabled: state == "on", on: db) }
            let changes = ["cadence": cadence?.rawValue, "state": state.isEmpty ? nil : state].compactMapValues(\.self)
            try context.logShared(.changeSource, source, changes, on: db)
        }
        return context.redirect(to: "/sources/" + id.text, telling: .sourceChanged)
    }

    static func delete(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        try context.services.database.transaction { db in
            try context.site.delete(try context.site.source(id, for: user, on: db), by: user, on: db)
        }
        return context.redirect(to: "/sources", telling: .sourceDeleted)
    }

    // MARK: Rows

    private static func row(_ ledger: SourceLedger, daily: Date?, _ context: Context) -> OwnSourceRow {
        let (source, phrases) = (ledger.source, context.phrases)
        let state = context.state(of: source, lastRun: ledger.lastRun)
        let isCollected = SourceKinds.all.contains(source.kind)
        let next: Date? =
            switch source.cadence {
            case _ where !source.isEnabled || !isCollected: nil
            case .daily: daily
            case .hourly, .sixHourly, .weekly: source.nextRunAt
            case .manual: nil
            }
        return OwnSourceRow(
            name: source.name, href: "/sources/" + source.id.text,
            kind: context.kind(of: source), state: state.words, stateKind: state.kind,
            problem: context.problem(of: source, lastRun: ledger.lastRun),
            postings: phrases.count(ledger.open), postingsHref: SearchQuery.href(["source": source.name]),
            duplicates: phrases.count(ledger.duplicates), isCollected: isCollected,
            fresh: ledger.freshAt.map { context.moment($0) }, lastRunHref: ledger.lastRun.map { "/runs/" + $0.id.text },
            next: next.map { phrases.exact($0) }, deeds: deeds(source, all: false, context))
    }

    /// What goes with a source that is deleted: the open postings that no other source has.
    private static func lost(_ ledger: SourceLedger, _ context: Context) -> String {
        let count = ledger.open - ledger.duplicates
        guard count > 0 else { return context.words.text("sources.deleteNone") }
        return context.words.plural(
            ledger.source.userID == nil ? "sources.deleteShared" : "sources.deleteOwn", count,
            ["count": context.phrases.count(count)])
    }

    private static func deeds(_ source: Source, all: Bool, _ context: Context) -> [Deed] {
        let (words, path) = (context.words, "/sources/\(source.id.text)")
        var deeds: [Deed] = []
        if SourceKinds.all.contains(source.kind) {
            deeds.append(Deed(action: path + "/refresh", label: words.text("sources.refresh"), about: source.name))
            deeds.append(
                Deed(
                    action: path + "/change",
                    label: words.text(source.isEnabled ? "sources.pause" : "sources.switchOn"), about: source.name,
                    fields: [HiddenField(name: "state", value: source.isEnabled ? "off" : "on")]))
            if all {
                deeds.append(Deed(action: path + "/parse", label: words.text("sources.parse"), about: source.name))
            }
        }
        // Nothing came of it yet that could be lost.
        if !all, source.kind == RecogniseSource.pendingKind {
            deeds.append(
                Deed(
                    action: path + "/delete", label: words.text("sources.delete"), about: source.name, isDanger: true))
        }
        return deeds
    }
}

/// What the form for other kinds asks for: every setting that some kind has.
enum SourceFieldNames {
    /// Once each, in the order of the kinds.
    static let all: [String] = {
        var seen: Set<String> = []
        return fields.map(\.name).filter { seen.insert($0).inserted }
    }()
    /// What is a key for some kind is one in the form.
    static let secrets = Set(fields.filter(\.isSecret).map(\.name))

    private static let fields = SourceRegistry.readers.flatMap { $0.capabilities.fields }
}
