internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Sources
internal import Storage
internal import Tasking
internal import Work

/// What a person asks for who adds a source.
struct SourceRequest: Sendable, Equatable {
    /// The name of a company or an address, to be recognised; nil where a kind is named.
    var given: String?
    var kind: String?
    var name: String?
    var values: [String: String] = [:]
    /// For everybody rather than for oneself; administrators only.
    var isShared = false
}

extension Site {
    /// Bytes of one value of a source's settings.
    private static let valueLimit = 500

    /// A source that `user` may see and change: one's own, and the installation's for administrators.
    /// - Throws: 404.
    func source(_ id: UUID, for user: User, on db: Connection) throws -> Source {
        guard let source = try db.source(id), SourceKinds.hasPostings(source.kind),
            source.userID == user.id || source.userID == nil && user.role == .admin
        else { throw Problem.notFound() }
        return source
    }

    /// The installation's sources of postings.
    func sharedSources(_ db: Connection) throws -> [Source] {
        try db.sources().filter { SourceKinds.hasPostings($0.kind) }
    }

    /// A run of a source that `user` may see; nil for others'.
    func sourceRun(_ id: UUID, for user: User, on db: Connection) throws -> Run? {
        if let run = try db.sourceRun(id, ownedBy: user.id) { return run }
        return user.role == .admin ? try db.sourceRun(id, ownedBy: nil) : nil
    }

    /// Adds a source and starts with it.
    /// - Throws: 403 for a shared one where nobody may, 409 for a name that is there, 422 naming what is wrong, 429 past the limit
    ///   of an account.
    func addSource(_ request: SourceRequest, by user: User) throws -> Source {
        guard !request.isShared || user.role == .admin else {
            throw Problem.forbidden("Only administrators add sources for everybody.")
        }
        var draft = try draft(of: request, by: user)
        return try services.database.transaction { db in
            try refuseTooMany(of: draft.userID, db)
            if let owner = draft.userID {
                let limit = services.settings.collecting.sourcesPerUser
                guard try db.sources(ownedBy: owner).count < limit else {
                    throw Problem.tooMany(
                        retryAfter: 3600, detail: "You have \(limit) sources. Delete one to add another.")
                }
            }
            draft.name = PostingLine.cut(draft.name)
            guard try db.insertSource(draft), let source = try db.source(draft.id) else {
                throw Problem.conflict("There is a source of that name already: \(draft.name).")
            }
            if source.kind == RecogniseSource.pendingKind {
                try services.queue.enqueue(
                    TaskDraft(RecogniseSource(sourceID: source.id), user: source.userID, subject: source.id), on: db)
            } else {
                _ = try CollectPage.startRun(of: source.id, startedBy: user.id, queue: services.queue, on: db)
            }
            try db.logShared(.addSource, source, by: user)
            return source
        }
    }

    /// Removes a source with what only it had. What others still list of everybody's is offered as theirs.
    func delete(_ source: Source, by user: User, on db: Connection) throws {
        try db.deleteSource(source.id)
        if source.userID == nil { try services.promoteCopies(on: db) }
        try db.logShared(.deleteSource, source, by: user)
        try services.notePostingChange(on: db)
    }

    private func draft(of request: SourceRequest, by user: User) throws -> SourceDraft {
        let (id, owner) = (UUID.v7(), request.isShared ? nil : user.id)
        guard let kind = request.kind else {
            let given = request.given?.trimmed ?? ""
            guard given.utf8.count >= 2, given.utf8.count <= Self.valueLimit else {
                throw Problem.unprocessable([
                    .init(field: "given", message: words.language(language).text("sources.badGiven"))
                ])
            }
            guard SourceRecognition.canLookUp(given) else {
                throw Problem.unprocessable([
                    .init(field: "given", message: words.language(language).text("sources.badAddress"))
                ])
            }
            if let known = SourceRecognition.board(at: given) {
                return SourceDraft(
                    id: id, kind: known.kind, name: known.name, settings: known.settings, userID: owner)
            }
            return SourceDraft(
                id: id, kind: RecogniseSource.pendingKind, name: given, settings: ["given": given], userID: owner)
        }
        let (open, secrets) = try values(of: kind, given: request.values, isShared: request.isShared, blaming: "kind")
        let title = words.language(language).text("sources.kind." + kind)
        let about = ["query", "place", "board", "address", "category", "country"].compactMap { open[$0] }.first
        return SourceDraft(
            id: id, kind: kind, name: request.name ?? about.map { "\(title): \($0)" } ?? title, settings: open,
            secrets: try services.seal(secrets, for: id), userID: owner)
    }

