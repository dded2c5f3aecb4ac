public import FoundationEssentials
internal import Postgres

/// A task to be: its value, and whose and what it is about.
public struct TaskDraft: Sendable {
    let kind: String
    let queue: QueueName
    let policy: RetryPolicy
    let encode: @Sendable () throws -> JSON
    var user: UUID?
    var subject: UUID?
    var uniqueKey: String?
    var runAt: Date?
    var priority: Int
    var follows: UUID?

    /// - Parameters:
    ///   - user: who may see and cancel it; nil for the installation's own work.
    ///   - subject: the resume, match or run it is about.
    ///   - uniqueKey: at most one live task of this kind has it. Put the user's id in it where the work is theirs.
    ///   - runAt: not before this instant; precise to ``TaskingSettings/sweep``.
    ///   - priority: above 0 it is taken before what waits; below 0 when nothing else waits, and each tenth time.
    ///   - follows: the task that leaves this one behind, which cancelling it cancels as well. See below.
    ///
    /// A chain is a task whose completion enqueues the next: the step's effects and the next step are stored together, so a crash
    /// repeats one step at most. A step that fails for good ends the chain.
    ///
    ///     TaskHandler(CollectPage.self) { task, context in
    ///         let page = try fetch(task.page)
    ///         return Completion { db in
    ///             try db.store(page)
    ///             guard let next = page.next else { return }
    ///             try queue.enqueue(TaskDraft(CollectPage(page: next), follows: context.id), on: db)
    ///         }
    ///     }
    ///
    /// Cancelling the first step cancels whichever is live now, and so for each step: all that follow it end.
    public init<Kind: TaskKind>(
        _ task: Kind, user: UUID? = nil, subject: UUID? = nil, uniqueKey: String? = nil, runAt: Date? = nil,
        priority: Int = 0, follows: UUID? = nil
    ) {
        kind = Kind.kind
        queue = Kind.queue
        policy = Kind.policy
        encode = { try TaskCoding.encode(task) }
        self.user = user
        self.subject = subject
        self.uniqueKey = uniqueKey
        self.runAt = runAt
        self.priority = priority
        self.follows = follows
    }
}
