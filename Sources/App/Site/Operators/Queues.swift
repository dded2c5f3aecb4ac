internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Tasking

/// The queues: how they stand, pausing and resuming.
enum Queues {
    static func show(_ context: Context) throws -> Response {
        let page = QueuesPage(desk: context.desk(isLive: true), live: try live(context))
        return context.page(page, title: context.words.text("queues.title"), refreshSeconds: context.interval)
    }

    static func showLive(_ context: Context) throws -> Response { context.fragment(try live(context)) }

    static func standings(_ context: Context) throws -> [QueueStanding] {
        try context.services.database.transaction(readOnly: true) { db in
            try db.queueStandings(
                QueueName.allCases.map(\.rawValue), countLimit: context.services.settings.web.countLimit)
        }
    }

    private static func live(_ context: Context) throws -> LiveQueues {
        LiveQueues(
            poll: context.deskPoll("/admin/live/queues"), asOf: context.asOf,
            queues: try standings(context).map { row($0, context) })
    }

    private static func row(_ queue: QueueStanding, _ context: Context) -> QueueRow {
        func list(_ name: String, _ value: String, _ more: (String, String)...) -> String {
            var parameters: Parameters = ["queue": queue.name]
            for (name, value) in [(name, value)] + more { parameters.append(name, value) }
            return TaskQuery.href(parameters)
        }
        let words = context.words
        let oldest = Figure(
            value: queue.oldest.map { context.phrases.span($0, context.now) } ?? "–",
            href: queue.oldest == nil ? nil : list("state", "queued"), kind: queue.oldest == nil ? "zero" : "")
        let figures = [
            context.figure(queue.waiting, list("state", "queued")), oldest,
            context.figure(Tally(queue.running), list("state", "running")),
            context.figure(queue.retrying, list("state", "failed")),
            context.figure(queue.dead, list("state", "dead"), isBad: true),
            context.figure(Tally(queue.succeeded), list("state", "succeeded", ("since", "1h"))),
            context.figure(Tally(queue.failures), list("failed", "1h"), isBad: true),
        ]
        let isPaused = queue.pausedAt != nil
        let deed = Deed(
            action: isPaused ? "/admin/queues/resume" : "/admin/queues/pause",
            label: words.text(isPaused ? "queues.resume" : "queues.pause"), about: queue.name,
            fields: [HiddenField(name: "queue", value: queue.name)])
        return QueueRow(
            name: queue.name, figures: figures, pausedSince: queue.pausedAt.map { context.moment($0) },
            deed: context.mayAct ? deed : nil)
    }

    static func pause(_ context: Context) throws -> Response {
        try set(context.field("queue"), paused: true, context)
        return context.redirect(to: "/admin/queues", telling: .queuePaused)
    }

    static func resume(_ context: Context) throws -> Response {
        try set(context.field("queue"), paused: false, context)
        return context.redirect(to: "/admin/queues", telling: .queueResumed)
    }

    /// - Throws: 404 for what is no queue of this program.
    static func set(_ name: String, paused: Bool, _ context: Context) throws {
        guard let queue = QueueName(rawValue: name) else { throw Problem.notFound() }
        let user = try context.user()
        try context.services.database.transaction { db in
            if paused {
                try db.pauseQueue(queue.rawValue, by: user.id)
            } else {
                try db.resumeQueue(queue.rawValue)
            }
            try context.log(paused ? .pauseQueue : .resumeQueue, ["queue": queue.rawValue], affected: 1, on: db)
        }
    }
}

extension Context {
    /// Writes down what an operator does, in the transaction that does it.
    @discardableResult
    func log(
        _ action: OperatorAction.Kind, _ target: some Encodable, expected: Int? = nil, affected: Int?,
        on db: Connection
    ) throws -> UUID {
        try db.log(action, target, by: try user(), expected: expected, affected: affected)
    }

    /// The same of what is done to a source, where it is everybody's.
    func logShared(
        _ action: OperatorAction.Kind, _ source: Source, _ changes: [String: String] = [:], on db: Connection
    ) throws {
        try db.logShared(action, source, changes, by: try user())
    }
}

extension Connection {
    /// Writes down what an operator does, in the transaction that does it.
    @discardableResult
    func log(
        _ action: OperatorAction.Kind, _ target: some Encodable, by user: User, expected: Int? = nil,
        affected: Int? = 1
    ) throws -> UUID {
        let id = UUID.v7()
        try logAction(
            id: id, by: (user.id, user.email), action, target: try JSON(encoding: target), expected: expected,
            affected: affected)
        return id
    }

    /// Writes down what is done to a source, where it is everybody's: with their own people do as they like.
    func logShared(
        _ action: OperatorAction.Kind, _ source: Source, _ changes: [String: String] = [:], by user: User
    ) throws {
        guard source.userID == nil else { return }
        try log(action, changes.merging(["source": source.name]) { $1 }, by: user)
    }
}
