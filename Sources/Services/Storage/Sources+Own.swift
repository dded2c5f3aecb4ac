internal import Base
public import FoundationEssentials
public import Model
public import Postgres

/// A source to be.
public struct SourceDraft: Sendable {
    public var id: UUID
    public var kind: String
    public var name: String
    public var settings: [String: String]
    /// Keys, sealed.
    public var secrets: [UInt8]?
    /// Whose it is; nil for the installation's own.
    public var userID: UUID?

    public init(
        id: UUID, kind: String, name: String, settings: [String: String] = [:], secrets: [UInt8]? = nil,
        userID: UUID? = nil
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.settings = settings
        self.secrets = secrets
        self.userID = userID
    }
}

extension Connection {
    /// Stores a new source. `false` where its owner has one of that name.
    public func insertSource(_ draft: SourceDraft) throws -> Bool {
        try execute(
            """
            insert into sources (id, kind, name, settings, secrets, user_id)
            values (\(draft.id), \(draft.kind), \(draft.name), \(json: draft.settings), \(draft.secrets), \(draft.userID))
            on conflict (name, user_id) do nothing
            """) == 1
    }

    /// Gives a source that was named by a person the kind and settings that were found for it. `false` where its owner
    /// has one of the new name.
    public func recogniseSource(_ id: UUID, as kind: String, name: String, settings: [String: String]) throws -> Bool {
        try execute(
            """
            update sources set kind = \(kind), name = \(name), settings = \(json: settings), is_enabled = true,
                pause_reason = null, updated_at = now()
            where id = \(id) and not exists (select from sources other where other.name = \(name) and other.id <> \(id)
                and other.user_id is not distinct from sources.user_id)
            """) == 1
    }

    /// A person's own sources, by name.
    public func sources(ownedBy user: UUID) throws -> [Source] {
        try query("select \(Source.columns) from sources where user_id = \(user) order by name")
    }

    /// Switches a source on, or off for a reason that nobody gave.
    public func setSource(_ id: UUID, isEnabled: Bool, because reason: String? = nil) throws {
        try execute(
            """
            update sources set is_enabled = \(isEnabled), pause_reason = \(isEnabled ? nil : reason), updated_at = now()
            where id = \(id)
            """)
    }

    /// Sets how often a source is collected.
    public func setSource(_ id: UUID, cadence: SourceCadence) throws {
        try execute(
            """
            update sources set cadence = \(cadence.rawValue),
                next_run_at = now() + make_interval(secs => \(cadence.seconds.map(Double.init))), updated_at = now()
            where id = \(id)
            """)
    }

    /// Removes a source with its runs. Postings that nobody else has are expired where they are the installation's, and removed
    /// where they are a person's own.
    public func deleteSource(_ id: UUID) throws {
        let lone: SQL =
            """
            id in (select posting_id from posting_sources where source_id = \(id))
                and not exists (select from posting_sources
                    where posting_id = postings.id and source_id <> \(id))
            """
        try execute("delete from postings where user_id is not null and \(lone)")
        try execute("update postings set status = 'expired', updated_at = now() where status = 'open' and \(lone)")
        try execute("delete from sources where id = \(id)")
    }

    /// Takes the sources whose own clock has come, and sets it for the next time.
    public func takeDueSources() throws -> [Source] {
        try query(
            """
            update sources set updated_at = now(), next_run_at = now() + case cadence
                when 'hourly' then interval '1 hour' when 'six_hourly' then interval '6 hours' else interval '7 days' end
            where is_enabled and next_run_at <= now() and cadence in ('hourly', 'six_hourly', 'weekly')
            returning \(Source.columns)
            """)
    }

    /// Every source that is collected once a day, whoever's it is.
    public func dailySources() throws -> [Source] {
        try query("select \(Source.columns) from sources where is_enabled and cadence = 'daily' order by name")
    }
}
