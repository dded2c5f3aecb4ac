internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage
internal import Tasking

/// A recruiter's collections and uploads: start, watch, parse again.
enum Collections {
    static func list(_ context: Context) throws -> Response {
        try listPage(context)
    }

    private static func listPage(
        _ context: Context, fields: CollectionForm.Fields = .init(), errors: [FieldProblem] = [],
        uploadError: String? = nil, status: Status = .ok
    ) throws -> Response {
        let (user, words, phrases) = (try context.user(), context.words, context.phrases)
        let pageSize = context.services.settings.web.pageSize
        let cursor = context.request.query["after"].flatMap { DateCursor(text: $0) }
        let (runs, posts) = try context.services.database.transaction(readOnly: true) { db in
            (
                try db.runs(ownedBy: user.id, after: cursor?.value, limit: pageSize + 1),
                try db.jobPosts(ownedBy: user.id, status: .open, limit: 100)
            )
        }
        let shown = runs.prefix(pageSize)
        let next = runs.count > pageSize ? shown.last.map { DateCursor($0.createdAt, $0.id).text } : nil
        let uploads = context.services.settings.uploads
        func field(_ name: String, _ label: String, _ value: String, _ length: Int) -> NumberField {
            NumberField(
                name: name, label: words.text(label), value: value, maxLength: String(length),
                error: errors.first { $0.field == name }?.message)
        }
        let page = CollectionsPage(
            desk: context.recruitingDesk, count: field("count", "collections.count", fields.count, 7),
            perPage: field("per_page", "collections.perPage", fields.perPage, 4),
            batchSize: field("batch_size", "collections.batchSize", fields.batchSize, 4),
            isErrorMode: fields.errorMode,
            sourceNote: words.text(
                context.services.settings.outbound.collectsInvented
                    ? "collections.sourceInvented" : "collections.sourceAPI"),
            uploadLimits: words.text(
                "collections.uploadLimits",
                [
                    "files": phrases.count(uploads.bulkFileLimit), "size": phrases.bytes(uploads.bulkByteLimit),
                    "each": phrases.bytes(uploads.byteLimit),
                ]),
            jobPosts: [Option(value: "", label: words.text("collections.noJobPost"), isSelected: true)]
                + posts.map { Option(value: $0.post.id.text, label: $0.post.title) },
            runs: shown.map { row($0, context) },
            nextHref: next.map { "/collections?" + Parameters([.init(name: "after", value: $0)]).encoded },
            errors: errors, uploadError: uploadError)
        let isLive = shown.contains { !$0.state.isFinal }
        return context.page(
            page, title: words.text("collections.title"), status: status, refreshSeconds: isLive ? 3 : nil)
    }

    private static func row(_ run: Run, _ context: Context) -> CollectionRow {
        let kinds: [RunState: String] = [
            .queued: "busy", .running: "busy", .succeeded: "good", .failed: "bad", .cancelled: "idle",
        ]
        return CollectionRow(
            href: "/collections/" + run.id.text, source: run.sourceName, when: context.moment(run.createdAt),
            state: context.words.text("run.state." + run.state.rawValue), stateKind: kinds[run.state] ?? "idle",
            done: context.phrases.count(run.done), added: context.phrases.count(run.created),
            refused: context.phrases.count(run.failed))
    }

    static func start(_ context: Context) throws -> Response {
        let fields = CollectionForm.Fields(
            count: context.field("count"), perPage: context.field("per_page"), batchSize: context.field("batch_size"),
            errorMode: !context.field("error_mode").isEmpty)
        let (plan, problems) = fields.plan(limit: context.services.settings.outbound.collectionLimit)
        guard problems.isEmpty else {
            let errors = problems.map {
                FieldProblem(
                    field: $0.field,
                    message: context.words.text(
                        "collections.bad." + $0.field, ["limit": context.phrases.count($0.limit)]))
            }
            return try listPage(context, fields: fields, errors: errors, status: .unprocessableContent)
        }
        let run = try context.site.collect(plan, for: try context.user())
        return context.redirect(to: "/collections/" + run.text, telling: .collectionStarted)
    }

    static func upload(_ context: Context) throws -> Response {
        let text = context.field("job_post_id")
        let jobPost = UUID(text: text)
        guard text.isEmpty || jobPost != nil else { throw Problem.notFound() }
        do {
            let run = try context.site.uploadMany(context.form?.files ?? [], jobPost: jobPost, for: try context.user())
            return context.redirect(to: "/collections/" + run.text, telling: .uploadStarted)
        } catch let refusal as UploadRefusal {
            return try listPage(
                context, uploadError: context.words.text(refusal.word, ["size": context.uploadLimit]),
                status: refusal.status)
        }
    }

    static func show(_ context: Context) throws -> Response {
        let own = try find(try context.id(), of: try context.user(), context)
        let live = context.live(own)
        let title = context.words.text("collections.runTitle", ["source": own.run.sourceName])
        let page = CollectionPage(
            desk: context.recruitingDesk, title: title, runID: own.run.id.text,
            started: context.moment(own.run.createdAt), live: live)
        return context.page(page, title: title, refreshSeconds: live.poll == nil ? nil : 2)
    }

    static func reprocess(_ context: Context) throws -> Response {
        let id = try context.id()
        try context.site.reprocess(id, of: try context.user())
        return context.redirect(to: "/collections/" + id.text, telling: .collectionStarted)
    }

    /// The live part of whatever run a task is about. Tasks come and go while it is under way: only its bytes tell whether
    /// it has moved.
    static func live(_ run: UUID, of user: User, _ context: Context) throws -> Response {
        context.fragment(context.live(try find(run, of: user, context)))
    }

    private static func find(_ id: UUID, of user: User, _ context: Context) throws -> OwnRun {
        let own = try context.services.database.withConnection {
            try context.site.ownRun(id, of: user, problem: context.resumeProblem, on: $0)
        }
        guard let own else { throw Problem.notFound() }
        return own
    }
}
