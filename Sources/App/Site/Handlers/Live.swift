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
        guard let status = try context.services.queue.board.known(context.status, id, context.services.database),
            let subject = status.subjectID
        else { throw Problem.notFound() }
        // A run is the installation's: whoever may see its page may see it live.
        guard status.userID == user.id || status.userID == nil && user.role == .admin else { throw Problem.notFound() }
        switch status.kind {
        case ScoreMatch.kind: return try match(subject, status, user, context)
        case ReadResume.kind: return try resume(subject, user, context)
        case RankPostings.kind: return try ranking(subject, user, context)
        case CollectPage.kind: return try run(subject, context)
        default: throw Problem.notFound()
        }
    }

    private static func match(_ id: UUID, _ status: TaskStatus, _ user: User, _ context: Context) throws -> Response {
        guard status.state.isFinal else { return context.fragment(context.running(status)) }
        guard let view = try context.services.database.withConnection({ try $0.matchView(id, ownedBy: user.id) }) else {
            throw Problem.notFound()
        }
        return context.fragment(context.live(view, status: status))
    }

    private static func resume(_ id: UUID, _ user: User, _ context: Context) throws -> Response {
        guard let resume = try context.services.database.withConnection({ try $0.resume(id, ownedBy: user.id) }) else {
            throw Problem.notFound()
        }
        return context.fragment(context.live(resume))
    }

    private static func ranking(_ id: UUID, _ user: User, _ context: Context) throws -> Response {
        let found = try context.services.database.withConnection { db -> (Ranking, Resume)? in
            guard let ranking = try db.ranking(id, ownedBy: user.id),
                let resume = try db.resume(ranking.resumeID, ownedBy: user.id)
            else { return nil }
            return (ranking, resume)
        }
        guard let (ranking, resume) = found else { throw Problem.notFound() }
        return context.fragment(try Rankings.live(ranking, resumeName: resume.fileName, context))
    }

    private static func run(_ id: UUID, _ context: Context) throws -> Response {
        guard let run = try context.services.database.withConnection({ try $0.run(id) }) else { throw Problem.notFound() }
        return context.fragment(context.live(run))
    }

    static func cancel(_ context: Context) throws -> Response {
        let status = try context.site.cancel(try context.id(), by: try context.user())
        let subject = status.subjectID?.text ?? ""
        let pages = [
            ScoreMatch.kind: "/matches/", ReadResume.kind: "/resumes/", RankPostings.kind: "/rankings/",
            CollectPage.kind: "/admin/runs/",
        ]
        guard let page = pages[status.kind] else { return context.redirect(to: "/dashboard", telling: .cancelled) }
        return context.redirect(to: page + subject)
    }
}

extension StatusBoard {
    /// The status that came with the session, or the one to be found.
    func known(_ status: TaskStatus?, _ id: UUID, _ database: Pool) throws -> TaskStatus? {
        try status ?? self.status(id, orFrom: database)
    }
}
