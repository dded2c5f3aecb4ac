internal import Composition
internal import Storage
public import Tasking

/// Removes what nobody can use any more: sessions that have ended, answers and models' replies that are too old, counts by minute and lines
/// of tasks' logs after their time, files of uploads that were cancelled.
public struct RemoveExpired: TaskKind {
    public static let kind = "remove_expired"
    public static let queue = QueueName.maintenance

    public init() {}

    /// Days that the counts by minute, and what tasks wrote to the log, are kept.
    private static let (countDays, logDays) = (35, 8)

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(RemoveExpired.self) { _, context in
            let lifetime = services.settings.accounts.sessions
            // As it stands: removing twice is removing once.
            var removed = try services.database.withConnection { db in
                [
                    "sessions": try db.deleteExpiredSessions(lifetime: lifetime), "answers": try db.deleteOldAnswers(),
                    "questions": try db.forgetModelCalls(
                        olderThanDays: services.settings.engines.modelReplyDays),
                    "minutes": try db.forgetTaskMinutes(olderThanDays: countDays),
                    "log_lines": try db.forgetTaskLogLines(olderThanDays: logDays),
                ]
            }
            removed["uploads"] = try UnpackUpload.clearEnded(services, logger: context.logger)
            return Completion(result: removed)
        }
    }
}

/// Moves finished tasks to the history and drops what is old in it.
public struct KeepHistory: TaskKind {
    public static let kind = "keep_history"
    public static let queue = QueueName.maintenance

    public init() {}

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(KeepHistory.self) { _, context in
            // Whether a run or a reading has failed is asked of its task, while that is in the table.
            try services.database.withConnection { db in _ = (try db.settleRuns(), try db.settleResumes()) }
            let retention = Retention(pool: services.database, settings: services.settings.tasking)
            return Completion(result: try retention.run { try context.checkCancelled() })
        }
    }
}
