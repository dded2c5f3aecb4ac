internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Tasking
internal import Work

/// What operators' pages show and do, for programs.
enum OperatorsAPI {
    // MARK: Queues

    private struct QueueBody: Encodable {
        var name: String
        var queued: Int
        var running: Int
        var failed: Int
        var dead: Int
        /// False where a count stopped at its limit.
        var isExact: Bool
        @Nullable var listed: Int?
        @Nullable var oldestWaitSince: Date?
        @Nullable var pausedAt: Date?
        var succeededLastHour: Int
        var failuresLastHour: Int
    }

    static func queues(_ context: Context) throws -> Response {
        let lists = context.services.queue.listLengths()
        return try context.list(whole: Queues.standings(context)) { queue in
            QueueBody(
                name: queue.name, queued: queue.waiting.count, running: queue.running, failed: queue.retrying.count,
                dead: queue.dead.count,
                isExact: queue.waiting.isExact && queue.retrying.isExact && queue.dead.isExact,
                listed: QueueName(rawValue: queue.name).flatMap { lists?[$0] }, oldestWaitSince: queue.oldest,
                pausedAt: queue.pausedAt, succeededLastHour: queue.succeeded, failuresLastHour: queue.failures)
        }
    }

    private struct NamedQueue: Decodable {
        var queue: String
    }

    static func pause(_ context: Context) throws -> Response { try set(paused: true, context) }
    static func resume(_ context: Context) throws -> Response { try set(paused: false, context) }

    private static func set(paused: Bool, _ context: Context) throws -> Response {
        let body = try context.request.json(NamedQueue.self, limit: context.services.settings.web.bodyLimit)
        try Queues.set(body.queue, paused: paused, context)
        return Response(status: .noContent)
    }

    // MARK: Tasks

    private struct TaskBody: Encodable {
        var id: String
        var queue: String
        var kind: String
        var state: TaskState
        var attempt: Int
        var maxAttempts: Int
        @Nullable var userID: String?
        @Nullable var errorCode: String?
        @Nullable var error: String?
        var runAt: Date
        var createdAt: Date
        @Nullable var startedAt: Date?
        @Nullable var finishedAt: Date?

        private enum CodingKeys: String, CodingKey {
            case id, queue, kind, state, attempt, maxAttempts, errorCode, error, runAt, createdAt, startedAt, finishedAt
            case userID = "userId"
        }

        init(_ task: TaskSnapshot) {
            id = task.id.text
            queue = task.queue
            kind = task.kind
            state = task.state
            attempt = task.attempt
            maxAttempts = task.maxAttempts
            userID = task.userID?.text
            errorCode = task.errorCode
            error = task.error
            runAt = task.runAt
            createdAt = task.createdAt
            startedAt = task.startedAt
            finishedAt = task.finishedAt
        }
    }

    private struct TasksBody: Encodable {
        var items: [TaskBody]
        @Nullable var next: String?
        var count: Int
        /// False where there may be more.
        var isExact: Bool
    }

    static func tasks(_ context: Context) throws -> Response {
        let query = try context.usableTaskQuery(context.request.query)
        let limit = try context.limit()
        let cursor = try context.cursor(TaskCursor.init(text:))
        let (page, count) = try context.services.database.transaction(readOnly: true) { db in
            (
                try db.tasks(matching: query.search, after: cursor, limit: limit),
                try db.taskCount(matching: query.search, limit: context.services.settings.web.countLimit)
            )
        }
        return try .json(
            TasksBody(
                items: page.tasks.map(TaskBody.init), next: page.next?.text, count: count.count,
                isExact: count.isExact))
    }

    private struct AttemptBody: Encodable {
        var attempt: Int
        var outcome: String
        @Nullable var errorCode: String?
        @Nullable var error: String?
        @Nullable var startedAt: Date?
        var finishedAt: Date
    }

    private struct LineBody: Encodable {
        var attempt: Int
        var level: String
        var message: String
        var createdAt: Date
    }

