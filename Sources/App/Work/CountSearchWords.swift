internal import Composition
internal import Storage
public import Tasking

/// Counts the words of the postings that arrived last, which searches with a slip in them are corrected by.
public struct CountSearchWords: TaskKind {
    public static let kind = "count_search_words"
    public static let queue = QueueName.maintenance

    public init() {}

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(CountSearchWords.self) { _, _ in
            // As it stands: counting twice is counting once.
            let count = try services.database.withConnection { try $0.countSearchWords() }
            return Completion(result: ["words": count ?? 0])
        }
    }
}
