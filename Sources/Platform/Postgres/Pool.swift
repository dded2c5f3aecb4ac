public import Base
import FoundationEssentials
public import Logging

/// A bounded set of connections shared by threads; each is lent to one thread at a time.
///
/// Connections open when first needed. One that the server closed while it lay idle is replaced when it is taken; one that
/// breaks in use is dropped, and the error goes to the user of it. Threads that wait are served in their order.
public final class Pool: Sendable {
    private let conninfo: String
    private let options: ConnectionOptions
    private let connectAttempts: Int
    private let conflictAttempts: Int
    private let logger: Logger
    private let places: ResourcePool<Connection>

    /// - Parameters:
    ///   - conninfo: libpq's connection string or URI.
    ///   - size: connections at most.
    ///   - waitTimeout: how long a thread waits for one before `PostgresError(.poolTimeout)`.
    ///   - statementTimeout: how long one statement may run.
    ///   - connectAttempts: how often connecting is tried, with pauses of 50, 100, ... ms between.
    ///   - conflictAttempts: how often a transaction is tried that loses against a concurrent one.
    public init(
        conninfo: String, size: Int = 8, waitTimeout: Duration = .seconds(5), statementTimeout: Duration = .seconds(30),
        idleInTransactionTimeout: Duration = .seconds(60), connectTimeout: Duration = .seconds(5),
        connectAttempts: Int = 3, conflictAttempts: Int = 1, applicationName: String = "resume-hunter",
        logger: Logger = Logger(label: "postgres")
    ) {
        self.conninfo = conninfo
        self.connectAttempts = connectAttempts
        self.conflictAttempts = conflictAttempts
        self.logger = logger
        var options = ConnectionOptions()
        options.statementTimeout = statementTimeout
        options.idleInTransactionTimeout = idleInTransactionTimeout
        options.connectTimeout = connectTimeout
        options.applicationName = applicationName
        self.options = options
        places = ResourcePool(size: size, waitTimeout: waitTimeout)
    }

    /// Lends a connection to `body`.
    ///
    /// Throws what `body` throws; `.poolTimeout` when none becomes free, `.connection` when none can be made,
    /// `.nestedCheckout` when the thread has one of this pool already (pass the connection on instead).
    @discardableResult
    public func withConnection<R>(_ body: (Connection) throws -> R) throws -> R {
        let connection = try checkOut()
        defer { checkIn(connection) }
        return try body(connection)
    }

    /// Lends a connection and runs `body` in a transaction on it; see `Connection.transaction`. One that loses against a concurrent
    /// transaction (a deadlock, most often) runs again, if the pool was told so: let `body` change nothing but the database.
    @discardableResult
    public func transaction<R>(
        isolation: Isolation? = nil, readOnly: Bool = false, _ body: (Connection) throws -> R
    ) throws -> R {
        for attempt in 1..<max(1, conflictAttempts) {
            do {
                return try withConnection { try $0.transaction(isolation: isolation, readOnly: readOnly, body) }
            } catch let error as PostgresError where error.isSerializationConflict {
                logger.info("a transaction lost against another", metadata: ["error": "\(error)"])
                // Whoever lost against each other must not meet again.
                WorkerThread.sleep(milliseconds: Int.random(in: 1...10 * attempt))
            }
        }
        return try withConnection { try $0.transaction(isolation: isolation, readOnly: readOnly, body) }
    }

    /// How many connections are lent and idle, and how many threads wait.
    public var counts: ResourcePool<Connection>.Counts { places.counts }

    /// Closes idle connections and refuses further use; those in use close when they come back.
    public func close() {
        places.close()
    }

    private func checkOut() throws -> Connection {
        let idle: Connection?
        do {
            idle = try places.acquire()
        } catch {
            throw switch error {
            case .timedOut: PostgresError(.poolTimeout, "no connection became free in time")
            case .closed: PostgresError(.poolClosed, "the pool is closed")
            case .nested:
                PostgresError(.nestedCheckout, "the thread holds a connection of this pool already; pass it on")
            }
        }
        if let idle {
            if idle.looksAlive() { return idle }
            logger.info("the server closed an idle connection")
        }
        do {
            return try connect()
        } catch {
            places.release(nil)
            logger.warning("cannot connect to PostgreSQL", metadata: ["error": "\(error)"])
            throw error
        }
    }

    private func connect() throws -> Connection {
        var pause = 50
        for _ in 1..<max(1, connectAttempts) {
            do {
                return try Connection(conninfo: conninfo, options: options)
            } catch {
                WorkerThread.sleep(milliseconds: Int.random(in: pause / 2...pause))
                pause *= 2
            }
        }
        return try Connection(conninfo: conninfo, options: options)
    }

    private func checkIn(_ connection: Connection) {
        if connection.isBroken {
            logger.warning("dropped a broken connection")
            places.release(nil)
        } else if connection.isInTransaction {
            logger.error("a transaction begun by hand was left open; dropped its connection")
            places.release(nil)
        } else {
            places.release(connection)
        }
    }
}
