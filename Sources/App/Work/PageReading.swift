internal import Base
internal import Composition
internal import Cryptography
internal import FoundationEssentials
internal import Model
internal import Outbound
internal import Parsing
internal import Postgres
internal import Sources
internal import Storage

/// A page as it was read, before anything is stored.
struct ReadPage {
    /// One record that is new or differs from the last time.
    struct Item {
        var record: RawRecord
        var digest: [UInt8]
        var result: Result<PostingDraft, PostingError>
        /// Where the whole description was fetched on its own: what it became.
        var filled: UUID?
    }

    var page: RunPage
    var outcome: RunPageRecord.Outcome
    var items: [Item] = []
    /// Ids of records that are as they were.
    var same: [String] = []
    /// The page as the next run will want to know it; nil where this run learnt nothing new of it.
    var state: SourcePageState?
}

/// Reads one page of a run, from its source or from the store, and stores what it brought.
struct PageReading {
    let run: Run
    let source: Source
    let services: Services
    private let started = ContinuousClock.now

    /// Records of one page of a run from the store.
    private static let storedPage = 200

    init(run: Run, source: Source, services: Services) {
        self.run = run
        self.source = source
        self.services = services
    }

    private var pageKey: String { run.checkpoint ?? "" }

    // MARK: Reading

    /// Fetches the page, unless the source says that it is as it was.
    /// - Throws: ``PageFailure``.
    func fetch() throws -> ReadPage {
        let known = try services.database.withConnection { try $0.sourcePage(pageKey, of: source.id) }
        var client: PageClient?
        do {
            let reader = try services.reader(of: source)
            let isOneAnswer = SourceRegistry.capabilities(source.kind)?.isOneAnswer ?? true
            let asking = PageClient(
                try services.client(of: source),
                known: isOneAnswer ? .init(etag: known?.etag, lastModified: known?.lastModified) : .init())
            client = asking
            let page = try reader.page(run.checkpoint.map(SourceCursor.init), client: asking)
            return try read(page, by: reader, known: known, asking)
        } catch let error as SourceError {
            let cost = client?.cost ?? PageClient.Cost()
            guard error.code == .unchanged, let known else { throw PageFailure(error: error, cost: cost) }
            return same(as: known, cost: cost)
        }
    }

    /// Tells what is new in a page.
    func read(
        _ page: SourcePage, by reader: any PostingSource, known: SourcePageState?, _ client: PageClient
    ) throws -> ReadPage {
        let digests = page.records.map { Digest.sha256($0.essence ?? $0.body) }
        let digest = Digest.sha256(zip(page.records, digests).flatMap { Array($0.externalID.utf8) + [0] + $1 })
        let state = SourcePageState(
            etag: client.validators.etag, lastModified: client.validators.lastModified, digest: digest,
            records: page.records.count, next: page.next?.text, total: page.total, pagesTotal: page.pagesTotal)
        let cost = client.cost
        if let known, known.digest == digest, known.next == state.next {
            var read = same(as: known, cost: cost)
            read.state = state
            read.page.warning = page.warning
            return read
        }
        let before = try services.database.withConnection {
            try $0.sourceRecords(page.records.map(\.externalID), of: source.id)
        }
        let table = Dictionary(before.map { ($0.externalID, $0) }) { first, _ in first }
        var read = ReadPage(
            page: RunPage(
                done: page.records.count, total: page.total, pagesTotal: page.pagesTotal, next: page.next?.text),
            outcome: .fetched, state: state)
        read.page.warning = page.warning
        for (record, digest) in zip(page.records, digests) {
            let last = table[record.externalID]
            if last?.digest == digest {
                read.same.append(record.externalID)
            } else {
                read.items.append(
                    item(record, digest, by: reader, filled: last.flatMap { $0.isFilled ? $0.postingID : nil }))
            }
        }
        charge(&read, cost)
        // A page with records that nobody can read is looked into again: the next version may read them.
        if read.items.contains(where: { (try? $0.result.get()) == nil }) { read.state = nil }
        return read
    }

    private func item(
        _ record: RawRecord, _ digest: [UInt8], by reader: any PostingSource, filled: UUID?
    ) -> ReadPage.Item {
        let result: Result<PostingDraft, PostingError>
        do throws(PostingError) {
            result = .success(try reader.normalise(record))
        } catch {
            result = .failure(error)
        }
        return ReadPage.Item(record: record, digest: digest, result: result, filled: filled)
    }

    private func same(as known: SourcePageState, cost: PageClient.Cost) -> ReadPage {
        var read = ReadPage(
            page: RunPage(
                done: known.records, total: known.total, pagesTotal: known.pagesTotal, next: known.next),
            outcome: .same)
        charge(&read, cost)
        return read
    }

