internal import Base
public import FoundationEssentials
public import Model
public import Postgres

/// A record as its source wrote it, on its way to become a resume.
public struct StoredRecord: RowDecodable, Sendable {
    public let ordinal: Int
    public let externalID: String
    public let body: [UInt8]

    public init(row: inout Row) throws {
        ordinal = try row.next()
        externalID = try row.next()
        body = try row.next()
    }
}

/// What became of one record of a run.
public struct RecordReport: RowDecodable, Sendable {
    public let ordinal: Int
    /// The record's id at its source, or the name of the file.
    public let subject: String
    public let state: RecordState
    /// Why it was refused, as a sentence.
    public let reason: String?
    /// Why its document could not be read, as a code.
    public let errorCode: String?
    public let resumeID: UUID?

    /// A document that is still being read waits, and one that could not be read was refused.
    static let state: SQL =
        """
        case when error is not null then 'refused' when resume_id is null then 'waiting'
            else case \(ResumeSummary.status) when 'done' then 'done' when 'failed' then 'refused' else 'waiting' end end
        """

    public init(row: inout Row) throws {
        ordinal = try row.next()
        subject = try row.next()
        state = try row.next()
        reason = try row.next()
        errorCode = try row.next()
        resumeID = try row.next()
    }
}

extension Connection {
    /// Stores what a source answered, before anything parses it. A page that is fetched again replaces its records.
    public func storeRawRecords(_ records: [(externalID: String, body: [UInt8])], source: UUID, run: UUID) throws {
        // One statement cannot touch a row twice: of records with one id the last counts.
        let last = Dictionary(records.map { ($0.externalID, $0.body) }) { $1 }
        try execute(
            """
            insert into raw_records (id, source_id, run_id, external_id, body)
            select id, \(source), \(run), external_id, body
            from unnest(\(last.map { _ in UUID.v7() }), \(last.map(\.key)), \(last.map(\.value)))
                as record (id, external_id, body)
            on conflict (run_id, external_id) do update set body = excluded.body, error = null, updated_at = now()
            """)
    }

    /// Notes why a raw record could not become a posting.
    public func failRawRecord(_ externalID: String, run: UUID, reason: String) throws {
        try execute(
            """
            update raw_records set error = \(reason), updated_at = now()
            where run_id = \(run) and external_id = \(externalID)
            """)
    }

    /// Stores the records of one page in their order, to be parsed later. Of records with one id the first counts.
    /// - Parameter ordinal: of the first.
    /// - Returns: the ordinals of those that were stored.
    public func storeRawRecords(
        _ records: [(externalID: String, body: [UInt8])], source: UUID, run: UUID, from ordinal: Int
    ) throws -> Set<Int> {
        Set(
            try scalars(
                """
                insert into raw_records (id, source_id, run_id, external_id, body, ordinal)
                select id, \(source), \(run), external_id, body, ordinal
                from unnest(
                    \(records.map { _ in UUID.v7() }), \(records.map { $0.externalID }), \(records.map { $0.body }),
                    \(Array(ordinal..<ordinal + records.count))
                ) as record (id, external_id, body, ordinal)
                order by ordinal
                on conflict (run_id, external_id) do nothing
                returning ordinal
                """, as: Int.self))
    }

    /// The records of a batch that nobody has parsed yet, in order.
    public func waitingRecords(of run: UUID, in batch: Range<Int>) throws -> [StoredRecord] {
        try query(
            """
            select ordinal, external_id, body from raw_records
            where run_id = \(run) and ordinal >= \(batch.lowerBound) and ordinal < \(batch.upperBound)
                and processed_at is null
            order by ordinal
            """)
    }

    /// Notes what became of a record: a resume, or why it is none.
    public func settleRecord(_ ordinal: Int, of run: UUID, resume: UUID?, reason: String?) throws {
        try execute(
            """
            update raw_records set resume_id = \(resume), error = \(reason), processed_at = now(), updated_at = now()
            where run_id = \(run) and ordinal = \(ordinal)
            """)
    }

    /// Refuses what nobody has parsed, because its batch was cancelled or failed for good.
    /// - Returns: the ids of those records at their source.
    public func refuseWaitingRecords(of run: UUID, reason: String) throws -> [String] {
        try scalars(
            """
            update raw_records set error = \(reason), processed_at = now(), updated_at = now()
            where run_id = \(run) and ordinal is not null and processed_at is null
            returning external_id
            """)
    }

    /// Makes what was refused, or never parsed, wait again.
    /// - Returns: the records in order, with whether they were refused.
    public func resetRecords(of run: UUID) throws -> [(ordinal: Int, externalID: String, wasRefused: Bool)] {
        try query(
            """
            with reset as (
                select ordinal, external_id, error is not null as was_refused from raw_records
                where run_id = \(run) and ordinal is not null and resume_id is null
                order by ordinal for update
            ), changed as (
                update raw_records set error = null, processed_at = null, updated_at = now()
                from reset where run_id = \(run) and raw_records.ordinal = reset.ordinal
            )
            select ordinal, external_id, was_refused from reset order by ordinal
            """
        ) { row in (ordinal: try row.next(), externalID: try row.next(), wasRefused: try row.next()) }
    }

    /// What became of each record of a run, in order, behind the ordinal `cursor`. The caller has checked whose run it is.
    public func recordReports(
        of run: UUID, state: RecordState? = nil, after cursor: Int? = nil, limit: Int
    ) throws -> [RecordReport] {
        var query: SQL =
            """
            select ordinal, raw_records.external_id, \(RecordReport.state), error, error_code, resume_id
            from raw_records left join resumes on resumes.id = resume_id
            where run_id = \(run) and ordinal > \(cursor ?? -1)
            """
        if let state { query += " and \(RecordReport.state) = \(state.rawValue)" }
        query += " order by ordinal limit \(limit)"
        return try self.query(query)
    }
}
