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
        let form = try context.request.form(context.site.formLimits(of: context.route))
        let resume = try context.site.upload(
            form.file("file"), for: try context.user(), candidacy: try candidacy(of: form, context))
        return try .json(Uploaded(id: resume.id.text, taskId: resume.task.text, status: .queued), status: .accepted)
    }

    /// What the form says beside the file: `email`, and the caller's `job_post_id`.
    private static func candidacy(of form: Form, _ context: Context) throws -> Candidacy {
        var candidacy = Candidacy()
        if let text = form.fields["job_post_id"]?.trimmed, !text.isEmpty {
            // Whose it is, is asked where the resume is stored.
            guard let id = UUID(text: text) else { throw Problem.notFound() }
            candidacy.jobPostID = id
        }
        if let email = form.fields["email"]?.trimmed, !email.isEmpty {
            guard EmailAddress.isPlausible(email) else {
                throw Problem.unprocessable([.init(field: "email", message: "is no mail address")])
            }
            candidacy.email = email
        }
        return candidacy
    }

    static func list(_ context: Context) throws -> Response {
        let (user, limit) = (try context.user(), try context.limit())
        let filter = ResumeFilter(
            status: try context.parameter("status", "is no status of a resume") { ResumeStatus(rawValue: $0) },
            email: context.request.query["email"],
            jobPostID: try context.parameter("job_post_id", "is no id") { UUID(text: $0) },
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
