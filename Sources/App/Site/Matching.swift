internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Intelligence
internal import Model
internal import Postgres
internal import Retrieval
internal import Storage
internal import Tasking
internal import Work

/// A match that was asked for.
struct RequestedMatch {
    var id: UUID
    /// The task that scores it or did; `nil` for scores that came with a ranking.
    var task: UUID?
}

/// A ranking that was asked for.
struct RequestedRanking {
    var id: UUID
    var task: UUID
    var postings: Int
    /// nil where it costs nothing.
    var cost: RankingCost?
}

/// What refining a ranking costs, in millionths of a US dollar.
struct RankingCost {
    var model: String
    /// How many of the best are refined.
    var top: Int
    var expected: Int
    /// What it cannot exceed.
    var highest: Int
    /// What the tightest of the budgets has left.
    var left: Int
}

extension Site {
    /// Starts to score a pair, or finds the score that is there: the same texts are scored once for each engine version.
    /// - Parameter needsTask: starts again where there is a score whose task is not to be found any more, such as one that came
    ///   with a ranking, because programs follow tasks.
    /// - Throws: 404 where the resume is not `user`'s or either is not there; 409 where the resume has not been read.
    func match(
        resume: UUID, posting: UUID, engine name: String?, user: User, needsTask: Bool = false
    ) throws -> RequestedMatch {
        let engine = try engine(named: name)
        return try services.database.transaction { db in
            guard let found = try db.resume(resume, ownedBy: user.id), try db.posting(posting, for: user.id) != nil
            else {
                throw Problem.notFound()
            }
            guard found.status == .done else { throw Self.unread(found.status) }
            let key = MatchKey(
                user: user.id, resume: resume, posting: posting, engine: engine.name, engineVersion: engine.version)
            let id = try db.matchID(for: key)
            if try db.isMatchCurrent(id), let match = try db.match(id, ownedBy: user.id),
                !needsTask || match.taskID != nil
            {
                return RequestedMatch(id: id, task: match.taskID)
            }
            try refuseTooMany(of: user.id, db)
            let task = try services.queue.enqueue(
                ScoreMatch(
                    matchID: id, userID: user.id, resumeID: resume, postingID: posting, engine: engine.name),
                user: user.id, subject: id, uniqueKey: id.text, on: db)
            try db.setMatchTask(id, task: task.id)
            return RequestedMatch(id: id, task: task.id)
        }
    }

    /// Starts to rank the postings of a search for a resume.
    /// - Throws: as ``match(resume:posting:engine:user:)``.
    func rank(_ query: SearchQuery, resume: UUID, engine name: String?, user: User) throws -> RequestedRanking {
        let engine = try engine(named: name)
        let postings = try rankable(query, resume, user)
        return try services.database.transaction { db in
            guard try db.resume(resume, ownedBy: user.id) != nil else { throw Problem.notFound() }
            try refuseTooMany(of: user.id, db)
            let cost = try cost(of: postings, resume, engine.name, user, db)
            let id = UUID.v7()
            try db.insertRanking(
                id: id, user: user.id, resume: resume, engine: engine.name, engineVersion: engine.version,
                search: query.parameters.encoded, postings: postings, refineTop: cost?.top ?? 0,
                cost: cost.map { ($0.expected, $0.highest) })
            let task = try services.queue.enqueue(RankPostings(rankingID: id), user: user.id, subject: id, on: db)
            try db.setRankingTask(id, task: task.id)
            return RequestedRanking(id: id, task: task.id, postings: postings.count, cost: cost)
        }
    }

    /// Why a resume cannot be matched.
    private static func unread(_ status: ResumeStatus) -> Problem {
        .conflict(
            status == .failed
                ? "This resume could not be read, so it cannot be matched. Upload it as another file."
                : "This resume has not been read yet.")
    }

    /// What ranking the postings of a search with an engine would cost; nil where it costs nothing.
    /// - Throws: as ``rank(_:resume:engine:user:)``.
    func rankingCost(
        _ query: SearchQuery, resume: UUID, engine name: String?, user: User
    ) throws -> (postings: Int, cost: RankingCost?) {
        let engine = try engine(named: name)
        let postings = try rankable(query, resume, user)
        return try services.database.transaction(readOnly: true) { db in
            (postings.count, try cost(of: postings, resume, engine.name, user, db))
        }
    }

