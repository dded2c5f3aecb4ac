public import Base
public import Logging

/// A bounded set of connections to Redis shared by threads; each is lent to one thread at a time.
///
/// Connections open when first needed. One that Redis closed while it lay idle is replaced when it is taken; one that breaks
/// or times out in use is dropped, and the error goes to the user of it.
public final class RedisPool: Sendable {
    private let address: RedisAddress
    private let connectTimeout: Duration
    private let commandTimeout: Duration
    private let logger: Logger
    private let places: ResourcePool<RedisConnection>

    /// - Parameters:
    ///   - url: `unix:///path?db=1` or `redis://[:password@]host:port/db`. `RedisError(.invalidURL)` for others.
    ///   - size: connections at most (dedicated ones do not count).
    ///   - waitTimeout: how long a thread waits for one before `RedisError(.poolTimeout)`.
    public init(
        url: String, size: Int = 8, connectTimeout: Duration = .seconds(2), commandTimeout: Duration = .seconds(5),
        waitTimeout: Duration = .seconds(5), logger: Logger = Logger(label: "redis")
    ) throws {
        address = try RedisAddress(url: url)
        self.connectTimeout = connectTimeout
        self.commandTimeout = commandTimeout
        self.logger = logger
        places = ResourcePool(size: size, waitTimeout: waitTimeout)
    }

    /// Lends a connection to `body`. Throws what `body` throws; `.poolTimeout` when none becomes free, `.connection` when
    /// none can be made, `.nestedCheckout` when the thread has one of this pool already (pass the connection on instead).
    @discardableResult
    public func withConnection<R>(_ body: (RedisConnection) throws -> R) throws -> R {
        let connection = try checkOut()
        defer {
            if connection.isBroken { logger.warning("dropped a broken connection") }
            places.release(connection.isBroken ? nil : connection)
        }
        return try body(connection)
    }

    /// Runs one command; see `RedisConnection.command`.
    @discardableResult
    public func command(_ arguments: String...) throws -> Reply {
        try withConnection { try $0.command(arguments.map { RedisArgument($0) }) }
    }

    /// Runs one command; see `RedisConnection.command`.
    @discardableResult
    public func command(_ arguments: [RedisArgument]) throws -> Reply {
        try withConnection { try $0.command(arguments) }
    }

    /// Sends all commands at once; see `RedisConnection.pipeline`.
    public func pipeline(_ commands: [[RedisArgument]]) throws -> [Reply] {
        try withConnection { try $0.pipeline(commands) }
    }

    /// Runs a script on any connection.
    @discardableResult
    public func run(_ script: Script, keys: [String] = [], arguments: [RedisArgument] = []) throws -> Reply {
        try withConnection { try script.run(on: $0, keys: keys, arguments: arguments) }
    }

    /// A connection of the caller's own, outside the pool, for commands that block (`BLMOVE`). When it breaks, take another.
    /// - Parameter commandTimeout: longer than what the commands block.
    public func dedicated(commandTimeout: Duration) throws -> RedisConnection {
        try RedisConnection(address: address, connectTimeout: connectTimeout, commandTimeout: commandTimeout)
    }

    /// How many connections are lent and idle, and how many threads wait.
    public var counts: ResourcePool<RedisConnection>.Counts { places.counts }

    /// Closes idle connections and refuses further use; those in use close when they come back.
    public func close() {
        places.close()
    }

    private func checkOut() throws -> RedisConnection {
        let idle: RedisConnection?
        do {
            idle = try places.acquire()
        } catch {
            throw switch error {
            case .timedOut: RedisError(.poolTimeout, "no connection became free in time")
            case .closed: RedisError(.poolClosed, "the pool is closed")
            case .nested: RedisError(.nestedCheckout, "the thread holds a connection of this pool already; pass it on")
            }
        }
        if let idle {
            if idle.looksAlive() { return idle }
            logger.info("Redis closed an idle connection")
        }
        do {
            return try dedicated(commandTimeout: commandTimeout)
        } catch {
            places.release(nil)
            logger.warning("cannot connect to Redis", metadata: ["error": "\(error)"])
            throw error
        }
    }
}
