public import FoundationEssentials
internal import Logging
public import Model
internal import Outbound
internal import Parsing
public import Postgres
public import Storage

extension Services {
    /// Fetches the page of a posting and says whether it is still up. It writes nothing.
    public func lookAtPage(of posting: Posting) -> LivenessFinding {
        let request = OutboundRequest(
            url: posting.draft.url, headers: [OutboundHeader("Accept", "text/html")], maximumBodyBytes: 4 << 20)
        do throws(OutboundError) {
            let answer = try politeClient.send(request)
            let found = LivenessReader.read(
                status: answer.status, body: answer.body, title: posting.draft.title, now: time.now)
            return LivenessFinding(found.liveness, reason: found.reason)
        } catch {
            return LivenessFinding(.unknown, reason: "unreachable")
        }
    }

    /// Whether a posting is still up, looked for on its page unless somebody has looked within the time of the settings: for
    /// work that costs money. What cannot be found out does not stop the work.
    public func isStillOpen(_ posting: Posting) throws -> Bool {
        guard posting.status == .open, posting.liveness != .closed else { return false }
        let isFresh = posting.check.map {
            time.now.timeIntervalSince($0.at) < Double(settings.liveness.hours) * 3600
        }
        guard isFresh != true, settings.liveness.batch > 0 else { return true }
        let finding = lookAtPage(of: posting)
        try database.transaction { db in
            try db.noteLiveness(finding, of: posting.id, at: time.now)
            if finding.liveness == .closed { try noteClosed(root: posting.id, on: db) }
        }
        return finding.liveness != .closed
    }

    /// What follows when postings were found closed.
    /// - Parameter root: the posting, where only it has ended.
    public func noteClosed(root: UUID? = nil, on db: Connection) throws {
        try promoteCopies(root: root, on: db)
        try notePostingChange(on: db)
    }

    /// Lets copies that are still listed stand for postings that are offered no more.
    /// - Parameters:
    ///   - page: of a source, where only its copies may have changed.
    ///   - root: the posting, where only it has ended.
    public func promoteCopies(
        page: (source: UUID, key: String)? = nil, root: UUID? = nil, on db: Connection
    ) throws {
        let copies = try db.promoteCopies(unseenDays: settings.collecting.expiryDays, page: page, root: root)
        if !copies.isEmpty { try notePostingChange(on: db) }
    }

    /// What follows when a run has come to the end of a source's pages: those that it has not met are forgotten, and so are
    /// postings that a whole listing has no more.
    /// - Parameter id: the run, as its last page has left it: of a single page it has begun only with that.
    public func endListing(of source: Source, run id: UUID, on db: Connection) throws {
        guard let run = try db.run(id), let start = run.startedAt else { return }
        try db.forgetSourcePages(of: source.id, before: start)
        guard Self.wholeListings.contains(source.kind), run.warnings.isEmpty else { return }
        guard try run.done > 0 || isEmptyAgain(source, on: db) else {
            return try db.warnRun(id, "The board lists nothing. What it had stays until another run finds it empty.")
        }
        try closeUnlisted(by: source, since: start, on: db)
    }

    /// Closes what a source's whole listing has not shown since its run began, and looks whether a posting that is closed now was
    /// posted again. Other sources list what is new, or what fits a search: what they leave out says nothing.
    public func closeUnlisted(by source: Source, since start: Date, on db: Connection) throws {
        let closed = try db.closePostings(of: source.id, unseenSince: start, at: time.now)
        guard !closed.isEmpty else { return }
        if source.userID == nil {
            try mergeDuplicates(of: try db.postings(closed).filter { $0.canonicalID == nil }.map(\.draft), on: db)
        }
        try notePostingChange(on: db)
    }

    /// Whether the run before was as empty: some boards answer so for a name that they do not know any more.
    private func isEmptyAgain(_ source: Source, on db: Connection) throws -> Bool {
        let runs = try db.runs(source: source.id, limit: 2)
        return runs.count == 2 && runs[1].state == .succeeded && runs[1].done == 0
    }

    /// Boards whose answer is everything they have.
    private static let wholeListings: Set<String> = ["greenhouse", "lever", "ashby"]
}
