internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage

/// A recruiter's openings, and those who stand for them.
enum JobPosts {
    static func list(_ context: Context) throws -> Response {
        try listPage(context, draft: JobPostDraft())
    }

    private static func listPage(_ context: Context, draft: JobPostDraft, status: Status = .ok) throws -> Response {
        let (user, words) = (try context.user(), context.words)
        let pageSize = context.services.settings.web.pageSize
        let cursor = context.request.query["after"].flatMap { DateCursor(text: $0) }
        let posts = try context.services.database.withConnection {
            try $0.jobPosts(ownedBy: user.id, after: cursor?.value, limit: pageSize + 1)
        }
        let shown = posts.prefix(pageSize)
        let next = posts.count > pageSize ? shown.last.map { DateCursor($0.post.createdAt, $0.post.id).text } : nil
        let page = JobPostsPage(
            desk: context.recruitingDesk,
            posts: shown.map { summary in
                let post = summary.post
                return JobPostRow(
                    href: "/job-posts/" + post.id.text, title: post.title, location: post.location,
                    candidates: words.plural(
                        "jobPosts.candidates", summary.candidacyCount,
                        ["count": context.phrases.count(summary.candidacyCount)]),
                    state: words.text("jobPosts.status." + post.status.rawValue),
                    stateKind: post.status == .open ? "good" : "idle", added: context.moment(post.createdAt))
            }, nextHref: next.map { "/job-posts?" + Parameters([.init(name: "after", value: $0)]).encoded },
            form: fields(
                draft, action: "/job-posts", submit: words.text("jobPosts.add"), isNew: true,
                isSent: status != .ok, context))
        return context.page(page, title: words.text("jobPosts.title"), status: status)
    }

    private static func fields(
        _ draft: JobPostDraft, action: String, submit: String, isNew: Bool, isSent: Bool, _ context: Context
    ) -> JobPostFields {
        JobPostFields(
            action: action, submit: submit, title: draft.title, location: draft.location,
            skills: draft.skills.joined(separator: ", "), description: draft.description,
            states: isNew
                ? []
                : JobPostStatus.allCases.map {
                    Option(
                        value: $0.rawValue, label: context.words.text("jobPosts.status." + $0.rawValue),
                        isSelected: $0 == draft.status)
                },
            errors: isSent
                ? draft.problems.map {
                    FieldProblem(field: $0.field, message: context.words.text("jobPosts.bad." + $0.field))
                } : [])
    }

    /// What the form says.
    private static func draft(_ context: Context, over old: JobPostDraft = JobPostDraft()) -> JobPostDraft {
        var draft = old
        draft.title = context.field("title")
        draft.location = context.field("location")
        draft.description = context.field("description")
        draft.skills = ResumeQuery.skills(context.field("skills"))
        if let status = JobPostStatus(rawValue: context.field("status")) { draft.status = status }
        return draft
    }

    static func create(_ context: Context) throws -> Response {
        let (draft, user) = (draft(context), try context.user())
        guard draft.problems.isEmpty else {
            return try listPage(context, draft: draft, status: .unprocessableContent)
        }
        let post = try context.services.database.withConnection { try draft.insert(for: user.id, $0) }
        return context.redirect(to: "/job-posts/" + post.id.text, telling: .jobPostAdded)
    }

    static func show(_ context: Context) throws -> Response {
        let post = try find(context)
        return try page(post, draft: JobPostDraft(post), context)
    }

    private static func find(_ context: Context) throws -> JobPost {
        let (id, user) = (try context.id(), try context.user())
        guard let post = try context.services.database.withConnection({ try $0.jobPost(id, ownedBy: user.id) }) else {
            throw Problem.notFound()
        }
        return post
    }

