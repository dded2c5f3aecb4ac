internal import Base
internal import Composition
internal import FoundationEssentials
internal import Intelligence
internal import Model
internal import Postgres
internal import Retrieval
internal import Storage
public import Tasking

/// Scores postings that have come for everyone they concern: whose resume fits one well finds a match with its reasons.
public struct ScoreArrivals: TaskKind {
    public static let kind = "score_arrivals"
    public static let queue = QueueName.scoring

    public init() {}

    /// Seconds in which arrivals come together, and what a transaction may take to end after them.
    private static let (gathering, grace) = (5.0, 1.0)

    /// Puts in one task for all that comes within some seconds: each reads every resume, and a source's pages follow fast. Who is
    /// left out for a transaction that took longer is met by the next task, at the latest that of the index' schedule.
    static func enqueue(_ services: Services, on db: Connection) throws {
        let end = (services.time.now.timeIntervalSince1970 / gathering).rounded(.up) * gathering
        try services.queue.enqueue(
            ScoreArrivals(), uniqueKey: String(Int(end)), runAt: Date(timeIntervalSince1970: end + grace), on: db)
    }

    /// Postings that meet every resume before the next ones do, and resumes that are read together.
    private static let (postings, resumes) = (500, 50)

    /// After a crash the postings that were under way meet every resume again: a pair has one row, nothing is stored twice.
    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(ScoreArrivals.self) { _, context in
            let settings = services.settings.matching
            let engine = services.embedded
            var stored = 0
            while let arrivals = try context.read({
                try $0.nextArrivals(days: settings.arrivalDays, version: FeatureMaker.version, limit: postings)
            }) {
                let scorer = ArrivalScorer(arrivals.postings, now: services.time.now)
                var last: UUID?
                while !arrivals.postings.isEmpty {
                    let page = try context.read { [last] in try $0.concernedResumes(after: last, limit: resumes) }
                    for resume in page {
                        try context.checkCancelled()
                        let best = scorer.best(
                            for: resume.text.side, from: Double(settings.arrivalScore), limit: settings.arrivalMatches)
                        stored += try store(best, for: resume, engine, context)
                        context.progress(stored, of: stored, stage: "scoring")
                    }
                    guard let end = page.last else { break }
                    last = end.text.id
                }
                // Another task is at it, and goes on from there.
                guard try context.checkpoint({ try $0.endArrivals(arrivals) }) else { break }
            }
            return Completion(result: ["matches": stored])
        }
    }

    private static func store(
        _ postings: [UUID], for resume: ConcernedResume, _ engine: any Engine, _ context: TaskContext
    ) throws -> Int {
        guard !postings.isEmpty else { return 0 }
        let scores = try context.read { try $0.postingTexts(postings) }.map { posting in
            (posting: posting, score: try engine.score(resume.text, posting, for: context))
        }
        try context.store(scores, of: resume.text, user: resume.user)
        return scores.count
    }
}
