internal import CFastCGI
internal import Glibc
internal import Synchronization

/// One connection of the gateway's.
///
/// @unchecked: it has one owner at a time, which its state names; ownership passes under the lock of ``ConnectionTable``.
final class Connection: @unchecked Sendable {
    /// Who owns the connection.
    enum State {
        /// The poller: nobody touches it until it is readable or its deadline passes.
        case parked
        /// As parked, but only to be read until the gateway closes: nothing more is answered.
        case lingering
        /// The thread that claimed it, or the queue of those that wait for a thread.
        case active
    }

    let id: UInt64
    let descriptor: Int32
    let openedAt: UInt64
    /// Guarded by the table's lock.
    var state = State.active
    /// When a parked or lingering connection is closed, in the clock's milliseconds. Guarded by the table's lock.
    var deadline: UInt64 = 0

    // The owner's.
    var isLingering = false
    /// The first bytes of a request that has not all come.
    var partial: [UInt8] = []
    /// When those must have become a request; 0 where there are none.
    var headDeadline: UInt64 = 0
    var served = 0

    /// When the owner's reading or writing is cut off, in the clock's milliseconds; 0 for never.
    let transferDeadline = Atomic<UInt64>(0)

    init(id: UInt64, descriptor: Int32) {
        self.id = id
        self.descriptor = descriptor
        openedAt = Clock.milliseconds()
    }
}

/// Every open connection by its number. The poller's events carry numbers, so that an event that comes late finds
/// nothing rather than a stranger who was given the same descriptor.
final class ConnectionTable: Sendable {
    private struct Table {
        var connections: [UInt64: Connection] = [:]
        var lastID: UInt64 = 15
    }

    private let table = Mutex(Table())

    var count: Int { table.withLock { $0.connections.count } }

    /// A new connection, owned by the caller.
    func add(descriptor: Int32) -> Connection {
        table.withLock {
            $0.lastID += 1
            let connection = Connection(id: $0.lastID, descriptor: descriptor)
            $0.connections[connection.id] = connection
            return connection
        }
    }

    /// Makes the caller the owner; nil where somebody else is, or where the connection is gone.
    func claim(_ id: UInt64) -> Connection? {
        table.withLock {
            guard let connection = $0.connections[id], connection.state != .active else { return nil }
            connection.state = .active
            return connection
        }
    }

    /// Gives the connection back to the poller, which must be armed after this.
    func release(_ connection: Connection, to state: Connection.State, until deadline: UInt64) {
        table.withLock { _ in
            connection.deadline = deadline
            connection.state = state
        }
    }

    /// Closes a connection that the caller owns.
    func close(_ connection: Connection) {
        table.withLock { $0.connections[connection.id] = nil }
        Glibc.close(connection.descriptor)
    }

    /// Cuts off transfers whose time is over, and closes what was parked too long.
    func sweep(now: UInt64) {
        closeParked { connection, state in
            connection.deadline <= now
        } transfers: {
            $0 != 0 && $0 <= now
        }
    }

    /// Closes idle connections on which nothing has come; those that were just opened get `grace` milliseconds.
    func closeIdle(now: UInt64, grace: UInt64) {
        closeParked { connection, state in
            guard state == .parked, connection.partial.isEmpty else { return connection.deadline <= now }
            if connection.served == 0, connection.openedAt + grace > now { return false }
            var octet: UInt8 = 0
            return recv(connection.descriptor, &octet, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) <= 0
        } transfers: {
            $0 != 0 && $0 <= now
        }
    }

    /// Cuts off everything.
    func abort() {
        closeParked { _, _ in
            true
        } transfers: { _ in
            true
        }
    }

    private func closeParked(
        where isOver: (Connection, Connection.State) -> Bool, transfers isTransferOver: (UInt64) -> Bool
    ) {
        let closed = table.withLock { table in
            var closed: [Connection] = []
            for connection in table.connections.values {
                if connection.state == .active {
                    // The owner sees the end of the stream, and closes.
                    if isTransferOver(connection.transferDeadline.load(ordering: .relaxed)) {
                        shutdown(connection.descriptor, Int32(SHUT_RDWR))
                    }
                } else if isOver(connection, connection.state) {
                    connection.state = .active
                    closed.append(connection)
                }
            }
            for connection in closed { table.connections[connection.id] = nil }
            return closed
        }
        for connection in closed { Glibc.close(connection.descriptor) }
    }
}