    private static func page(
        _ post: JobPost, draft: JobPostDraft, _ context: Context, status: Status = .ok
    ) throws -> Response {
        let (user, words, query) = (try context.user(), context.words, context.request.query)
        let (pageSize, countLimit) = (context.services.settings.web.pageSize, context.services.settings.web.countLimit)
        let filter = CandidacyFilter(
            status: query["status"].flatMap { CandidacyStatus(rawValue: $0) },
            email: query["email"].map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 })
        let cursor = query["after"].flatMap { DateCursor(text: $0) }
        let (rows, counts) = try context.services.database.transaction(readOnly: true) { db in
            (
                try db.candidacies(
                    of: post.id, ownedBy: user.id, filter: filter, after: cursor?.value, limit: pageSize + 1),
                try db.candidacyCounts(of: post.id, limit: countLimit)
            )
        }
        let shown = rows.prefix(pageSize)
        let next = rows.count > pageSize ? shown.last.map { DateCursor($0.createdAt, $0.id).text } : nil
        let address = "/job-posts/" + post.id.text
        let page = JobPostPage(
            desk: context.recruitingDesk, title: post.title, added: context.moment(post.createdAt),
            matchesHref: address + "/matches",
            counts: CandidacyStatus.allCases.map {
                let tally = Tally(counts[$0] ?? 0, isExact: (counts[$0] ?? 0) < countLimit)
                return Stat(
                    label: words.text("candidacy.status." + $0.rawValue), value: context.phrases.tally(tally),
                    href: address + "?status=" + $0.rawValue)
            }, states: options(filter.status, orAll: words.text("jobPosts.anyStatus"), context),
            email: filter.email ?? "",
            filterAction: address, isFiltered: filter.status != nil || filter.email != nil,
            candidacies: shown.map { row($0, context) },
            nextHref: next.map { address + "?" + query.replacing("after", with: $0).encoded },
            form: fields(
                draft, action: address + "/change", submit: words.text("jobPosts.save"), isNew: false,
                isSent: status != .ok, context))
        return context.page(page, title: post.title, status: status)
    }

    private static func options(_ chosen: CandidacyStatus?, orAll label: String?, _ context: Context) -> [Option] {
        (label.map { [Option(value: "", label: $0, isSelected: chosen == nil)] } ?? [])
            + CandidacyStatus.allCases.map {
                Option(
                    value: $0.rawValue, label: context.words.text("candidacy.status." + $0.rawValue),
                    isSelected: $0 == chosen)
            }
    }

    private static func row(_ candidacy: CandidacySummary, _ context: Context) -> CandidacyRow {
        CandidacyRow(
            id: candidacy.id.text, href: "/resumes/" + candidacy.resumeID.text,
            title: candidacy.personName ?? candidacy.fileName, email: candidacy.email,
            skills: candidacy.skills.isEmpty ? nil : candidacy.skills.prefix(8).joined(separator: ", "),
            added: context.moment(candidacy.createdAt), action: "/candidacies/\(candidacy.id.text)/status",
            states: options(candidacy.status, orAll: nil, context))
    }

    static func change(_ context: Context) throws -> Response {
        let post = try find(context)
        let (draft, user) = (draft(context, over: JobPostDraft(post)), try context.user())
        guard draft.problems.isEmpty else {
            return try page(post, draft: draft, context, status: .unprocessableContent)
        }
        var changed = post
        draft.apply(to: &changed)
        guard try context.services.database.withConnection({ try $0.updateJobPost(changed, ownedBy: user.id) }) != nil
        else { throw Problem.notFound() }
        return context.redirect(to: "/job-posts/" + post.id.text, telling: .jobPostChanged)
    }

    /// Says how far somebody has come.
    static func setStatus(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        guard let status = CandidacyStatus(rawValue: context.field("status")) else {
            throw Problem.unprocessable([.init(field: "status", message: "is no status of a candidacy")])
        }
        let post = try context.services.database.transaction { db -> UUID? in
            guard try db.setCandidacyStatus(status, of: id, ownedBy: user.id) else { return nil }
            return try db.candidacy(id, ownedBy: user.id)?.jobPostID
        }
        guard let post else { throw Problem.notFound() }
        return context.redirect(to: "/job-posts/" + post.text, telling: .statusChanged)
    }
}
