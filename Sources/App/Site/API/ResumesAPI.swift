internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage

enum ResumesAPI {
    private struct Uploaded: Encodable {
        var id: String
        var taskId: String
        var status: ResumeStatus
    }

    static func upload(_ context: Context) throws -> Response {
        let form = try context.request.form(context.site.formLimits)
        let resume = try context.site.upload(form.file("file"), for: try context.user())
        return try .json(Uploaded(id: resume.id.text, taskId: resume.task.text, status: .queued), status: .accepted)
    }

    static func list(_ context: Context) throws -> Response {
        let (user, limit) = (try context.user(), try context.limit())
        let filter = ResumeFilter(
            status: try context.parameter("status", "is no status of a resume") { ResumeStatus(rawValue: $0) },
            email: context.request.query["email"],
            createdAfter: try context.parameter("created_after", "is no time", UTCDate.parse),
            createdBefore: try context.parameter("created_before", "is no time", UTCDate.parse))
        let cursor = try context.cursor(DateCursor.init(text:))
        let rows = try context.services.database.withConnection {
            try $0.resumes(ownedBy: user.id, filter: filter, after: cursor?.value, limit: limit + 1)
        }
        return try context.list(rows, limit: limit) {
            ResumeItemBody($0, error: $0.errorCode.map(context.resumeProblem))
        } cursor: {
            DateCursor($0.createdAt, $0.id).text
        }
    }

    private struct Found: Encodable {
        var id: String
        var fileName: String
        @Nullable var name: String?
        var skills: [String]
        var createdAt: Date
    }

    static func search(_ context: Context) throws -> Response {
        let (user, limit) = (try context.user(), try context.limit())
        let skills = (context.request.query["skills"] ?? "").split(separator: ",").map { String($0).trimmed }
            .filter { !$0.isEmpty }
        guard (1...50).contains(skills.count) else {
            throw Problem.unprocessable([.init(field: "skills", message: "names 1 to 50 skills, separated by commas")])
        }
        let all = try context.parameter("match", "is any or all") { ["any": false, "all": true][$0] } ?? false
        let cursor = try context.cursor(DateCursor.init(text:))
        let rows = try context.services.database.withConnection {
            try $0.resumes(ownedBy: user.id, withSkills: skills, all: all, after: cursor?.value, limit: limit + 1)
        }
        return try context.list(rows, limit: limit) {
            Found(
                id: $0.id.text, fileName: $0.fileName, name: $0.profile?.name, skills: $0.profile?.skills ?? [],
                createdAt: $0.createdAt)
        } cursor: {
            DateCursor($0.createdAt, $0.id).text
        }
    }

    static func show(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        let found = try context.services.database.withConnection { db in
            try db.resume(id, ownedBy: user.id).map { ($0, try db.readingNotes(of: id, ownedBy: user.id)) }
        }
        guard let (resume, notes) = found else { throw Problem.notFound() }
        return try .json(ResumeBody(resume, notes: notes, error: resume.errorCode.map(context.resumeProblem)))
    }

    static func delete(_ context: Context) throws -> Response {
        try context.site.deleteResume(try context.id(), of: try context.user())
        return Response(status: .noContent)
    }
}