    private struct DetailBody: Encodable {
        var task: TaskBody
        /// Ids, and what the kind declares; the rest is hidden.
        var arguments: [String: String]
        var attempts: [AttemptBody]
        var lines: [LineBody]
        @Nullable var parentID: String?
        var childIds: [String]

        private enum CodingKeys: String, CodingKey {
            case task, arguments, attempts, lines, childIds
            case parentID = "parentId"
        }
    }

    static func task(_ context: Context) throws -> Response {
        let id = try context.id()
        let body = try context.services.database.transaction(readOnly: true) { db -> DetailBody? in
            guard let task = try db.task(id) else { return nil }
            let shown = OperatorTasks.shown(task.arguments, of: task.snapshot.kind).facts
            return DetailBody(
                task: TaskBody(task.snapshot),
                arguments: Dictionary(shown.map { ($0.name, $0.value) }) { first, _ in first },
                attempts: try db.taskAttempts(id).map {
                    AttemptBody(
                        attempt: $0.attempt, outcome: $0.outcome.rawValue, errorCode: $0.errorCode, error: $0.error,
                        startedAt: $0.startedAt, finishedAt: $0.finishedAt)
                },
                lines: try db.taskLogLines(id, limit: 200).map {
                    LineBody(attempt: $0.attempt, level: $0.level, message: $0.message, createdAt: $0.createdAt)
                },
                parentID: task.parentID?.text, childIds: try db.childTasks(of: id, limit: 100).map(\.id.text))
        }
        guard let body else { throw Problem.notFound() }
        return try .json(body)
    }

    private struct ChangeBody: Decodable {
        var ids: [String]?
        /// The filter, as in the address of the list; an empty one is refused.
        var filter: [String: String]?
    }

    private struct ChangedBody: Encodable {
        var actionID: String
        var expected: Int
        /// Null while a task does it: see the log.
        @Nullable var affected: Int?

        private enum CodingKeys: String, CodingKey {
            case expected, affected
            case actionID = "actionId"
        }
    }

    static func retry(_ context: Context) throws -> Response { try change(.retry, context) }
    static func discard(_ context: Context) throws -> Response { try change(.discard, context) }
    static func copy(_ context: Context) throws -> Response { try change(.copy, context) }

    private static func change(_ action: TaskAction, _ context: Context) throws -> Response {
        let body = try context.request.json(ChangeBody.self, limit: context.services.settings.web.bodyLimit)
        var parameters = Parameters()
        switch (body.ids, body.filter) {
        case (let ids?, nil):
            for id in ids { parameters.append("id", id) }
        case (nil, let filter?) where !filter.isEmpty:
            for (name, value) in filter { parameters.append(name, value) }
            let unknown = filter.keys.filter { !TaskQuery.names.contains($0) }
            guard unknown.isEmpty else {
                throw Problem.unprocessable(unknown.map { .init(field: "filter." + $0, message: "is no filter") })
            }
            parameters = parameters.replacing("scope", with: "all")
        default:
            throw Problem.unprocessable([.init(field: "ids", message: "give ids, or a filter that is not empty")])
        }
        let change = try context.change(action, TaskSelection(parameters, context))
        return try .json(
            ChangedBody(actionID: change.id.text, expected: change.expected, affected: change.affected),
            status: change.affected == nil ? .accepted : .ok)
    }

    // MARK: The log

    private struct ActionBody: Encodable {
        var id: String
        var email: String
        var action: String
        /// What it was done to, by names: a queue, a schedule, a source, ids, or the filter of tasks.
        var target: StoredJSON
        @Nullable var expected: Int?
        var affected: Int
        @Nullable var taskID: String?
        var createdAt: Date
        @Nullable var finishedAt: Date?

        private enum CodingKeys: String, CodingKey {
            case id, email, action, target, expected, affected, createdAt, finishedAt
            case taskID = "taskId"
        }

        init(_ action: OperatorAction) {
            id = action.id.text
            email = action.userEmail
            self.action = action.action
            target = (try? action.target.decode(StoredJSON.self)) ?? .null
            expected = action.expected
            affected = action.affected
            taskID = action.taskID?.text
            createdAt = action.createdAt
            finishedAt = action.finishedAt
        }
    }