    /// The postings that a ranking scores.
    private func rankable(_ query: SearchQuery, _ resume: UUID, _ user: User) throws -> [UUID] {
        let (status, text) = try services.database.withConnection { db in
            (try db.resume(resume, ownedBy: user.id)?.status, try db.resumeText(resume, ownedBy: user.id))
        }
        guard let status else { throw Problem.notFound() }
        guard status == .done, let text else { throw Self.unread(status) }
        return try postings(of: query, likelyFor: [text], user)
    }

    /// Which postings will be the best is not known before: about as much as the average, at most as much as the longest.
    private func cost(
        of postings: [UUID], _ resume: UUID, _ name: String, _ user: User, _ db: Connection
    ) throws -> RankingCost? {
        guard let engine = services.engines[name] as? ModelEngine else { return nil }
        let top = min(services.settings.engines.refineTop, postings.count)
        let bytes = try db.textBytes(resume: resume, postings: postings, limit: postings.count)
        let average = bytes.postings.isEmpty ? 0 : bytes.postings.reduce(0, +) / bytes.postings.count
        let left = min(
            services.settings.engines.budgets.run, try db.leastLeft(of: services.modelBudgets(of: user.id)))
        let each = engine.estimate(resumeBytes: bytes.resume, postingBytes: average)
        let most = bytes.postings.prefix(top).reduce(0) {
            $0 + engine.estimate(resumeBytes: bytes.resume, postingBytes: $1).highest
        }
        return RankingCost(
            model: engine.model, top: top, expected: min(each.expected * top, left), highest: min(most, left),
            left: left)
    }

    /// The postings of a search that are scored: all of them, or where these are too many the likeliest for the resumes, and
    /// after them the first of the search's own order.
    func postings(of query: SearchQuery, likelyFor resumes: [ResumeText], _ user: User) throws -> [UUID] {
        let limit = services.settings.worker.rankingLimit
        var search = query.search
        search.viewer = user.id
        search.blocks = try services.database.withConnection { try $0.postingBlocks(for: user.id) }
        let first = try services.database.transaction(readOnly: true) {
            try $0.postingIDs(matching: search, limit: limit + 1)
        }
        guard first.count > limit else { return first }
        // Their own are in no index, and are few: they go first, and take half the places at the most.
        let own = try services.database.withConnection { try $0.newestOwnPostings(of: user.id, limit: limit / 2) }
        let likely =
            own
            + (try services.matcher.candidates(for: resumes.map(\.side), limit: Self.likelyCount * limit))
        let found = try services.database.withConnection { Set(try $0.postingIDs(matching: search, among: likely)) }
        var seen: Set<UUID> = []
        return Array((likely.filter(found.contains) + first).filter { seen.insert($0).inserted }.prefix(limit))
    }

    /// So many times more candidates are looked at than are scored, for a search leaves out most of them.
    private static let likelyCount = 10

    private func engine(named name: String?) throws -> (name: String, version: String) {
        let wanted = name.flatMap { $0.isEmpty ? nil : $0 } ?? services.settings.engines.standard
        guard let engine = services.engines[wanted] else {
            throw Problem.unprocessable([.init(field: "engine", message: "is not an engine of this installation")])
        }
        return (engine.name, engine.version)
    }

    /// Cancels a task of `user`'s, or any task for an administrator.
    /// - Throws: 404 where there is none to cancel.
    func cancel(_ task: UUID, by user: User) throws -> TaskStatus {
        guard let status = try services.queue.board.status(task, orFrom: services.database),
            status.userID == user.id || status.userID == nil && user.role == .admin
        else { throw Problem.notFound() }
        try services.database.transaction { db in
            if status.userID == nil { try db.log(.cancelTask, ["ids": [task.text]], by: user) }
            // A run's page may have made way for the next since the button was shown: the run is what is cancelled.
            let collecting = [
                CollectPage.kind, CollectResumes.kind, UnpackUpload.kind, FinishUpload.kind, SearchCareerPage.kind,
                FinishSearch.kind,
            ]
            if collecting.contains(status.kind), let run = status.subjectID { return try cancel(run: run, on: db) }
            guard try services.queue.cancel(task, ownedBy: status.userID, on: db) else { return }
            switch status.kind {
            case ReadResume.kind:
                if let resume = status.subjectID { try db.failResume(resume, errorCode: "cancelled", stages: []) }
            default: break
            }
        }
        return status
    }

    /// Ends a run and the work for it. The caller sees to it that whoever asks may.
    func cancel(run: UUID, on db: Connection) throws {
        try db.endRun(run, state: .cancelled, failure: nil)
        if let task = try db.run(run)?.taskID { _ = try services.queue.cancel(task, ownedBy: nil, on: db) }
    }
}
