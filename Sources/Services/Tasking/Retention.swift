internal import FoundationEssentials
public import Postgres
internal import Storage

/// Keeps the table of tasks small: finished ones move to the history, its oldest weeks are dropped, and so is what belongs to
/// them. All of it may be stopped anywhere and done again, by two at once as well.
public struct Retention: Sendable {
    /// What one round did.
    public struct Report: Codable, Sendable, Equatable {
        /// Tasks that left the table.
        public var moved = 0
        /// Weeks of the history that were made and dropped.
        public var partitionsMade = 0
        public var partitionsDropped = 0
        public var attemptsDeleted = 0
        public var ticksDeleted = 0

        public init() {}
    }

    private let pool: Pool
    private let settings: TaskingSettings

    /// Partitions stand ready for this long.
    private static let ahead = Duration.seconds(28 * 86_400)

    public init(pool: Pool, settings: TaskingSettings) {
        self.pool = pool
        self.settings = settings
    }

    /// One round, in steps of `TaskingSettings.batch` rows.
    /// - Parameter check: called between the steps; what it throws ends the round.
    public func run(check: () throws -> Void = {}) throws -> Report {
        var report = Report()
        report.partitionsMade = try step { try $0.extendHistory(ahead: Self.ahead.seconds) }
        // What would be dropped in the same round need not be moved first; nothing stays longer than the history.
        let keepHistory = settings.keepHistory.seconds
        var last: UUID?
        while true {
            try check()
            let move = try step { db in
                try db.moveFinishedTasks(
                    keep: min(settings.keepFinished.seconds, keepHistory),
                    keepDead: min(settings.keepDead.seconds, keepHistory), after: last, limit: settings.batch)
            }
            report.moved += move.moved
            last = move.last
            if move.seen < settings.batch { break }
        }
        var deleted: Int
        repeat {
            try check()
            deleted = try step { try $0.deleteOldAttempts(olderThan: keepHistory, limit: settings.batch) }
            report.attemptsDeleted += deleted
        } while deleted == settings.batch
        report.ticksDeleted = try step { try $0.deleteOldTicks(olderThan: keepHistory) }
        report.partitionsDropped = try step { try $0.dropHistory(olderThan: keepHistory) }
        return report
    }

    private func step<R>(_ body: (Connection) throws -> R) throws -> R {
        try pool.withConnection(body)
    }
}