    static func log(_ context: Context) throws -> Response {
        let limit = try context.limit()
        let after = try context.cursor { UUID(text: $0) }
        let actions = try context.services.database.withConnection {
            try $0.operatorActions(after: after, limit: limit + 1)
        }
        return try context.list(actions, limit: limit, item: ActionBody.init) { $0.id.text }
    }

    // MARK: Failures, activity, workers

    private struct FailureBody: Encodable {
        var kind: String
        @Nullable var errorCode: String?
        /// By span: 1h, 3h, 24h, 3d, 7d.
        var counts: [String: Int]
        var dead: Int
        @Nullable var lastError: String?
        var lastAt: Date
    }

    private struct FailuresBody: Encodable {
        var items: [FailureBody]
        @Nullable var next: String?
        /// False where there were too many to look at all: then the counts are too low.
        var isWhole: Bool
    }

    static func failures(_ context: Context) throws -> Response {
        let found = try context.services.database.transaction(readOnly: true) { db in
            try db.failureGroups(limit: Failures.limit)
        }
        let page = try context.page(of: found.groups)
        let items = page.rows.map { group in
            FailureBody(
                kind: group.kind, errorCode: group.errorCode,
                counts: Dictionary(zip(TaskQuery.spans.map(\.0), group.counts)) { first, _ in first },
                dead: group.dead, lastError: group.lastError, lastAt: group.lastAt)
        }
        return try .json(FailuresBody(items: items, next: page.next, isWhole: found.isWhole))
    }

    private struct SpanBody: Encodable {
        var start: Date
        var succeeded: Int
        var failed: Int
        var dead: Int
        @Nullable var waitMsMedian: Int?
        @Nullable var waitMs95: Int?
        @Nullable var runMsMedian: Int?
        @Nullable var runMs95: Int?
    }

    static func activity(_ context: Context) throws -> Response {
        let ((_, seconds, count), queue) = Activity.chosen(context)
        let spans = try context.services.database.transaction(readOnly: true) { db in
            try db.taskSpans(queue: queue, kind: nil, seconds: seconds, count: count)
        }
        // A chart has all of its spans, unless fewer are asked for.
        return try context.list(whole: spans, standard: spans.count) { span in
            SpanBody(
                start: span.start, succeeded: span.succeeded, failed: span.failed, dead: span.dead,
                waitMsMedian: span.waits.percentile(0.5), waitMs95: span.waits.percentile(0.95),
                runMsMedian: span.runs.percentile(0.5), runMs95: span.runs.percentile(0.95))
        }
    }

    private struct WorkerBody: Encodable {
        var id: String
        var host: String
        var processID: Int
        /// `alive`, `stopped` or `dead`.
        var state: String
        /// By queue.
        var threads: [String: Int]
        var startedAt: Date
        var heartbeatAt: Date
        @Nullable var stoppedAt: Date?
        /// How many tasks it has in hand; `running` has the oldest.
        var busy: Int
        var running: [RunningBody]

        private enum CodingKeys: String, CodingKey {
            case id, host, state, threads, startedAt, heartbeatAt, stoppedAt, busy, running
            case processID = "processId"
        }
    }

    private struct RunningBody: Encodable {
        var id: String
        var queue: String
        var kind: String
        @Nullable var startedAt: Date?
    }

    static func workers(_ context: Context) throws -> Response {
        let found = try Workers.find(context)
        return try context.list(whole: found.workers) { worker in
            WorkerBody(
                id: worker.id.text, host: worker.host, processID: worker.processID, state: Workers.state(worker).name,
                threads: worker.threads, startedAt: worker.startedAt, heartbeatAt: worker.heartbeatAt,
                stoppedAt: worker.stoppedAt, busy: worker.busy,
                running: found.running.filter { $0.workerID == worker.id }.map { task in
                    RunningBody(
                        id: task.snapshot.id.text, queue: task.snapshot.queue, kind: task.snapshot.kind,
                        startedAt: task.snapshot.startedAt)
                })
        }
    }
}
