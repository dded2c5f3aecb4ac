internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Tasking
internal import Work

/// What pages poll, and cancelling.
enum Live {
    /// The live part of whatever a task is about. While work runs it is made of the status alone, which came with the session in
    /// one round trip to Redis; PostgreSQL is asked for what an end left behind.
    static func show(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        guard let status = try context.taskStatus(id),
            let subject = status.subjectID
        else { throw Problem.notFound() }
        // A run is the installation's: whoever may see its page may see it live.
        guard status.userID == user.id || status.userID == nil && user.role == .admin else { throw Problem.notFound() }
        // While nothing has moved the answer costs no query: revisions grow with every change of a live task.
        if let tag = tag(status, context), let known = context.request.headers["If-None-Match"],
            EntityTag.matches(known, tag: tag)
        {
            var response = Response(status: .notModified)
            response.headers.set("ETag", tag)
            response.headers.set("Cache-Control", "private, no-cache")
            return response
        }
        switch status.kind {
        case ScoreMatch.kind: return try match(subject, status, user, context)
        case ReadResume.kind: return try resume(subject, status, user, context)
        case RankPostings.kind: return try ranking(subject, status, user, context)
        case RankResumes.kind:
            return context.fragment(try JobPostMatches.live(subject, of: user, context), tag: tag(status, context))
        case CollectPage.kind: return try run(subject, status, context)
        case CollectResumes.kind, UnpackUpload.kind, FinishUpload.kind:
            return try Collections.live(subject, of: user, context)
        case SearchCareerPage.kind, FinishSearch.kind: return try Searches.live(subject, of: user, context)
        default: throw Problem.notFound()
        }
    }

    /// The entity tag of a live task's fragment: with the delay, so that a page learns of a longer one though nothing
    /// else has changed. What an end left behind is known by its bytes.
    private static func tag(_ status: TaskStatus, _ context: Context) -> String? {
        if status.state.isFinal { return nil }
        let delay = context.pollDelay(state: status.state, createdAt: status.createdAt)
        return "\"\(status.id.text)-\(status.revision)-\(delay)\""
    }

    private static func match(_ id: UUID, _ status: TaskStatus, _ user: User, _ context: Context) throws -> Response {
        guard status.state.isFinal else { return context.fragment(context.running(status), tag: tag(status, context)) }
        guard let view = try context.services.database.withConnection({ try $0.matchView(id, ownedBy: user.id) }) else {
            throw Problem.notFound()
        }
        return context.fragment(context.live(view, status: status))
    }

    private static func resume(_ id: UUID, _ status: TaskStatus, _ user: User, _ context: Context) throws -> Response {
        guard let reviewed = try Resumes.reviewed(id, of: user, context) else { throw Problem.notFound() }
        var live = context.live(reviewed)
        if live.review != nil { live.heading = reviewed.resume.profile?.name }
        return context.fragment(live, tag: tag(status, context))
    }

    private static func ranking(_ id: UUID, _ status: TaskStatus, _ user: User, _ context: Context) throws -> Response {
        let found = try context.services.database.withConnection { db -> (Ranking, Resume)? in
            guard let ranking = try db.ranking(id, ownedBy: user.id),
                let resume = try db.resume(ranking.resumeID, ownedBy: user.id)
            else { return nil }
            return (ranking, resume)
        }
        guard let (ranking, resume) = found else { throw Problem.notFound() }
        return context.fragment(
            try Rankings.live(ranking, resumeName: resume.fileName, context), tag: tag(status, context))
    }

    private static func run(_ id: UUID, _ status: TaskStatus, _ context: Context) throws -> Response {
        guard let (_, live) = try Admin.liveRun(id, for: try context.user(), context) else { throw Problem.notFound() }
        return context.fragment(live, tag: tag(status, context))
    }

    static func cancel(_ context: Context) throws -> Response {
        let status = try context.site.cancel(try context.id(), by: try context.user())
        let subject = status.subjectID?.text ?? ""
        let pages = [
            ScoreMatch.kind: "/matches/", ReadResume.kind: "/resumes/", RankPostings.kind: "/rankings/",
            CollectPage.kind: "/runs/", CollectResumes.kind: "/collections/", UnpackUpload.kind: "/collections/",
            FinishUpload.kind: "/collections/", SearchCareerPage.kind: "/searches/", FinishSearch.kind: "/searches/",
        ]
        if status.kind == RankResumes.kind { return context.redirect(to: "/job-posts/\(subject)/matches") }
        guard let page = pages[status.kind] else { return context.redirect(to: "/dashboard", telling: .cancelled) }
        return context.redirect(to: page + subject)
    }
}
