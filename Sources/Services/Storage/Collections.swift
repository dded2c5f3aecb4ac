internal import Base
public import FoundationEssentials
public import Model
public import Postgres

// Runs that a person started for themselves: collections of resumes, and uploads of many. What the installation collects
// for all is in Runs.swift.

/// What one step of a person's run adds to it.
public struct RunStep: Sendable {
    /// Records that were parsed or refused.
    public var done = 0
    public var created = 0
    public var updated = 0
    public var failures: [Run.Failure] = []

    public init() {}

    /// Notes a record that was refused.
    public mutating func refuse(_ subject: String, _ reason: String) {
        done += 1
        failures.append(.init(subject: subject, reason: reason))
    }
}

extension Connection {
    /// Starts a run of `user`'s own.
    /// - Parameter settings: what was asked for, such as a ``CollectionPlan``.
    public func insertRun(
        id: UUID, source: UUID, ownedBy user: UUID, settings: some Encodable, total: Int?, checkpoint: String?
    ) throws {
        try execute(
            """
            insert into runs (id, source_id, started_by, user_id, state, settings, total, checkpoint)
            values (\(id), \(source), \(user), \(user), 'queued', \(json: settings), \(total), \(checkpoint))
            """)
    }

    /// The run, if it is `user`'s own.
    public func run(_ id: UUID, ownedBy user: UUID) throws -> Run? {
        try first(
            """
            select \(Run.columns) from runs join sources on sources.id = source_id
            where runs.id = \(id) and runs.user_id = \(user)
            """)
    }

    /// A person's own runs, newest first, those after `cursor` where there is one.
    public func runs(ownedBy user: UUID, after cursor: (Date, UUID)? = nil, limit: Int) throws -> [Run] {
        var query: SQL =
            "select \(Run.columns) from runs join sources on sources.id = source_id where runs.user_id = \(user)"
        if let (date, id) = cursor { query += " and (runs.created_at, runs.id) < (\(date), \(id))" }
        query += " order by runs.created_at desc, runs.id desc limit \(limit)"
        return try self.query(query)
    }

    /// How many of a person's runs have not ended, counted up to `limit`.
    public func liveRunCount(ownedBy user: UUID, limit: Int) throws -> Int {
        try scalar(
            """
            select count(*) from (
                select from runs where user_id = \(user) and \(Run.state) in ('queued', 'running') limit \(limit)
            ) as live
            """) ?? 0
    }

    /// What a run was asked for.
    public func runSettings<Settings: Decodable>(_ run: UUID, as _: Settings.Type = Settings.self) throws -> Settings? {
        let settings: JSON? = try scalar("select settings from runs where id = \(run)")
        return try settings?.decode(Settings.self)
    }

    /// Adds a fetched page, with the checkpoint after it.
    /// - Parameters:
    ///   - duplicates: records of the page that will not be parsed.
    ///   - checkpoint: nil after the last page.
    public func addPage(
        to run: UUID, _ duplicates: RunStep, total: Int, pagesTotal: Int?, checkpoint: String?
    ) throws {
        try execute(
            """
            update runs set pages_done = pages_done + 1, total = \(total),
                pages_total = case when \(checkpoint == nil) then pages_done + 1 else \(pagesTotal) end,
                checkpoint = \(checkpoint)
            where id = \(run) and state in ('queued', 'running')
            """)
        try add(duplicates, to: run)
    }

    /// Adds what a step has done to its run. At most 100 failures are kept with the run; its records keep all.
    public func add(_ step: RunStep, to run: UUID) throws {
        try execute(
            """
            update runs set state = 'running', started_at = coalesce(started_at, now()),
                done = done + \(step.done), created = created + \(step.created), updated = updated + \(step.updated),
                failed = failed + \(step.failures.count),
                failures = case when jsonb_array_length(failures) < 100
                    then failures || \(json: step.failures) else failures end,
                updated_at = now()
            where id = \(run) and state in ('queued', 'running')
            """)
    }

    /// Ends a run well: everything it was to do is done or refused.
    public func finishRun(_ run: UUID, total: Int? = nil) throws {
        try execute(
            """
            update runs set state = 'succeeded', started_at = coalesce(started_at, now()), finished_at = now(),
                total = coalesce(\(total), total), updated_at = now()
            where id = \(run) and state in ('queued', 'running')
            """)
    }

    /// Opens a run that has ended again, for records that are to be parsed once more.
    /// - Parameter subjects: those records; they are no failures any more.
    public func reopenRun(_ run: UUID, without subjects: [String]) throws {
        try execute(
            """
            update runs set state = 'running', finished_at = null, updated_at = now(),
                done = greatest(done - \(subjects.count), 0), failed = greatest(failed - \(subjects.count), 0),
                failures = (
                    select coalesce(jsonb_agg(failure), '[]') from jsonb_array_elements(failures) as failure
                    where failure->>'subject' <> all(\(subjects)))
            where id = \(run)
            """)
    }
}
