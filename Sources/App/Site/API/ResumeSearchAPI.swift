internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Storage

/// Resumes by skill, by what they are about, or by both.
enum ResumeSearchAPI {
    private struct Found: Encodable {
        var id: String
        var fileName: String
        @Nullable var name: String?
        @Nullable var headline: String?
        @Nullable var email: String?
        var skills: [String]
        @Nullable var years: Double?
        /// How near it is to `q`, from 0 to 1.
        @Nullable var similarity: Double?
        var createdAt: Date
    }

    static func search(_ context: Context) throws -> Response {
        let (user, limit) = (try context.user(), try context.limit())
        let query = try query(context)
        let cursor = try context.cursor { ResumeCursor(text: $0, isNearest: !query.text.isEmpty) }
        let found = try context.site.find(query, of: user.id, after: cursor, limit: limit + 1)
        return try context.list(found, limit: limit) {
            Found(
                id: $0.resume.id.text, fileName: $0.resume.fileName, name: $0.resume.name, headline: $0.resume.headline,
                email: $0.resume.email, skills: $0.resume.skills, years: $0.resume.years, similarity: $0.similarity,
                createdAt: $0.resume.createdAt)
        } cursor: {
            ResumeCursor.text(behind: $0)
        }
    }

    private static func query(_ context: Context) throws -> ResumeQuery {
        let skills = ResumeQuery.skills(context.request.query["skills"] ?? "")
        let text = (context.request.query["q"] ?? "").trimmed
        guard skills.count <= ResumeQuery.skillLimit, !skills.isEmpty || !text.isEmpty else {
            throw Problem.unprocessable([
                .init(
                    field: "skills",
                    message:
                        "names 1 to \(ResumeQuery.skillLimit) skills, separated by commas, or q says what is looked for"
                )
            ])
        }
        guard text.utf8.count <= ResumeQuery.textLimit else {
            throw Problem.unprocessable([.init(field: "q", message: "has more than \(ResumeQuery.textLimit) bytes")])
        }
        return ResumeQuery(
            skills: skills,
            wantsAll: try context.parameter("match", "is any or all") { ["any": false, "all": true][$0] } ?? false,
            text: text, jobPostID: try context.parameter("job_post_id", "is no id") { UUID(text: $0) })
    }
}
