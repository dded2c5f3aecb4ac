internal import Base
public import FoundationEssentials
public import Postgres
public import Redis
internal import Storage

/// Where pollers read how tasks stand: Redis, one key a task, with PostgreSQL behind it.
///
/// A page that also needs the session sends ``read(_:)`` in its own pipeline and gives the reply to ``decode(_:)``: one
/// round trip, no PostgreSQL. When that answers nil, ``status(_:orFrom:)`` asks PostgreSQL and fills Redis again.
public struct StatusBoard: Sendable {
    private let redis: RedisPool
    private let settings: TaskingSettings
    let outage: Outage

    public init(redis: RedisPool, settings: TaskingSettings = TaskingSettings()) {
        self.redis = redis
        self.settings = settings
        outage = Outage(pause: settings.retryCap)
    }

    /// The Redis key of a task's status.
    public static func key(_ id: UUID) -> String { TaskKeys.status(id) }

    /// The command that reads a task's status.
    public static func read(_ id: UUID) -> [RedisArgument] { ["GET", RedisArgument(TaskKeys.status(id))] }

    /// Reads the reply to ``read(_:)``; nil when Redis has no status.
    public static func decode(_ reply: Reply) -> TaskStatus? {
        guard case .string(let bytes) = reply, let newline = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        return TaskStatus(record: bytes[(newline + 1)...])
    }

    /// How a task stands: from Redis, or from PostgreSQL, which then fills Redis. Works without Redis.
    /// - Returns: nil when there is no such task. The caller compares the owner.
    public func status(_ id: UUID, orFrom pool: Pool) throws -> TaskStatus? {
        let reply = try? outage.guarding { try redis.command(Self.read(id)) }
        if let status = reply.flatMap({ Self.decode($0) }) { return status }
        guard let snapshot = try pool.withConnection({ try $0.taskSnapshot(id) }) else { return nil }
        let status = TaskStatus(snapshot)
        write(status)
        return status
    }

    /// Writes a status unless Redis has a newer one. Never fails: PostgreSQL knows better.
    /// - Returns: whether it was written.
    @discardableResult
    func write(_ status: TaskStatus) -> Bool {
        let fields = fields(status)
        let reply = try? outage.guarding {
            try redis.run(Scripts.status, keys: [TaskKeys.status(status.id)], arguments: fields)
        }
        return reply?.int == 1
    }

    /// Revision, text and time to live, as the scripts take them.
    func fields(_ status: TaskStatus) -> [RedisArgument] {
        let ttl = status.state.isFinal ? settings.statusTTL : settings.liveStatusTTL
        return [
            RedisArgument(String(status.revision)), RedisArgument(status.record),
            RedisArgument(String(ttl.milliseconds)),
        ]
    }
}
