internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage

/// A recruiter's openings, and the resumes that stand for them.
enum JobPostsAPI {
    private struct JobPostBody: Decodable {
        var title: String?
        var description: String?
        var location: String?
        var skills: [String]?
        var status: String?
    }

    private struct Shown: Encodable {
        var id: String
        var title: String
        var description: String
        @Nullable var location: String?
        var skills: [String]
        var status: JobPostStatus
        var candidacies: Int
        var createdAt: Date
        var updatedAt: Date

        init(_ post: JobPost, candidacies: Int) {
            id = post.id.text
            title = post.title
            description = post.description
            location = post.location
            skills = post.skills
            status = post.status
            self.candidacies = candidacies
            createdAt = post.createdAt
            updatedAt = post.updatedAt
        }
    }

    static func create(_ context: Context) throws -> Response {
        let body: JobPostBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        let draft = try draft(body, over: JobPostDraft())
        let user = try context.user()
        let post = try context.services.database.withConnection { try draft.insert(for: user.id, $0) }
        return try .json(Shown(post, candidacies: 0), status: .created)
    }

    static func change(_ context: Context) throws -> Response {
        let body: JobPostBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        let (id, user) = (try context.id(), try context.user())
        try context.services.database.transaction { db in
            guard var post = try db.jobPost(id, ownedBy: user.id) else { throw Problem.notFound() }
            try draft(body, over: JobPostDraft(post)).apply(to: &post)
            _ = try db.updateJobPost(post, ownedBy: user.id)
        }
        return try show(context)
    }

    /// What the body says, over what there is; 422 with everything that is wrong with it.
    private static func draft(_ body: JobPostBody, over old: JobPostDraft) throws -> JobPostDraft {
        var draft = old
        if let title = body.title { draft.title = title.trimmed }
        if let description = body.description { draft.description = description }
        if let location = body.location { draft.location = location.trimmed }
        if let skills = body.skills { draft.skills = skills }
        if let text = body.status {
            guard let status = JobPostStatus(rawValue: text) else {
                throw Problem.unprocessable([.init(field: "status", message: "is open or closed")])
            }
            draft.status = status
        }
        let problems = draft.problems
        guard problems.isEmpty else {
            throw Problem.unprocessable(problems.map { .init(field: $0.field, message: $0.message) })
        }
        return draft
    }

    static func show(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        let found = try context.services.database.withConnection { try $0.jobPostSummary(id, ownedBy: user.id) }
        guard let found else { throw Problem.notFound() }
        return try .json(Shown(found.post, candidacies: found.candidacyCount))
    }

    static func delete(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        guard try context.site.deleteJobPost(id, of: user) else { throw Problem.notFound() }
        return Response(status: .noContent)
    }

    static func list(_ context: Context) throws -> Response {
        let (user, limit) = (try context.user(), try context.limit())
        let status = try context.parameter("status", "is open or closed") { JobPostStatus(rawValue: $0) }
        let cursor = try context.cursor(DateCursor.init(text:))
        let posts = try context.services.database.withConnection {
            try $0.jobPosts(ownedBy: user.id, status: status, after: cursor?.value, limit: limit + 1)
        }
        return try context.list(posts, limit: limit) {
            Shown($0.post, candidacies: $0.candidacyCount)
        } cursor: {
            DateCursor($0.post.createdAt, $0.post.id).text
        }
    }
}

/// Resumes that stand for a job post.
enum CandidaciesAPI {
    private struct CandidacyBody: Decodable {
        var resumeId: String?
        var status: String?
    }

    private struct Shown: Encodable {
        var id: String
        var jobPostId: String
        var resumeId: String
        var status: CandidacyStatus
        var fileName: String
        @Nullable var name: String?
        @Nullable var headline: String?
        @Nullable var email: String?
        var skills: [String]
        @Nullable var years: Double?
        var resumeStatus: ResumeStatus
        var createdAt: Date
        var updatedAt: Date

        init(_ candidacy: CandidacySummary) {
            id = candidacy.id.text
            jobPostId = candidacy.jobPostID.text
            resumeId = candidacy.resumeID.text
            status = candidacy.status
            fileName = candidacy.fileName
            name = candidacy.personName
            headline = candidacy.headline
            email = candidacy.email
            skills = candidacy.skills
            years = candidacy.years
            resumeStatus = candidacy.resumeStatus
            createdAt = candidacy.createdAt
            updatedAt = candidacy.updatedAt
        }
    }

    private static let statusMessage =
        "is one of " + CandidacyStatus.allCases.map(\.rawValue).joined(separator: ", ")

    static func list(_ context: Context) throws -> Response {
        let (id, user, limit) = (try context.id(), try context.user(), try context.limit())
        let filter = CandidacyFilter(
            status: try context.parameter("status", statusMessage) { CandidacyStatus(rawValue: $0) },
            email: context.request.query["email"].flatMap { $0.isEmpty ? nil : $0 },
            createdAfter: try context.parameter("created_after", "is no time", UTCDate.parse),
            createdBefore: try context.parameter("created_before", "is no time", UTCDate.parse))
        let cursor = try context.cursor(DateCursor.init(text:))
        let rows = try context.services.database.withConnection { db in
            guard try db.jobPost(id, ownedBy: user.id) != nil else { throw Problem.notFound() }
            return try db.candidacies(of: id, ownedBy: user.id, filter: filter, after: cursor?.value, limit: limit + 1)
        }
        return try context.list(rows, limit: limit, item: Shown.init) { DateCursor($0.createdAt, $0.id).text }
    }

    static func create(_ context: Context) throws -> Response {
        let body: CandidacyBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        let (post, user) = (try context.id(), try context.user())
        guard let resume = body.resumeId.flatMap({ UUID(text: $0) }) else {
            throw Problem.unprocessable([.init(field: "resume_id", message: "is no id")])
        }
        let status = try status(body.status) ?? .new
        let made = try context.services.database.transaction { db -> CandidacySummary? in
            let id = try db.insertCandidacy(
                id: UUID.v7(), jobPost: post, resume: resume, status: status, ownedBy: user.id)
            return try id.flatMap { try db.candidacy($0, ownedBy: user.id) }
        }
        guard let made else { throw Problem.notFound() }
        return try .json(Shown(made), status: .created)
    }

    static func change(_ context: Context) throws -> Response {
        let body: CandidacyBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        let (id, user) = (try context.id(), try context.user())
        guard let status = try status(body.status) else {
            throw Problem.unprocessable([.init(field: "status", message: statusMessage)])
        }
        let changed = try context.services.database.transaction { db -> CandidacySummary? in
            guard try db.setCandidacyStatus(status, of: id, ownedBy: user.id) else { return nil }
            return try db.candidacy(id, ownedBy: user.id)
        }
        guard let changed else { throw Problem.notFound() }
        return try .json(Shown(changed))
    }

    static func delete(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        guard try context.services.database.withConnection({ try $0.deleteCandidacy(id, ownedBy: user.id) }) else {
            throw Problem.notFound()
        }
        return Response(status: .noContent)
    }

    private static func status(_ text: String?) throws -> CandidacyStatus? {
        guard let text else { return nil }
        guard let status = CandidacyStatus(rawValue: text) else {
            throw Problem.unprocessable([.init(field: "status", message: statusMessage)])
        }
        return status
    }
}
