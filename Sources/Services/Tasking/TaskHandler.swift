internal import FoundationEssentials
internal import Postgres

/// What runs tasks of one kind.
///
///     TaskHandler(ReadResume.self) { task, context in
///         let file = try context.read { db in try db.resumeFile(task.resumeID) }
///         let profile = try parse(file)                          // the work
///         return Completion { db in try db.store(profile) }      // the effects
///     }
public struct TaskHandler: Sendable {
    public let kind: String
    public let queue: QueueName
    public let policy: RetryPolicy
    /// How long an attempt may take.
    let timeout: Duration
    let ignoresPause: Bool
    let run: @Sendable (JSON, TaskContext) throws -> Completion

    /// - Parameter body: runs on a worker thread and may block. It throws ``TaskFailure`` to say how an attempt failed.
    public init<Kind: TaskKind>(
        _ type: Kind.Type, _ body: @escaping @Sendable (Kind, TaskContext) throws -> Completion
    ) {
        kind = Kind.kind
        queue = Kind.queue
        policy = Kind.policy
        timeout = Kind.policy.timeout ?? Kind.queue.timeout
        ignoresPause = Kind.ignoresPause
        run = { arguments, context in
            let task: Kind
            do {
                task = try TaskCoding.decode(Kind.self, from: arguments)
            } catch {
                throw TaskFailure.permanent(code: "malformed_arguments", "\(error)")
            }
            return try body(task, context)
        }
    }
}

/// The kinds a worker knows.
public struct TaskRegistry: Sendable {
    private let handlers: [String: TaskHandler]
    /// What is put in at set times.
    public let schedules: [ScheduleDraft]

    /// - Throws: ``TaskingError`` for a kind or a schedule that is there twice, and for a kind with a malformed name.
    public init(_ handlers: [TaskHandler], schedules: [ScheduleDraft] = []) throws(TaskingError) {
        guard Set(schedules.map(\.name)).count == schedules.count else {
            throw TaskingError(.duplicateSchedule, "two schedules of one name")
        }
        self.schedules = schedules
        var table: [String: TaskHandler] = [:]
        for handler in handlers {
            try Envelope.check(kind: handler.kind)
            guard table.updateValue(handler, forKey: handler.kind) == nil else {
                throw TaskingError(.duplicateKind, "two handlers for the kind \(handler.kind)")
            }
        }
        self.handlers = table
    }

    /// The kinds, sorted.
    public var kinds: [String] { handlers.keys.sorted() }

    /// The kinds of a queue that run though it is paused.
    func kindsIgnoringPause(of queue: QueueName) -> [String] {
        handlers.values.filter { $0.queue == queue && $0.ignoresPause }.map(\.kind)
    }

    subscript(kind: String) -> TaskHandler? { handlers[kind] }
}
