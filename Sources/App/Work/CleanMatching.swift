internal import Composition
internal import Storage
public import Tasking

/// Removes answers of matching that are older than they may get, and what is known of postings that are gone for long.
public struct CleanMatching: TaskKind {
    public static let kind = "clean_matching"
    public static let queue = QueueName.maintenance

    public init() {}

    /// Days for which a process may be away and go on where it stopped.
    private static let goneDays = 7

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(CleanMatching.self) { _, _ in
            let seconds = services.settings.matching.answerSeconds
            // As it stands: removing twice is removing once.
            let removed = try services.database.transaction { db in
                [
                    "answers": try db.forgetMatchAnswers(olderThanSeconds: seconds),
                    "gone_postings": try db.forgetGonePostings(olderThanDays: goneDays),
                ]
            }
            return Completion(result: removed)
        }
    }
}
