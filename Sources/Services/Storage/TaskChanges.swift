public import FoundationEssentials
public import Model
public import Postgres

// What operators do to many tasks at once. Each takes ids, changes those that are in a fitting state, and answers them.

extension Connection {
    /// Starts failed, dead and cancelled tasks over, with all their attempts before them. Their history stays. Those whose
    /// unique key another live task holds stay as they are, and so does all but one of several with the same key. A join waits
    /// for those of its children that are live or start over with it.
    public func restartTasks(_ ids: [UUID]) throws -> [TaskEntry] {
        // A statement of its own: the next one sees what others did who held these rows or their joins.
        try execute(
            """
            select id from tasks
            where id in (
                select unnest(\(ids)) union select parent_id from tasks where id = any(\(ids)) and parent_id is not null)
            order by id desc for update
            """)
        return try query(
            """
            with before as (
                select id, kind, unique_key, parent_id, state from tasks
                where id = any(\(ids)) and state in ('failed', 'dead', 'cancelled') order by id desc for update
            ), chosen as (
                select distinct on (kind, coalesce(unique_key, id::text)) id, parent_id, state from before
                where unique_key is null or state = 'failed' or not exists (
                    select from tasks as other
                    where other.kind = before.kind and other.unique_key = before.unique_key
                        and other.state in ('queued', 'running', 'failed')
                )
                order by kind, coalesce(unique_key, id::text), id desc
            ), joined as (
                -- A parent that still waits waits for these again.
                update tasks set children_left = children_left + children.count, updated_at = now()
                from (
                    select parent_id as id, count(*)::int as count from chosen
                    where parent_id is not null and state <> 'failed' group by parent_id
                ) as children
                where tasks.id = children.id and tasks.state = 'queued' and tasks.children_left > 0
            )
            update tasks set
                state = 'queued', attempt = 0, crashes = 0, alone = false, run_at = now(), finished_at = null,
                children_left = (
                    select count(*) from tasks as child
                    where child.parent_id = tasks.id and (
                        child.state in ('queued', 'running', 'failed') or child.id in (select chosen.id from chosen))
                ), revision = revision + 1, updated_at = now()
            where id in (select chosen.id from chosen)
            returning \(TaskEntry.columns)
            """)
    }

    /// Those of the tasks that are in the history, from which they can be restored.
    public func tasksInHistory(_ ids: [UUID]) throws -> [UUID] {
        try scalars(
            "select id from tasks_history where id = any(\(ids)) and state in ('dead', 'cancelled') order by id")
    }

    /// Deletes dead and cancelled tasks, in a transaction: what ended with them is written down first. Their attempts stay for the
    /// counts of failures until these are old.
    public func deleteTasks(_ ids: [UUID]) throws -> [UUID] {
        try settleSubjects(of: ids)
        return try scalars(
            """
            with old as (
                delete from tasks_history where id = any(\(ids)) and state in ('dead', 'cancelled') returning id
            ), hot as (
                delete from tasks where id = any(\(ids)) and state in ('dead', 'cancelled') returning id
            )
            select id from old union all select id from hot
            """)
    }

    /// What it takes to run these tasks again as new ones, each with the old one's id; those that are not over are left out.
    /// - Parameter id: makes an id.
    public func taskCopies(of ids: [UUID], id: () -> UUID) throws -> [(original: UUID, task: NewTask)] {
        try query(
            """
            select id, queue, kind, arguments, user_id, subject_id, priority, max_attempts, unique_key from all_tasks
            where id = any(\(ids)) and state in ('succeeded', 'dead', 'cancelled') order by id
            """
        ) { row in
            let original: UUID = try row.next()
            let task = NewTask(
                id: id(), queue: try row.next(), kind: try row.next(), arguments: try row.next(),
                userID: try row.next(), subjectID: try row.next(), priority: try row.next(),
                maxAttempts: try row.next(), uniqueKey: try row.next())
            return (original, task)
        }
    }

    /// Those of the tasks that are in one of the states, in the order given, each once.
    public func tasks(_ ids: [UUID], in states: [TaskState]) throws -> [UUID] {
        try scalars(
            """
            select id from unnest(\(ids)) with ordinality as given (id, place) join all_tasks using (id)
            where state = any(\(states.map(\.rawValue))) group by id order by min(place)
            """)
    }

    /// What these tasks wait for, and what that waits for, as far as it is not over.
    public func tasksBelow(_ ids: [UUID]) throws -> [UUID] {
        try scalars(
            """
            with recursive below (id) as (
                select id from tasks where parent_id = any(\(ids))
                union
                select tasks.id from tasks join below on tasks.parent_id = below.id
            )
            select id from below join tasks using (id) where state in ('queued', 'running', 'failed')
            """)
    }

    /// The tasks of a join: those that this one waits for or waited for.
    public func childTasks(of id: UUID, limit: Int) throws -> [TaskSnapshot] {
        try query(
            """
            select \(TaskSnapshot.columns) from all_tasks where parent_id = \(id) order by id limit \(limit)
            """)
    }

    /// How many tasks workers have in hand.
    public func runningTaskCount() throws -> Int {
        try value("select count(*) from tasks where state = 'running'")
    }

    /// The tasks that workers have in hand, those first that began first.
    public func runningTasks(limit: Int) throws -> [RunningTask] {
        try query(
            """
            select \(TaskSnapshot.columns), worker_id from tasks where state = 'running'
            order by started_at, id limit \(limit)
            """)
    }
}

/// A task in the hands of a worker.
public struct RunningTask: Sendable, RowDecodable {
    public var snapshot: TaskSnapshot
    public var workerID: UUID?

    public init(row: inout Row) throws {
        snapshot = try TaskSnapshot(row: &row)
        workerID = try row.next()
    }
}
