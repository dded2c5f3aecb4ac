internal import FoundationEssentials
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
        try database.withConnection { try $0.noteLiveness(finding, of: posting.id, at: time.now) }
        return finding.liveness != .closed
    }

    /// Closes what a run that saw a source's whole listing has not seen, and looks whether a posting that is closed now was posted
    /// again. Other sources list what is new, or what fits a search: what they leave out says nothing.
    public func closeUnlisted(by source: Source, in run: Run, on db: Connection) throws {
        guard Self.wholeListings.contains(source.kind), source.userID == nil, let start = run.startedAt,
            let now = try db.run(run.id), now.warnings.isEmpty, now.failures.isEmpty
        else { return }
        let closed = try db.closePostings(of: source.id, unseenSince: start, at: time.now)
        guard !closed.isEmpty else { return }
        try mergeDuplicates(of: try db.postings(closed).filter { $0.canonicalID == nil }.map(\.draft), on: db)
        try notePostingChange(on: db)
    }

    /// Boards whose answer is everything they have.
    private static let wholeListings: Set<String> = ["greenhouse", "lever", "ashby"]
}
