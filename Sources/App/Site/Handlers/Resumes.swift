internal import Base
internal import Documents
internal import Files
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage
internal import Tasking
internal import Templates
internal import Work

/// A person's resumes: list, upload, review, correct, delete.
enum Resumes {
    static func list(_ context: Context) throws -> Response {
        try listPage(context, uploadError: nil)
    }

    private static func listPage(_ context: Context, uploadError: String?, status: Status = .ok) throws -> Response {
        let (user, pageSize) = (try context.user(), context.services.settings.web.pageSize)
        let cursor = context.request.query["after"].flatMap { DateCursor(text: $0) }
        let found = try context.services.database.withConnection {
            try $0.resumes(ownedBy: user.id, after: cursor?.value, limit: pageSize + 1)
        }
        let resumes = found.prefix(pageSize)
        let next = found.count > pageSize ? resumes.last.map { DateCursor($0.createdAt, $0.id).text } : nil
        let isReading = resumes.contains { $0.status == .queued || $0.status == .processing }
        let page = ResumesPage(
            resumes: resumes.map { row($0, context) },
            nextHref: next.map { "/resumes?" + Parameters([.init(name: "after", value: $0)]).encoded },
            samples: resumes.isEmpty ? context.resumeSamples : nil,
            uploadLimits: context.words.text("upload.limits", ["size": context.uploadLimit]), uploadError: uploadError)
        return context.page(
            page, title: context.words.text("resumes.title"), status: status, refreshSeconds: isReading ? 3 : nil)
    }

    static func row(_ resume: ResumeSummary, _ context: Context) -> ResumeRow {
        let kinds: [ResumeStatus: String] = [.queued: "busy", .processing: "busy", .done: "good", .failed: "bad"]
        return ResumeRow(
            href: "/resumes/" + resume.id.text, title: resume.personName ?? resume.fileName,
            fileName: resume.fileName, years: resume.years.map { context.years($0) },
            skills: resume.firstSkills.isEmpty ? nil : resume.firstSkills.joined(separator: ", "),
            problem: resume.errorCode.map { context.resumeProblem($0) },
            state: context.words.text("resume.status." + resume.status.rawValue),
            stateKind: kinds[resume.status] ?? "idle", added: context.moment(resume.createdAt))
    }

    static func upload(_ context: Context) throws -> Response {
        do {
            let resume = try context.site.upload(context.form?.file("file"), for: try context.user())
            return context.redirect(to: "/resumes/" + resume.id.text, telling: .uploaded)
        } catch let refusal as UploadRefusal {
            let values = ["size": context.uploadLimit]
            return try listPage(
                context, uploadError: context.words.text(refusal.word, values), status: refusal.status)
        }
    }

    /// The resume, and with `?version=3` that version of its profile.
    static func show(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        guard var reviewed = try reviewed(id, of: user, context) else { throw Problem.notFound() }
        let number = try context.parameter("version", "is no version") { Int32($0).map(Int.init) }
        if let number, number != reviewed.version {
            let found = try context.services.database.withConnection {
                try $0.resumeVersion(number, of: id, ownedBy: user.id)
            }
            guard let version = found else { throw Problem.notFound() }
            (reviewed.version, reviewed.text, reviewed.profile) = (version.number, version.text, version.profile)
        }
        return try page(reviewed, context)
    }

    private static func find(_ context: Context) throws -> Resume {
        let (id, user) = (try context.id(), try context.user())
        guard let resume = try context.services.database.withConnection({ try $0.resume(id, ownedBy: user.id) }) else {
            throw Problem.notFound()
        }
        return resume
    }

    /// A resume with its versions; nil where it is not `user`'s.
    static func reviewed(_ id: UUID, of user: User, _ context: Context) throws -> ReviewedResume? {
        try context.services.database.withConnection { db in
            guard let resume = try db.resume(id, ownedBy: user.id) else { return nil }
            let limit = context.services.settings.uploads.versionsPerResume
            return ReviewedResume(resume, versions: try db.resumeVersions(of: id, ownedBy: user.id, limit: limit + 1))
        }
    }

