public import Composition
public import FoundationEssentials
internal import Intelligence
internal import Model
public import Postgres
internal import Storage
public import Tasking

/// Scores the matches again that an earlier version of the built-in scorer has scored, so that all scores in a list are of one
/// kind; or those of one person whose resumes, postings or settings have changed since. Each keeps its address. What models were
/// paid for stays as it is.
public struct RescoreMatches: TaskKind {
    public static let kind = "rescore_matches"
    public static let queue = QueueName.scoring

    /// Whose changed; nil for what an earlier version has scored, of everybody's.
    public var userID: UUID?

    public init(userID: UUID? = nil) {
        self.userID = userID
    }

    /// Seconds in which changes come together, and what a transaction may take to end after them.
    private static let (gathering, grace) = (2.0, 1.0)

    /// Puts in one task for all that a person changes within some seconds of what their scores rest on. It starts after them, so
    /// that it sees all of it, and beside one that is under way, which may have taken its last look.
    public static func enqueue(for user: UUID, _ services: Services, on db: Connection) throws {
        let end = (services.time.now.timeIntervalSince1970 / gathering).rounded(.up) * gathering
        try services.queue.enqueue(
            RescoreMatches(userID: user), user: user, uniqueKey: "\(user.uuidString) \(Int(end))",
            runAt: Date(timeIntervalSince1970: end + grace), on: db)
    }

    /// Matches that are scored and stored together.
    private static let batch = 100
    /// Matches of one person that are scored in one round.
    private static let mostOfOne = 50_000

    /// After a crash it goes on with what is left: a match that has been scored is not of an earlier version any more.
    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(RescoreMatches.self) { task, context in
            let engine = services.embedded
            let total = try context.read { db in
                try task.userID.map { try db.staleMatchCount(of: $0) } ?? db.outdatedMatchCount(version: engine.version)
            }
            var (done, before) = (0, -1)
            // What its owner changes meanwhile is met by another round.
            while done > before {
                before = done
                done += try round(of: task.userID, from: done, of: total, engine, context)
                if task.userID == nil { break }
            }
            return Completion(result: ["rescored": done])
        }
    }

    /// Goes through all there are, once.
    /// - Returns: how many were scored.
    private static func round(
        of user: UUID?, from start: Int, of total: Int, _ engine: any Engine, _ context: TaskContext
    ) throws -> Int {
        var (done, last) = (0, UUID?.none)
        // One person's are found at once: each look goes through all that they have.
        var left = try user.map { user in try context.read { try $0.staleMatches(of: user, limit: mostOfOne) } }?[...]
        while true {
            context.progress(start + done, of: max(total, start + done), stage: "scoring")
            let page =
                try left.map { Array($0.prefix(batch)) }
                ?? context.read { [last] in
                    try $0.outdatedMatches(version: engine.version, after: last, limit: batch)
                }
            guard let end = page.last else { return done }
            left = left?.dropFirst(batch)
            try context.checkCancelled()
            done += try rescore(page, engine, context)
            last = end.id
        }
    }

    /// A match whose resume is just being read again keeps its score; the next task looks at it.
    private static func rescore(
        _ matches: [OutdatedMatch], _ engine: any Engine, _ context: TaskContext
    ) throws -> Int {
        let postings = try context.read { db in
            Dictionary(
                uniqueKeysWithValues: try db.postingTexts(Array(Set(matches.map(\.posting)))).map { ($0.id, $0) })
        }
        let jobPosts = try context.read { try $0.jobPosts(among: Array(postings.keys)) }
        // The matches of a ranking follow each other, and are of one resume.
        var resume: ResumeText?
        let scored = try matches.compactMap { match -> (id: UUID, score: Score, revision: Int, hash: [UInt8])? in
            if resume?.id != match.resume {
                resume = try context.read { try $0.resumeText(match.resume, ownedBy: match.user) }
            }
            guard let resume, let posting = postings[match.posting] else { return nil }
            let side = jobPosts.contains(posting.id) ? resume.withoutPreferences : resume
            return (match.id, try engine.score(side, posting, for: context), resume.revision, posting.contentHash)
        }
        try context.checkpoint { db in
            for match in scored {
                try db.rescore(match.id, match.score, resumeRevision: match.revision, postingHash: match.hash)
            }
        }
        return scored.count
    }
}
