internal import Composition
public import FoundationEssentials
internal import Intelligence
internal import Model
internal import Postgres
internal import Storage
public import Tasking

/// Scores what a person has added for themselves, or a source of theirs has brought, with their own resumes: it is in no index,
/// so that it meets nobody else's.
public struct ScoreOwnPostings: TaskKind {
    public static let kind = "score_own_postings"
    public static let queue = QueueName.scoring

    public var userID: UUID

    public init(userID: UUID) {
        self.userID = userID
    }

    /// So many of the last resumes meet so many of the last postings in one task; a batch is stored together.
    private static let (resumes, postings, batch) = (10, 500, 50)

    /// Seconds in which postings come together, and what a transaction may take to end after them.
    private static let (gathering, grace) = (5.0, 1.0)

    /// Puts in one task for all that comes within some seconds, which starts after them, so that it sees all of it.
    static func enqueue(for user: UUID, _ services: Services, on db: Connection) throws {
        let end = (services.time.now.timeIntervalSince1970 / gathering).rounded(.up) * gathering
        try services.queue.enqueue(
            ScoreOwnPostings(userID: user), user: user, uniqueKey: "\(user.uuidString) \(Int(end))",
            runAt: Date(timeIntervalSince1970: end + grace), on: db)
    }

    /// After a crash it goes on with what has no score yet.
    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(ScoreOwnPostings.self) { task, context in
            let engine = services.embedded
            var stored = 0
            for resume in try context.read({ try $0.concernedResumes(of: task.userID, limit: resumes) }) {
                var left = postings
                while left > 0 {
                    let texts = try context.read {
                        try $0.unscoredOwnPostings(
                            of: task.userID, for: resume, version: engine.version, limit: min(batch, left))
                    }
                    guard !texts.isEmpty else { break }
                    let scores = try texts.map { (posting: $0, score: try engine.score(resume, $0, for: context)) }
                    try context.store(scores, of: resume, user: task.userID)
                    left -= texts.count
                    stored += texts.count
                    context.progress(stored, of: stored, stage: "scoring")
                }
            }
            return Completion(result: ["matches": stored])
        }
    }
}
