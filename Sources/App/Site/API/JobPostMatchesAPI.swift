internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage

/// Which of a recruiter's resumes fit a job post.
enum JobPostMatchesAPI {
    private struct Started: Encodable {
        var taskId: String
    }

    private struct Shown: Encodable {
        var matchId: String
        var resumeId: String
        var fileName: String
        @Nullable var name: String?
        @Nullable var headline: String?
        @Nullable var email: String?
        @Nullable var years: Double?
        var score: Double
        @Nullable var reason: String?
        var matched: [String]
        var missing: [String]
        /// How far the person has come, where the resume stands for the job post.
        @Nullable var status: CandidacyStatus?
        var updatedAt: Date

        init(_ match: JobPostMatch) {
            matchId = match.id.text
            resumeId = match.resumeID.text
            fileName = match.fileName
            name = match.personName
            headline = match.headline
            email = match.email
            years = match.years
            score = match.score
            reason = match.firstReason
            matched = match.matched
            missing = match.missing
            status = match.candidacy
            updatedAt = match.updatedAt
        }
    }

    static func start(_ context: Context) throws -> Response {
        let task = try context.site.rankResumes(
            for: try context.id(), company: context.words.text("jobPosts.yours"), user: try context.user())
        return try .json(Started(taskId: task.text), status: .accepted)
    }

    static func list(_ context: Context) throws -> Response {
        let (id, user, limit) = (try context.id(), try context.user(), try context.limit())
        let cursor = try context.cursor(MatchCursor.init(text:))
        let rows = try context.services.database.transaction(readOnly: true) { db in
            guard try db.jobPost(id, ownedBy: user.id) != nil else { throw Problem.notFound() }
            return try db.jobPostMatches(of: id, ownedBy: user.id, after: cursor?.value, limit: limit + 1)
        }
        return try context.list(rows, limit: limit, item: Shown.init) { MatchCursor($0).text }
    }
}
