internal import Base
internal import Cryptography
public import FoundationEssentials
public import Model
internal import Parsing
public import Postgres
public import Storage

extension Services {
    /// Stores a posting and where it was seen. See ``notePostingChange(on:)``.
    /// - Parameter user: whose it is; nil for everybody's.
    public func storePosting(
        _ draft: PostingDraft, source: UUID, ownedBy user: UUID? = nil, on db: Connection
    ) throws -> Upsert {
        try storePostings([draft], source: source, ownedBy: user, on: db)[0].get()
    }

    /// Stores postings and where they were seen, and shows those as one that are one. What is one person's own stays apart.
    ///
    /// All go in together; where PostgreSQL refuses something of one, each goes in by itself, so that it spoils nothing of the
    /// others.
    /// - Parameters:
    ///   - user: whose they are; nil for everybody's.
    ///   - seen: where they were seen, which may show that they are up.
    /// - Returns: for each in order what became of it, or why it could not be stored.
    public func storePostings(
        _ drafts: [PostingDraft], source: UUID, ownedBy user: UUID? = nil, seen: PostingSight = .page,
        on db: Connection
    ) throws -> [Result<Upsert, PostgresError>] {
        guard !drafts.isEmpty else { return [] }
        // Some clocks are ahead, and some sources write the local day.
        let latest = time.now.addingTimeInterval(48 * 3600)
        let entries = drafts.map { draft in
            var draft = draft
            // What is posted in the future is posted when it was found.
            if let date = draft.postedAt, date > latest { draft.postedAt = nil }
            return PostingEntry(
                draft: draft, contentHash: Digest.sha256(draft.fingerprint), companyKey: Self.companyKey(draft.company))
        }
        func store(_ entries: [PostingEntry]) throws -> [Upsert] {
            let (created, updated) = try db.upsertPostings(
                entries, source: source, ownedBy: user, seen: seen, at: time.now)
            if user == nil {
                if seen != .before, try !db.partTwins(among: entries.map(\.draft.id)).isEmpty {
                    try notePostingChange(on: db)
                }
                let changed = entries.map(\.draft).filter { created.contains($0.id) || updated.contains($0.id) }
                try mergeDuplicates(of: changed, on: db)
            }
            return entries.map { entry in
                let id = entry.draft.id(ownedBy: user)
                return created.contains(id) ? .created : updated.contains(id) ? .updated : .unchanged
            }
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

    /// A name without letters has an empty key, which is that of postings nobody has traced.
    private static func companyKey(_ name: String) -> String {
        let key = CompanyName.key(name)
        return key.isEmpty ? "-" : key
    }

    /// Candidates that are looked at for one key.
    private static let candidatesPerKey = 32

    /// Notes what tells these postings from others, and shows them as one with those that they are one with.
    func mergeDuplicates(of drafts: [PostingDraft], on db: Connection) throws {
        let drafts = Dictionary(drafts.map { ($0.id, $0) }) { _, last in last }
        let identities = drafts.mapValues { PostingIdentity($0) }
        let traces = identities.sorted { $0.key.text < $1.key.text }.map {
            PostingTrace(
                id: $0.key, facts: $0.value.factKeys, rows: $0.value.rowKeys, sketch: $0.value.sketch.bytes)
        }
        try db.trace(traces)
        for candidate in try db.mergeCandidates(for: traces, limit: Self.candidatesPerKey) {
            guard let own = identities[candidate.wanted], let draft = drafts[candidate.wanted],
                let sketch = TextSketch(bytes: candidate.sketch)
            else { continue }
            let other = PostingIdentity(
                candidate.draft, sketch: sketch, text: candidate.draft.descriptionMarkdown)
            let likeness = PostingComparison.compare(own, other)
            guard likeness.kind.isMerged else { continue }
            let isOwnKept = Self.isKept(draft, own, over: candidate, other, likeness.kind)
            _ = try db.merge(
                isOwnKept ? candidate.id : candidate.wanted, into: isOwnKept ? candidate.wanted : candidate.id,
                likeness: likeness)
        }
    }

    /// Notes the same of postings that were stored before it was kept, and shows as one those that are.
    /// - Returns: how many; fewer than `limit` when there are no more.
    public func traceOldPostings(limit: Int, on db: Connection) throws -> Int {
        let postings = try db.postingsToTrace(limit: limit)
        guard !postings.isEmpty else { return 0 }
        try db.setCompanyKeys(
            postings.map { posting in
                (posting.id, Self.companyKey(posting.draft.company))
            })
        try mergeDuplicates(of: postings.map(\.draft), on: db)
        return postings.count
    }

    /// Which of two stands for both: the employer's before the agency's, the later of two postings of one opening; otherwise the
    /// one that was there before, if it is still
    /// offered.
    private static func isKept(
        _ own: PostingDraft, _ identity: PostingIdentity, over candidate: MergeCandidate, _ other: PostingIdentity,
        _ kind: PostingLikeness.Kind
    ) -> Bool {
        switch kind {
        case .agencyCopy where identity.isAgency != other.isAgency: !identity.isAgency
        case .repost: (own.postedAt ?? .distantPast) > (candidate.draft.postedAt ?? .distantPast)
        default: !candidate.isOffered
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
