public import FoundationEssentials
public import Postgres

/// One line of the log of what operators did.
public struct OperatorAction: Sendable, RowDecodable {
    /// What can be done.
    public enum Kind: String, Sendable, CaseIterable {
        case pauseQueue = "pause_queue"
        case resumeQueue = "resume_queue"
        case retryTasks = "retry_tasks"
        case discardTasks = "discard_tasks"
        case copyTasks = "copy_tasks"
        case runSchedule = "run_schedule"
        case enableSchedule = "enable_schedule"
        case disableSchedule = "disable_schedule"
        case changeSchedule = "change_schedule"
        case refreshSource = "refresh_source"
        case addSource = "add_source"
        case changeSource = "change_source"
        case deleteSource = "delete_source"
        case undoMerge = "undo_merge"
        case block, unblock
        case loadSamples = "load_samples"
        case cancelTask = "cancel_task"
    }

    public var id: UUID
    public var userID: UUID?
    public var userEmail: String
    public var action: String
    public var target: JSON
    public var expected: Int?
    public var affected: Int
    public var taskID: UUID?
    public var position: JSON?
    public var createdAt: Date
    /// When it was done, or its task died, was cancelled or thrown away.
    public var finishedAt: Date?

    static let columns: SQL = """
        id, user_id, user_email, action, target, expected, affected, task_id, position, created_at,
        case when finished_at is not null or task_id is null then finished_at
            when exists (select from all_tasks where all_tasks.id = task_id and all_tasks.state not in ('dead', 'cancelled'))
            then null
            else coalesce((select all_tasks.finished_at from all_tasks where all_tasks.id = task_id limit 1), updated_at)
            end
        """

    public init(row: inout Row) throws {
        id = try row.next()
        userID = try row.next()
        userEmail = try row.next()
        action = try row.next()
        target = try row.next()
        expected = try row.next()
        affected = try row.next()
        taskID = try row.next()
        position = try row.next()
        createdAt = try row.next()
        finishedAt = try row.next()
    }
}

extension Connection {
    /// Writes down what an operator does, in the transaction that does it.
    /// - Parameter affected: nil where it has only begun.
    public func logAction(
        id: UUID, by user: (id: UUID, email: String), _ action: OperatorAction.Kind, target: JSON, expected: Int? = nil,
        affected: Int?
    ) throws {
        try execute(
            """
            insert into operator_actions (id, user_id, user_email, action, target, expected, affected, finished_at)
            values (
                \(id), \(user.id), \(user.email), \(action), \(target), \(expected), \(affected ?? 0),
                case when \(affected != nil) then now() end
            )
            """)
    }

    /// The task that does in batches what was begun.
    public func setActionTask(_ id: UUID, task: UUID) throws {
        try execute("update operator_actions set task_id = \(task), updated_at = now() where id = \(id)")
    }

    /// Counts what a batch changed, and keeps where it stood.
    public func advanceAction(_ id: UUID, by count: Int, position: JSON?) throws {
        try execute(
            """
            update operator_actions set affected = affected + \(count), position = \(position), updated_at = now()
            where id = \(id)
            """)
    }

    public func finishAction(_ id: UUID) throws {
        try execute(
            "update operator_actions set finished_at = now(), position = null, updated_at = now() where id = \(id)")
    }

    public func operatorAction(_ id: UUID) throws -> OperatorAction? {
        try first("select \(OperatorAction.columns) from operator_actions where id = \(id)")
    }

    /// What operators did, latest first.
    /// - Parameter after: the last id of the page before.
    public func operatorActions(after: UUID? = nil, limit: Int) throws -> [OperatorAction] {
        let rest: SQL = after.map { "where id < \($0)" } ?? ""
        return try query(
            "select \(OperatorAction.columns) from operator_actions \(rest) order by id desc limit \(limit)")
    }
}
