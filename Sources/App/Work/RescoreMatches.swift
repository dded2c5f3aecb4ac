internal import Composition
internal import FoundationEssentials
internal import Intelligence
internal import Model
internal import Storage
public import Tasking

/// Scores the matches again that an earlier version of the built-in scorer has scored, so that all scores in a list are of one
/// kind. Each keeps its address. What models were paid for stays as it is.
public struct RescoreMatches: TaskKind {
    public static let kind = "rescore_matches"
    public static let queue = QueueName.scoring

    public init() {}

    /// Matches that are scored and stored together.
    private static let batch = 100

    /// After a crash it goes on with what is left: a match that has been scored is not of an earlier version any more.
    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(RescoreMatches.self) { _, context in
            let engine = EmbeddedEngine(time: services.time)
            let total = try context.read { try $0.outdatedMatchCount(version: engine.version) }
            var (done, last) = (0, UUID?.none)
            while true {
                context.progress(done, of: total, stage: "scoring")
                let page = try context.read { [last] in
                    try $0.outdatedMatches(version: engine.version, after: last, limit: batch)
                }
                guard let end = page.last else { break }
                done += try rescore(page, engine, context)
                last = end.id
            }
            return Completion(result: ["rescored": done])
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
        // The matches of a ranking follow each other, and are of one resume.
        var resume: ResumeText?
        let scored = try matches.compactMap { match -> (id: UUID, score: Score, revision: Int, hash: [UInt8])? in
            if resume?.id != match.resume {
                resume = try context.read { try $0.resumeText(match.resume, ownedBy: match.user) }
            }
            guard let resume, let posting = postings[match.posting] else { return nil }
            return (match.id, try engine.score(resume, posting, for: context), resume.revision, posting.contentHash)
        }
        try context.checkpoint { db in
            for match in scored {
                try db.rescore(match.id, match.score, resumeRevision: match.revision, postingHash: match.hash)
            }
        }
        return scored.count
    }
}