    /// The next records of what earlier runs have kept.
    func stored() throws -> ReadPage {
        let records = try services.database.withConnection {
            try $0.latestRawRecords(of: source.id, after: run.checkpoint ?? "", limit: Self.storedPage)
        }
        let isLast = records.count < Self.storedPage
        var read = ReadPage(
            page: RunPage(
                done: records.count, total: isLast ? run.done + records.count : nil, pagesTotal: nil,
                next: isLast ? nil : records.last?.externalID),
            outcome: .stored)
        let before = try services.database.withConnection {
            try $0.sourceRecords(records.map(\.externalID), of: source.id)
        }
        let table = Dictionary(before.map { ($0.externalID, $0) }) { first, _ in first }
        do {
            let reader = try services.reader(of: source)
            read.items = records.map { externalID, body in
                let last = table[externalID]
                return item(
                    RawRecord(externalID: externalID, body: body), last?.digest ?? [], by: reader,
                    filled: last.flatMap { $0.isFilled ? $0.postingID : nil })
            }
        } catch let error as SourceError {
            throw PageFailure(error: error, cost: PageClient.Cost())
        }
        charge(&read, PageClient.Cost())
        return read
    }

    private func charge(_ read: inout ReadPage, _ cost: PageClient.Cost) {
        read.page.requests = cost.requests
        read.page.bytes = cost.bytes
        let (seconds, attoseconds) = started.duration(to: .now).components
        read.page.milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }

    // MARK: Storing

    /// Stores the page with its run's progress.
    func store(_ read: ReadPage, _ db: Connection) throws {
        var page = read.page
        var hasReopened = false
        if read.outcome == .same {
            hasReopened = try db.touchSourcePage(pageKey, of: source.id)
        } else {
            if read.outcome == .fetched {
                try db.storeRawRecords(
                    read.items.map { ($0.record.externalID, $0.record.body) }, source: source.id, run: run.id)
            }
            try store(read.items, in: &page, db)
            if read.outcome == .fetched {
                try db.leaveSourcePage(
                    pageKey, of: source.id, except: read.items.map(\.record.externalID) + read.same)
            }
            if !read.same.isEmpty {
                hasReopened = try db.touchSourceRecords(read.same, of: source.id, page: pageKey)
            }
        }
        if source.userID == nil, !run.isFromStore {
            try services.promoteCopies(page: (source.id, pageKey), on: db)
        }
        // A page of which something could not be stored is looked into again, as one with records that nobody can read.
        if let state = read.state, page.failures.isEmpty {
            try db.setSourcePage(pageKey, of: source.id, to: state)
        }
        if page.created + page.updated > 0 || hasReopened { try services.notePostingChange(on: db) }
        try db.logRunPage(page, of: run.id, ordinal: run.pagesDone + 1, outcome: read.outcome)
        if run.state.isFinal {
            try db.addToFinishedRun(run.id, page)
        } else {
            try db.advanceRun(run.id, by: page)
        }
    }

    private func store(_ items: [ReadPage.Item], in page: inout RunPage, _ db: Connection) throws {
        var became: [String: (digest: [UInt8], posting: UUID)] = [:]
        var read: [(item: ReadPage.Item, draft: PostingDraft)] = []
        var refused: [String] = []
        func refuse(_ item: ReadPage.Item, _ refusal: String) throws {
            let id = item.record.externalID
            refused.append(id)
            if !run.isFromStore { try db.failRawRecord(id, run: run.id, reason: refusal) }
            page.failures.append(.init(subject: id, reason: refusal))
        }
        for item in items {
            switch item.result {
            case .success(var draft):
                if let filled = item.filled, let whole = try db.posting(filled, for: source.userID) {
                    draft.descriptionMarkdown = whole.draft.descriptionMarkdown
                    draft.skills = whole.draft.skills
                }
                read.append((item, draft))
            case .failure(let error): try refuse(item, error.message)
            }
        }
        let stored = try services.storePostings(
            read.map(\.draft), source: source.id, ownedBy: source.userID, seen: run.isFromStore ? .before : .listed,
            on: db)
        for ((item, draft), outcome) in zip(read, stored) {
            switch outcome {
            case .success(let upsert):
                if upsert == .created { page.created += 1 }
                if upsert == .updated { page.updated += 1 }
                became[item.record.externalID] = (item.digest, draft.id(ownedBy: source.userID))
            case .failure(let error): try refuse(item, "It could not be stored: \(error.message)")
            }
        }
        guard !run.isFromStore else { return }
        // What cannot be read any more is listed all the same.
        if !refused.isEmpty, try db.touchSourceRecords(refused, of: source.id, page: pageKey) {
            try services.notePostingChange(on: db)
        }
        guard !became.isEmpty else { return }
        try db.setSourceRecords(
            became.map { ($0.key, $0.value.digest, $0.value.posting) }, of: source.id, page: pageKey)
    }
}
