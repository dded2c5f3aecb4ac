internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage
internal import Tasking

/// Which of a recruiter's resumes fit a job post.
enum JobPostMatches {
    static func start(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        do {
            _ = try context.site.rankResumes(
                for: id, company: context.words.text("jobPosts.yours"), user: user)
        } catch let problem as Problem where problem.status == .unprocessableContent {
            return try page(id, status: .unprocessableContent, problem: "jobPosts.nothingToMatch", context)
        }
        return .redirect(to: "/job-posts/\(id.text)/matches")
    }

    static func show(_ context: Context) throws -> Response {
        try page(try context.id(), context)
    }

    private static func page(
        _ id: UUID, status: Status = .ok, problem: String? = nil, _ context: Context
    ) throws -> Response {
        let user = try context.user()
        guard let post = try context.services.database.withConnection({ try $0.jobPost(id, ownedBy: user.id) }) else {
            throw Problem.notFound()
        }
        let live = try live(id, of: user, context)
        let title = context.words.text("jobPosts.matchesFor", ["title": post.title])
        let page = JobPostMatchesPage(
            desk: context.recruitingDesk, title: title, postTitle: post.title, postHref: "/job-posts/" + id.text,
            problem: problem.map { context.words.text($0) }, live: live)
        return context.page(page, title: title, status: status, refreshSeconds: live.poll == nil ? nil : 2)
    }

    /// The part that changes: how far it is, then the best.
    static func live(_ id: UUID, of user: User, _ context: Context) throws -> LiveJobPostMatches {
        let (words, pageSize) = (context.words, context.services.settings.web.pageSize)
        let cursor = context.request.query["after"].flatMap { MatchCursor(text: $0) }
        let found = try context.services.database.withConnection { try $0.jobPostRanking(id, ownedBy: user.id) }
        guard let ranking = found else { throw Problem.notFound() }
        let address = "/job-posts/\(id.text)/matches"
        var live = LiveJobPostMatches(id: ranking.task?.text ?? id.text)
        if let status = try ranking.task.flatMap({ try context.ownStatus($0) }) {
            if !status.state.isFinal {
                live.poll = context.poll(status.id, state: status.state, createdAt: status.createdAt)
                live.progress = context.progress(status, sentence: words.text("jobPosts.ranking"))
                return live
            }
            if status.state == .cancelled { live.stopped = context.stopped("ranking.cancelled", kind: "info") }
            if status.state == .dead { live.stopped = context.stopped("ranking.failed", kind: "bad") }
        }
        let (total, matches) = try context.services.database.transaction(readOnly: true) { db in
            (
                try db.resumeTextCount(ownedBy: user.id),
                try db.jobPostMatches(of: id, ownedBy: user.id, after: cursor?.value, limit: pageSize + 1)
            )
        }
        if ranking.endedAt != nil {
            live.summary = words.plural(
                "jobPosts.ranked", ranking.resumes, ["count": context.phrases.count(ranking.resumes)])
            live.ended = ranking.endedAt.map { context.moment($0) }
            if ranking.isOutdated { live.changed = words.text("jobPosts.changedSince") }
        }
        live.rank = Deed(
            action: address,
            label: ranking.endedAt == nil
                ? words.plural("jobPosts.rank", total, ["count": context.phrases.count(total)])
                : words.text("jobPosts.rankAgain"))
        if total == 0 { live.none = words.text("jobPosts.noResumes") }
        let shown = matches.prefix(pageSize)
        live.matches = shown.map { row($0, of: id, context) }
        if matches.count > pageSize, let last = shown.last {
            live.nextHref =
                address + "?" + Parameters([.init(name: "after", value: MatchCursor(last).text)]).encoded
        }
        return live
    }

    private static func row(_ match: JobPostMatch, of post: UUID, _ context: Context) -> JobPostMatchRow {
        JobPostMatchRow(
            href: "/matches/" + match.id.text, title: match.personName ?? match.fileName,
            headline: match.headline, email: match.email,
            years: match.years.map { context.years($0) }, reason: match.firstReason,
            matched: match.matched.isEmpty ? nil : match.matched.prefix(8).joined(separator: ", "),
            missing: match.missing.isEmpty ? nil : match.missing.prefix(8).joined(separator: ", "),
            score: ScoreMark(value: context.phrases.score(match.score), band: context.phrases.band(match.score)),
            state: match.candidacy.map { context.words.text("candidacy.status." + $0.rawValue) },
            add: match.candidacy == nil
                ? Deed(
                    action: "/job-posts/\(post.text)/candidacies", label: context.words.text("jobPosts.addCandidate"),
                    about: match.personName ?? match.fileName,
                    fields: [HiddenField(name: "resume_id", value: match.resumeID.text)]) : nil)
    }

    /// Lets a resume stand for the job post.
    static func add(_ context: Context) throws -> Response {
        let (post, user) = (try context.id(), try context.user())
        guard let resume = UUID(text: context.field("resume_id")) else { throw Problem.notFound() }
        let made = try context.services.database.withConnection {
            try $0.insertCandidacy(id: UUID.v7(), jobPost: post, resume: resume, status: .new, ownedBy: user.id)
        }
        guard made != nil else { throw Problem.notFound() }
        return context.redirect(to: "/job-posts/\(post.text)/matches", telling: .candidateAdded)
    }
}

extension MatchCursor {
    init(_ match: JobPostMatch) {
        self.init(score: match.score, id: match.id)
    }
}
