internal import Base
public import Composition
internal import Cryptography
public import FoundationEssentials
internal import Model
internal import Outbound
internal import Parsing
public import Postgres
internal import Sources
internal import Storage

/// What a person asks HH for and waits for: a search, and the whole of one vacancy. Both count as runs that are over at once.
public enum Vacancies {
    /// Postings of one page of a search, in its order.
    public struct Found: Sendable {
        public var postings: [UUID]
        /// The next page; nil after the last.
        public var next: Int?
    }

    private static let sourceName = "HH.ru"

    /// Searches, stores what is found, and says what it became.
    /// - Parameter limit: for everything that is asked of HH.
    /// - Throws: `SourceError` where HH gives no answer in time.
    public static func search(
        _ text: String, area: String?, page: Int, by user: UUID, within limit: Duration, _ services: Services
    ) throws -> Found {
        let client = PageClient(services.promptClient(within: limit))
        var values = ["query": text]
        values["area"] = area
        let reader = try services.reader(kind: HeadHunter.kind, values: values, asking: client)
        guard let search = reader as? HeadHunter else { throw SourceError(.settings, "no reader is named hh") }
        let answer = try search.search(page: page, client: client)
        let source = try services.database.withConnection {
            try $0.source(named: sourceName, kind: HeadHunter.kind, cadence: .manual)
        }
        let run = Run(
            id: UUID.v7(), sourceID: source.id, sourceName: source.name, state: .succeeded, createdAt: services.time.now
        )
        let reading = PageReading(run: run, source: source, services: services)
        var read = try reading.read(answer, by: reader, known: nil, client)
        read.page.next = nil
        read.state = nil
        let table = try services.database.transaction { db in
            try db.insertFinishedRun(id: run.id, source: source.id, startedBy: user)
            try reading.store(read, db)
            return try db.sourceRecords(answer.records.map(\.externalID), of: source.id)
        }
        let became = Dictionary(table.map { ($0.externalID, $0.postingID) }) { first, _ in first }
        let isLast = page + 1 >= (answer.pagesTotal ?? 0) || answer.records.isEmpty
        return Found(
            postings: answer.records.compactMap { became[$0.externalID] }, next: isLast ? nil : page + 1)
    }

    private static let detailedKinds = SourceRegistry.readers.filter { $0 is any DetailedSource.Type }.map { $0.kind }

    /// Whether a posting's source has more of it than was fetched.
    public static func hasMore(of posting: UUID, on db: Connection) throws -> Bool {
        guard let record = try db.sourceRecord(of: posting, kinds: detailedKinds) else { return false }
        return try db.sourceRecords([record.externalID], of: record.source).contains { !$0.isFilled }
    }

    /// Fetches the whole description of a posting, where its source has more than was shown.
    /// - Returns: whether there was more to fetch.
    public static func fill(
        _ posting: UUID, by user: UUID, within limit: Duration, _ services: Services
    ) throws -> Bool {
        let found = try services.database.withConnection { db -> (Source, String)? in
            guard let record = try db.sourceRecord(of: posting, kinds: detailedKinds),
                let source = try db.source(record.source)
            else { return nil }
            return (source, record.externalID)
        }
        guard let (source, externalID) = found else { return false }
        let client = PageClient(services.promptClient(within: limit))
        guard let reader = try services.reader(of: source, asking: client) as? any DetailedSource else { return false }
        let record = try reader.detail(externalID, client: client)
        let draft: PostingDraft
        do {
            draft = try reader.normalise(record)
        } catch {
            throw SourceError(.schema, "the vacancy cannot be read: \(error.message)")
        }
        try services.database.transaction { db in
            let run = UUID.v7()
            try db.insertFinishedRun(id: run, source: source.id, startedBy: user)
            try db.storeRawRecords([(externalID, record.body)], source: source.id, run: run)
            let upsert = try services.storePosting(draft, source: source.id, ownedBy: source.userID, on: db)
            try db.noteFilled(externalID, of: source.id)
            if case .unchanged = upsert { return }
            try services.notePostingChange(on: db)
        }
        return true
    }
}
