internal import Base
internal import Cryptography
public import FoundationEssentials
public import Model
internal import Parsing
public import Postgres
public import Storage

/// A posting that was read, with the record it was read from.
public struct ReadPosting: Sendable {
    public var draft: PostingDraft
    /// Its id at the source and the digest of its record; nil for postings that come from no listing.
    public var record: (externalID: String, hash: [UInt8])?

    public init(_ draft: PostingDraft, record: (externalID: String, hash: [UInt8])? = nil) {
        self.draft = draft
        self.record = record
    }
}

extension Services {
    /// Stores a posting and where it was seen. See ``notePostingChange(on:)``.
    public func storePosting(_ draft: PostingDraft, source: UUID, on db: Connection) throws -> Upsert {
        try storePostings([ReadPosting(draft)], source: source, run: nil, on: db)[0].get()
    }

    /// Stores postings and where they were seen, and shows those as one that are one.
    ///
    /// All go in together; where PostgreSQL refuses something of one, each goes in by itself, so that it spoils nothing of the
    /// others.
    /// - Returns: for each in order what became of it, or why it could not be stored.
    public func storePostings(
        _ postings: [ReadPosting], source: UUID, run: UUID?, on db: Connection
    ) throws -> [Result<Upsert, PostgresError>] {
        guard !postings.isEmpty else { return [] }
        let entries = postings.map { posting in
            PostingEntry(
                draft: posting.draft, contentHash: Digest.sha256(posting.draft.fingerprint),
                companyKey: CompanyName.key(posting.draft.company), record: posting.record)
        }
        func store(_ entries: [PostingEntry]) throws -> [Upsert] {
            let (created, updated) = try db.upsertPostings(entries, source: source, run: run, seenAt: time.now)
            try mergeDuplicates(of: entries.map(\.draft).filter { created.contains($0.id) || updated.contains($0.id) }, on: db)
            return entries.map { created.contains($0.draft.id) ? .created : updated.contains($0.draft.id) ? .updated : .unchanged }
        }
        do {
            return try db.transaction { _ in try store(entries) }.map { .success($0) }
        } catch let error as PostgresError where !error.isUnavailable && !error.isSerializationConflict {
            guard entries.count > 1 else { return [.failure(error)] }
        }
        return try entries.map { entry in
            do {
                return .success(try db.transaction { _ in try store([entry])[0] })
            } catch let error as PostgresError where !error.isUnavailable && !error.isSerializationConflict {
                return .failure(error)
            }
        }
    }

    /// Of a page's records those that are not as they were when a run last saw them, which must be read again.
    public func changedRecords(
        _ records: [(externalID: String, hash: [UInt8])], source: UUID, run: UUID, on db: Connection
    ) throws -> Set<String> {
        let unchanged = try db.touchUnchanged(records, source: source, run: run, seenAt: time.now)
        return Set(records.map(\.externalID)).subtracting(unchanged)
    }

    /// Candidates that are looked at for one key.
    private static let candidatesPerKey = 32

    /// Notes what tells these postings from others, and shows them as one with those that they are one with.
    func mergeDuplicates(of drafts: [PostingDraft], on db: Connection) throws {
        let drafts = Dictionary(drafts.map { ($0.id, $0) }) { _, last in last }
        let identities = drafts.mapValues { PostingIdentity($0) }
        let traces = identities.sorted { $0.key.text < $1.key.text }.map {
            PostingTrace(id: $0.key, keys: $0.value.keys, sketch: $0.value.sketch.bytes)
        }
        try db.trace(traces)
        for candidate in try db.mergeCandidates(for: traces, limit: Self.candidatesPerKey) {
            guard let own = identities[candidate.wanted], let draft = drafts[candidate.wanted],
                let sketch = TextSketch(bytes: candidate.sketch)
            else { continue }
            let other = PostingIdentity(
                candidate.draft, sketch: sketch, text: candidate.draft.descriptionMarkdown)
            let likeness = PostingMatcher.compare(own, other, areListedTogether: candidate.areListedTogether)
            guard likeness.kind.isMerged else { continue }
            let isOwnKept = Self.isKept(draft, own, over: candidate.draft, other, likeness.kind)
            _ = try db.merge(
                isOwnKept ? candidate.id : candidate.wanted, into: isOwnKept ? candidate.wanted : candidate.id,
                likeness: likeness)
        }
    }

    /// Which of two stands for both: the employer's before the agency's, the later of two postings of one opening; otherwise the
    /// one that was there before.
    private static func isKept(
        _ own: PostingDraft, _ identity: PostingIdentity, over other: PostingDraft, _ otherIdentity: PostingIdentity,
        _ kind: PostingLikeness.Kind
    ) -> Bool {
        switch kind {
        case .agencyCopy: !identity.isAgency
        case .repost: (own.postedAt ?? .distantPast) > (other.postedAt ?? .distantPast)
        case .same, .sibling, .different: false
        }
    }
}

extension PostingDraft {
    /// Everything in the draft as one text: an equal one means that nothing has changed.
    fileprivate var fingerprint: String {
        [
            url, title, company, location, country, isRemote.map { "\($0)" }, type?.rawValue, level?.rawValue,
            pay.map { "\($0.minimum ?? -1) \($0.maximum ?? -1) \($0.currency) \($0.period.rawValue)" },
            descriptionMarkdown, skills.joined(separator: ","), postedAt.map(UTCDate.format),
            expiresAt.map(UTCDate.format), "\(details)",
        ].map { $0 ?? "" }.joined(separator: "\u{1f}")
    }
}