    private static func page(
        _ reviewed: ReviewedResume, _ context: Context, status: Status = .ok
    ) throws -> Response {
        let resume = reviewed.resume
        let user = try context.user()
        let (matches, notes) = try context.services.database.withConnection { db in
            (
                try db.matches(ownedBy: user.id, filter: MatchFilter(resumeID: resume.id), limit: 5),
                try db.readingNotes(of: resume.id, ownedBy: user.id)
            )
        }
        let live = context.live(reviewed)
        let page = ResumePage(
            resumeID: resume.id.text, title: resume.profile?.name ?? resume.fileName, fileName: resume.fileName,
            fileHref: "/resumes/\(resume.id.text)/file", fileSize: context.phrases.bytes(resume.byteCount),
            added: context.moment(resume.createdAt), live: live,
            notes: resume.status == .done ? context.part(notes) : nil, isReady: resume.status == .done,
            matches: matches.map { context.row($0) }, deleteAction: "/resumes/\(resume.id.text)/delete")
        return context.page(page, title: page.title, status: status, refreshSeconds: live.poll == nil ? nil : 2)
    }

    /// Stores what the owner corrected as a version that they accepted.
    static func saveProfile(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        guard var reviewed = try reviewed(id, of: user, context) else { throw Problem.notFound() }
        guard reviewed.resume.profile != nil else { throw Problem.conflict("This resume has not been read yet.") }
        // The form's rows are rows of the version it was made of.
        if let version = context.form?.fields["version"], version != reviewed.version.map(String.init) ?? "" {
            throw Problem.conflict(context.words.text("review.changedMeanwhile"))
        }
        var form = ProfileForm(context)
        form.apply(to: &reviewed.profile)
        guard form.errors.isEmpty else {
            reviewed.errors = form.errors
            return try page(reviewed, context, status: .unprocessableContent)
        }
        let saved = try context.services.database.transaction { db in
            guard try db.acceptProfile(reviewed.profile, of: id, ownedBy: user.id) else { return false }
            try db.removeVersions(of: id, beyond: context.services.settings.uploads.versionsPerResume)
            try RescoreMatches.enqueue(for: user.id, context.services, on: db)
            return true
        }
        guard saved else { throw Problem.notFound() }
        return context.redirect(to: "/resumes/" + id.text, telling: .saved)
    }

    /// Reads the document again. What its owner accepted stays what counts.
    static func reread(_ context: Context) throws -> Response {
        try context.site.rereadResume(try context.id(), of: try context.user())
        return context.redirect(to: "/resumes/" + (try context.id()).text)
    }

    /// Lets another version count.
    static func useVersion(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        guard let number = Int32(context.field("version")) else { throw Problem.notFound() }
        let isThere = try context.services.database.transaction { db in
            guard try db.useVersion(Int(number), of: id, ownedBy: user.id) else { return false }
            try RescoreMatches.enqueue(for: user.id, context.services, on: db)
            return true
        }
        guard isThere else { throw Problem.notFound() }
        return context.redirect(to: "/resumes/" + id.text, telling: .versionUsed)
    }

    static func delete(_ context: Context) throws -> Response {
        try context.site.deleteResume(try context.id(), of: try context.user())
        return context.redirect(to: "/resumes", telling: .deleted)
    }

    private static func stored(_ key: String, of resume: Resume, _ files: any FileStore) throws -> Response {
        if let path = try files.path(of: key) { return .file(path, contentType: resume.mediaType.rawValue) }
        return .bytes(try files.contents(of: key, limit: resume.byteCount), contentType: resume.mediaType.rawValue)
    }

    /// The document as it was uploaded: always a download under its own name, never shown in our origin.
    static func file(_ context: Context) throws -> Response {
        let resume = try find(context)
        // What was collected has no document of its own: its text is what there is.
        var response =
            try resume.storageKey.map { try stored($0, of: resume, context.services.files) }
            ?? .bytes(Array((resume.text ?? "").utf8), contentType: resume.mediaType.rawValue)
        response.setAttachment(fileName: resume.fileName)
        return response
    }
}
