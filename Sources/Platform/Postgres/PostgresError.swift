/// What went wrong with PostgreSQL, and what was attempted.
///
/// Parameters are never part of an error, nor is the server's `DETAIL` (it quotes rows): a statement shows as its text with
/// `$n` in the place of values.
public struct PostgresError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public enum Code: Sendable, Hashable {
        /// The server refused; the text is the SQLSTATE.
        case sqlState(String)
        /// No connection could be made, or it broke. Nothing is known about a statement under way.
        case connection
        /// The connection broke while a commit was under way: the transaction may or may not be stored.
        case commitInDoubt
        /// No connection became free within the pool's wait timeout.
        case poolTimeout
        /// The pool is closed.
        case poolClosed
        /// The thread already holds a connection of this pool; waiting for a second one could last for ever.
        case nestedCheckout
        /// A value cannot be a parameter (for example text with a NUL character). Nothing was sent.
        case encoding
        /// A column does not hold what the program reads.
        case decoding
        /// The statement gave no row where one must be.
        case noRow
        /// An earlier statement of the transaction failed and its error was swallowed: all was rolled back.
        case transactionAborted
        /// The call makes no sense here (for example an isolation level inside a transaction).
        case misuse
        /// A migration is malformed, edited after it was applied, out of order, or has no way back.
        case migration
    }

    public var code: Code
    public var message: String
    /// The constraint that was violated, where the server names one.
    public var constraint: String?
    /// The table concerned, where the server names one.
    public var table: String?
    /// The column concerned: named by the server, or the result's column that could not be read.
    public var column: String?
    /// The statement's text, with `$n` for its parameters.
    public var statement: String?

    public init(
        _ code: Code, _ message: String, constraint: String? = nil, table: String? = nil, column: String? = nil,
        statement: String? = nil
    ) {
        self.code = code
        self.message = message
        self.constraint = constraint
        self.table = table
        self.column = column
        self.statement = statement
    }

    /// A column that does not hold what the program reads; the row adds which column and statement.
    public init(decoding message: String) {
        self.init(.decoding, message)
    }

    /// The server's code, if the server spoke.
    public var sqlState: SQLState? {
        if case .sqlState(let state) = code { SQLState(rawValue: state) } else { nil }
    }

    /// The connection is gone; the same work may succeed on a new one.
    public var isConnectionLoss: Bool {
        switch code {
        case .connection, .commitInDoubt:
            true
        case .sqlState(let state):
            state.hasPrefix("08") || Self.fatalStates.contains(SQLState(rawValue: state))
        default:
            false
        }
    }

    private static let fatalStates: Set<SQLState> = [
        .adminShutdown, .crashShutdown, .cannotConnectNow, .databaseDropped, .idleSessionTimeout,
        .idleInTransactionTimeout,
    ]

    private static let passingStates: Set<SQLState> = [
        .tooManyConnections, .readOnlyTransaction, .outOfMemory, .diskFull,
    ]

    /// PostgreSQL cannot serve now (gone, full of connections, out of disk or memory, a standby): worth another try later, a 503
    /// to a client.
    public var isUnavailable: Bool {
        if isConnectionLoss || code == .poolTimeout || code == .poolClosed { return true }
        return sqlState.map(Self.passingStates.contains) ?? false
    }

    /// The transaction lost against a concurrent one; the whole transaction may be tried again at once.
    public var isSerializationConflict: Bool {
        sqlState == .serializationFailure || sqlState == .deadlockDetected
    }

    public var description: String {
        var text: String
        if case .sqlState(let state) = code {
            text = "PostgreSQL error \(state): \(message)"
        } else {
            text = "PostgreSQL \(code): \(message)"
        }
        if let constraint { text += " [constraint \(constraint)]" }
        if let column { text += " [column \(column)]" }
        if let statement { text += " in: \(Self.shortened(statement))" }
        return text
    }

    private static func shortened(_ statement: String, limit: Int = 600) -> String {
        let flat = statement.split(whereSeparator: { $0 == "\n" || $0 == " " }).joined(separator: " ")
        return flat.utf8.count <= limit ? flat : String(flat.prefix(limit)) + "…"
    }
}
