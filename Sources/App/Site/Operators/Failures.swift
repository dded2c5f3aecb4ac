internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage

/// Failed tries, grouped by kind and error.
enum Failures {
    static let limit = 100

    static func show(_ context: Context) throws -> Response {
        let page = FailuresPage(desk: context.desk(isLive: true), live: try live(context))
        return context.page(page, title: context.words.text("failures.title"), refreshSeconds: context.interval)
    }

    static func showLive(_ context: Context) throws -> Response { context.fragment(try live(context)) }

    private static func live(_ context: Context) throws -> LiveFailures {
        let found = try context.services.database.transaction(readOnly: true) { db in
            try db.failureGroups(limit: limit)
        }
        let words = context.words
        return LiveFailures(
            poll: context.deskPoll("/admin/live/failures"), asOf: context.asOf,
            windows: TaskQuery.spans.map { Option(value: $0.0, label: words.text("failures.span." + $0.0)) },
            groups: found.groups.map { line($0, isWhole: found.isWhole, context) },
            cutShort: found.isWhole ? nil : words.text("failures.cutShort"))
    }

    private static func line(_ group: FailureGroup, isWhole: Bool, _ context: Context) -> FailureLine {
        func list(_ failed: String?, _ state: String? = nil) -> String {
            var parameters: Parameters = ["kind": group.kind]
            if let code = group.errorCode { parameters.append("error", code) }
            if let failed { parameters.append("failed", failed) }
            if let state { parameters.append("state", state) }
            return TaskQuery.href(parameters)
        }
        let figures = zip(TaskQuery.spans, group.counts).map { span, count in
            context.figure(Tally(count, isExact: isWhole), list(span.0))
        }
        return FailureLine(
            kind: Link(label: group.kind, href: TaskQuery.href(["kind": group.kind, "failed": "7d"])),
            error: Link(label: group.errorCode ?? "–", href: list("7d")), message: group.lastError,
            figures: figures, dead: context.figure(Tally(group.dead, isExact: isWhole), list(nil, "dead"), isBad: true),
            last: context.moment(group.lastAt))
    }
}

/// The processes that run tasks.
enum Workers {
    /// Tasks that the page shows; the counts are of all.
    private static let runningLimit = 500

    struct Found {
        var workers: [WorkerRecord]
        var busy: Int
        var running: [RunningTask]
    }

    static func find(_ context: Context) throws -> Found {
        let silence = context.services.settings.tasking.deadAfter.components
        return try context.services.database.transaction(readOnly: true) { db in
            Found(
                workers: try db.workers(deadAfter: Double(silence.seconds) + Double(silence.attoseconds) * 1e-18),
                busy: try db.runningTaskCount(),
                running: try db.runningTasks(limit: runningLimit))
        }
    }

    static func show(_ context: Context) throws -> Response {
        let page = WorkersPage(desk: context.desk(isLive: true), live: try live(context))
        return context.page(page, title: context.words.text("workers.title"), refreshSeconds: context.interval)
    }

    static func showLive(_ context: Context) throws -> Response { context.fragment(try live(context)) }

    private static func live(_ context: Context) throws -> LiveWorkers {
        let found = try find(context)
        let (words, phrases) = (context.words, context.phrases)
        let alive = found.workers.filter(\.isAlive)
        let threads = alive.reduce(0) { $0 + $1.threads.values.reduce(0, +) }
        let names = Dictionary(found.workers.map { ($0.id, "\($0.host), \($0.processID)") }) { first, _ in first }
        return LiveWorkers(
            poll: context.deskPoll("/admin/live/workers"), asOf: context.asOf,
            summary: words.text(
                "workers.summary",
                [
                    "alive": words.plural("workers.alive", alive.count),
                    "threads": words.plural("workers.threads", threads),
                ]),
            busy: Link(
                label: words.text("workers.busyCount", ["count": phrases.count(found.busy)]),
                href: TaskQuery.href(["state": "running"])),
            workers: found.workers.map { row($0, context) },
            running: found.running.map { task in
                let snapshot = task.snapshot
                let progress = snapshot.progress.map {
                    words.text(
                        "progress.counts", ["done": phrases.count($0.done), "total": phrases.count($0.total)])
                }
                return BusyRow(
                    task: Link(
                        label: String(snapshot.id.text.suffix(8)), href: "/admin/tasks/" + snapshot.id.text),
                    kind: Link(
                        label: snapshot.kind, href: TaskQuery.href(["kind": snapshot.kind, "state": "running"])),
                    queue: Link(
                        label: snapshot.queue, href: TaskQuery.href(["queue": snapshot.queue, "state": "running"])),
                    worker: task.workerID.map { id in
                        Link(label: names[id] ?? String(id.text.suffix(8)), href: TaskQuery.href(["worker": id.text]))
                    },
                    time: snapshot.startedAt.map { phrases.span($0, context.now) } ?? "–", progress: progress ?? "")
            })
    }

    /// How a worker is: alive, stopped in good order, or silent for too long, its tasks taken over.
    static func state(_ worker: WorkerRecord) -> (name: String, kind: String) {
        worker.isAlive ? ("alive", "good") : worker.stoppedAt != nil ? ("stopped", "idle") : ("dead", "bad")
    }

    private static func row(_ worker: WorkerRecord, _ context: Context) -> WorkerRow {
        let state = state(worker)
        return WorkerRow(
            name: context.words.text(
                "workers.name", ["host": worker.host, "process": String(worker.processID)]),
            shortID: String(worker.id.text.suffix(8)), state: context.words.text("workers.state." + state.name),
            stateKind: state.kind,
            threads: worker.threads.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "),
            busy: context.figure(Tally(worker.busy), TaskQuery.href(["worker": worker.id.text])),
            heartbeat: context.moment(worker.heartbeatAt),
            started: context.moment(worker.startedAt))
    }
}
