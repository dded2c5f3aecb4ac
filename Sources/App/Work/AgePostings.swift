internal import Composition
internal import Storage
public import Tasking

/// Expires postings that no source shows any more or whose day has come, and archives those that expired long ago.
public struct AgePostings: TaskKind {
    public static let kind = "age_postings"
    public static let queue = QueueName.maintenance

    public init() {}

    /// Postings of one transaction.
    private static let batch = 200

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(AgePostings.self) { _, context in
            let collecting = services.settings.collecting
            // As it stands: doing it twice is doing it once.
            let expired = try services.database.transaction { db in
                let count = try db.expirePostings(unseenDays: collecting.expiryDays)
                if count > 0 { try services.notePostingChange(on: db) }
                try services.promoteCopies(on: db)
                return count
            }
            var archived = 0
            while true {
                try context.checkCancelled()
                let count = try services.database.transaction {
                    try $0.archivePostings(expiredDays: collecting.archiveDays, limit: batch)
                }
                archived += count
                if count < batch { break }
            }
            let dropped = try services.database.withConnection {
                try $0.dropReplacedRawRecords(olderThanDays: collecting.expiryDays)
            }
            return Completion(result: ["expired": expired, "archived": archived, "raw_records": dropped])
        }
    }
}
