internal import Base
internal import Composition
internal import Logging
internal import Storage
internal import Synchronization

/// Removes what nobody can use any more: sessions that have ended, answers older than a day. One process does it for all.
final class Housekeeping: Sendable {
    private let services: Services
    private let isStopping = Atomic(false)

    /// Seconds between two rounds.
    private static let interval = 600.0
    /// Seconds between two counts of what tasks did.
    private static let countInterval = 15.0
    /// Days that the counts by minute, and what tasks wrote to the log, are kept.
    private static let countDays = 35
    private static let logDays = 8

    init(services: Services) {
        self.services = services
    }

    /// Works until ``stop()`` is called.
    func run() {
        var seconds = 0
        while !isStopping.load(ordering: .relaxed) {
            if seconds % 60 == 0 { clean() }
            if seconds % 5 == 0 { count() }
            seconds += 1
            WorkerThread.sleep(milliseconds: 1000)
        }
    }

    func stop() {
        isStopping.store(true, ordering: .relaxed)
    }

    private func count() {
        do {
            try services.database.withConnection { db in
                guard try db.takeTick("count", interval: Self.countInterval) else { return }
                try db.countTaskMinutes()
            }
        } catch {
            services.logger.warning("tasks not counted", metadata: ["error": .string("\(error)")])
        }
    }

    private func clean() {
        do {
            let removed = try services.database.withConnection { db -> (sessions: Int, answers: Int)? in
                guard try db.takeTick("housekeeping", interval: Self.interval) else { return nil }
                _ = try db.forgetTaskMinutes(olderThanDays: Self.countDays)
                _ = try db.forgetTaskLogLines(olderThanDays: Self.logDays)
                let sessions = try db.deleteExpiredSessions(lifetime: services.settings.accounts.sessions)
                return (sessions, try db.deleteOldAnswers())
            }
            guard let removed, removed.sessions + removed.answers > 0 else { return }
            services.logger.info(
                "housekeeping done",
                metadata: [
                    "sessions.removed": .stringConvertible(removed.sessions),
                    "answers.removed": .stringConvertible(removed.answers),
                ])
        } catch {
            services.logger.warning("housekeeping failed", metadata: ["error": .string("\(error)")])
        }
    }
}