    /// What a source of a kind is set up with once what is given has taken the place of what is stored, its keys apart.
    /// - Parameters:
    ///   - given: values by name; an empty one or nil takes the stored one away, but an empty key keeps it.
    ///   - field: the field of the request that is named where the values do not go together.
    /// - Throws: 422 naming what is wrong.
    private func values(
        of kind: String, given: [String: String?], stored: [String: String] = [:], isShared: Bool, blaming field: String
    ) throws -> (open: [String: String], secrets: [String: String]) {
        guard let capabilities = SourceRegistry.capabilities(kind) else {
            throw Problem.unprocessable([.init(field: field, message: "is no kind of source")])
        }
        let known = Dictionary(uniqueKeysWithValues: capabilities.fields.map { ($0.name, $0) })
        var values = stored
        for (name, value) in given {
            guard let setting = known[name], !(setting.isSecret && value?.isEmpty == true) else { continue }
            guard (value?.utf8.count ?? 0) <= Self.valueLimit else {
                throw Problem.unprocessable([.init(field: name, message: "is too long")])
            }
            values[name] = value?.isEmpty == true ? nil : value
        }
        do {
            // Says what is missing, and asks nobody.
            let keys = isShared ? services.settings.collecting.keys[kind] ?? [:] : [:]
            _ = try SourceRegistry.reader(kind: kind, settings: SourceSettings(keys.merging(values) { $1 }))
        } catch {
            throw Problem.unprocessable([.init(field: error.setting ?? field, message: error.message)])
        }
        return (
            values.filter { known[$0.key]?.isSecret != true }, values.filter { known[$0.key]?.isSecret == true }
        )
    }

    /// Changes what a source is set up with: what is not given stays, and so does a key that is given empty. It stays paused where
    /// it was: a person who has changed what was wrong switches it on.
    /// - Throws: 409 for a source that is set up with nothing, 422 naming what is wrong.
    func set(_ source: Source, values given: [String: String?], on db: Connection) throws {
        guard SourceRegistry.capabilities(source.kind) != nil else {
            throw Problem.conflict("This source has no settings.")
        }
        let stored = source.settings.merging(storedKeys(of: source)) { $1 }
        let (open, secrets) = try values(
            of: source.kind, given: given, stored: stored, isShared: source.userID == nil, blaming: "settings")
        try db.setSource(source.id, settings: open, secrets: try services.seal(secrets, for: source.id))
        // Other pages may come now than those that are known.
        if open != source.settings { try db.forgetSourcePages(of: source.id) }
    }

    /// A source's keys. Keys that cannot be opened, because they were sealed with another secret, count as missing: they are to be
    /// given anew.
    func storedKeys(of source: Source) -> [String: String] {
        (try? services.secrets(of: source)) ?? [:]
    }

    /// Starts a run of a source, or one that reads again what is stored; where one is under way, answers that one.
    func refresh(_ source: Source, fromStore: Bool = false, by user: User, on db: Connection) throws -> UUID {
        guard SourceKinds.all.contains(source.kind) else {
            throw Problem.conflict("This source is not collected.")
        }
        try db.logShared(.refreshSource, source, fromStore ? ["from": "store"] : [:], by: user)
        let run = try CollectPage.startRun(
            of: source.id, startedBy: user.id, isFromStore: fromStore, queue: services.queue, on: db)
        guard let run else {
            guard let active = try db.activeRun(source: source.id) else { throw Problem.conflict() }
            return active.id
        }
        // The run's first task is in already.
        try refuseTooMany(of: source.userID, tasks: 0, db)
        return run
    }

    /// Switches a source on or off.
    func set(_ source: Source, isEnabled: Bool, on db: Connection) throws {
        try db.setSource(source.id, isEnabled: isEnabled)
        if isEnabled { try db.setSource(source.id, cadence: source.cadence) }
    }
}

/// Names of sources as they are stored.
enum PostingLine {
    static func cut(_ text: String) -> String { text.trimmed.cut(to: 200) }
}
