internal import Base
public import FoundationEssentials
internal import Model
public import Postgres
internal import Redis
internal import Storage

/// What operators do to many tasks at once, each in the caller's transaction; the lists and the statuses in Redis follow
/// after the commit.
extension TaskQueue {
    /// Starts failed, dead and cancelled tasks over; their history stays. A run that failed with its task goes on with it.
    /// - Returns: how many. Those whose unique key another live task holds are left as they are, and those of runs that have
    ///   ended and cannot go on: see `Connection.tasksOfEndedRuns(_:)`.
    public func restart(_ ids: [UUID], on db: Connection) throws -> Int {
        let ids = try leavingOutEndedRuns(ids, on: db)
        for id in try db.tasksInHistory(ids) { _ = try db.restoreTask(id) }
        do {
            let entries = try db.transaction { try $0.restartTasks(ids) }
            try pushRestarted(entries, on: db)
            return entries.count
        } catch let error as PostgresError where error.constraint == "tasks_unique_key_idx" {
            // Somebody took a key between our look and our write: one at a time, so that only that one is left out.
            return try ids.sorted(by: { $0.text > $1.text }).reduce(0) { count, id in
                let one = (try? db.transaction { try $0.restartTasks([id]) }) ?? []
                try pushRestarted(one, on: db)
                return count + one.count
            }
        }
    }

    /// Joins among them that wait for their children again are only shown.
    private func pushRestarted(_ entries: [TaskEntry], on db: Connection) throws {
        let due = try db.taskEntries(entries.map(\.snapshot.id))
        pushAfterCommit(due, on: db)
        let waiting = Set(entries.map(\.snapshot.id)).subtracting(due.map(\.snapshot.id))
        db.afterCommit { [board] in
            for entry in entries where waiting.contains(entry.snapshot.id) { board.write(TaskStatus(entry.snapshot)) }
        }
    }

    /// Cancels what is live, with what it waits for, and deletes what is dead or was cancelled before.
    /// - Returns: how many of the ids were changed.
    public func discard(_ ids: [UUID], on db: Connection) throws -> Int {
        let deleted = try db.deleteTasks(ids)
        let cancelled = try db.cancelTasks(ids, ownedBy: nil)
        try announceAfterCommit(cancelled, on: db)
        if !deleted.isEmpty {
            db.afterCommit { [lists] in
                _ = try? lists.redis.command(["DEL"] + deleted.map { RedisArgument(TaskKeys.status($0)) })
            }
        }
        return deleted.count + Set(cancelled.map(\.snapshot.id)).intersection(ids).count
    }

    /// Enqueues new tasks like these, which are over and stay as they are.
    /// - Returns: the new ones. What a live task's unique key already stands for is left out, and what would do nothing because
    ///   its run has ended.
    public func runAgain(_ ids: [UUID], on db: Connection) throws -> [UUID] {
        let ids = try leavingOutEndedRuns(ids, on: db)
        return try db.taskCopies(of: ids) { UUID.v7() }.compactMap { original, copy in
            guard let snapshot = try db.insertTask(copy) else { return nil }
            try db.replaceTask(original, by: snapshot.id)
            pushAfterCommit([TaskEntry(snapshot: snapshot, arguments: copy.arguments)], on: db)
            return snapshot.id
        }
    }

    /// Opens the runs that ended with these tasks, and leaves out the tasks whose run stays ended.
    private func leavingOutEndedRuns(_ ids: [UUID], on db: Connection) throws -> [UUID] {
        do {
            try db.transaction { try $0.reopenRuns(of: ids) }
        } catch let error as PostgresError where error.constraint == "runs_active_key" {
            // Somebody started another run between our look and our write: none of them goes on.
        }
        let ended = Set(try db.tasksOfEndedRuns(ids))
        return ids.filter { !ended.contains($0) }
    }
}
