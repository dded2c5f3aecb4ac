import CPostgres
import Glibc

/// One session with PostgreSQL, used by one thread at a time. Times are UTC in it.
///
/// Every statement is prepared once per session and runs with bound parameters. Not `Sendable`: libpq allows one thread at a
/// time, and the compiler holds callers to it.
public final class Connection {
    private let handle: OpaquePointer
    private var statements: StatementCache
    private var isPoisoned = false
    /// Rows are being read as they come: another statement would take them away.
    private var isStreaming = false
    /// How many transactions (the outermost and its savepoints) are open.
    var depth = 0
    /// The command that begins the open transaction, until the first statement takes it along.
    var unsentBegin: String?
    /// What to do after the outermost commit.
    var commitActions: [() -> Void] = []

    /// Connects. Throws `PostgresError(.connection)` when nobody answers or the server refuses.
    /// - Parameter conninfo: libpq's connection string or URI.
    public init(conninfo: String, options: ConnectionOptions = ConnectionOptions()) throws {
        // A keyword before the connection string is a default, one after it has the last word.
        let keywords = [
            "connect_timeout", "tcp_user_timeout", "dbname", "application_name", "client_encoding",
        ]
        let values = [
            "\(options.connectTimeout.wholeSeconds)", "\(options.connectTimeout.milliseconds)", conninfo,
            options.applicationName, "UTF8",
        ]
        let connected = Self.withCStrings(keywords) { keywords in
            Self.withCStrings(values) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let connected else { throw PostgresError(.connection, "out of memory") }
        handle = connected
        statements = StatementCache(limit: options.statementLimit)
        guard PQstatus(handle) == CONNECTION_OK else {
            throw PostgresError(.connection, Self.message(of: handle))
        }
        // Notices (a table that exists already) go nowhere; libpq would print them.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try script(
            """
            set timezone = 'UTC'; set datestyle = 'ISO'; set client_min_messages = warning;
            set statement_timeout = \(options.statementTimeout.milliseconds);
            set idle_in_transaction_session_timeout = \(options.idleInTransactionTimeout.milliseconds)
            """)
    }

    deinit {
        PQfinish(handle)
    }

    // MARK: Statements

    /// Runs a statement; answers how many rows it inserted, changed, deleted or gave.
    @discardableResult
    public func execute(_ sql: SQL) throws -> Int {
        try run(sql).affectedCount
    }

    /// All rows.
    public func query<T: RowDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> [T] {
        try query(sql) { row in try T(row: &row) }
    }

    /// All rows, read by a closure; it must read every column.
    public func query<R>(_ sql: SQL, _ read: (inout Row) throws -> R) throws -> [R] {
        let result = try run(sql)
        var rows: [R] = []
        rows.reserveCapacity(result.rowCount)
        for index in 0..<result.rowCount { rows.append(try Self.read(result, index, read)) }
        return rows
    }

    /// Reads all rows in the order in which they come, while the server still makes those that follow: for many or long rows
    /// that take time to read. `read` must read every column, and must not use this connection.
    public func stream(_ sql: SQL, _ read: (inout Row) throws -> Void) throws {
        let key = try key(of: sql)
        var hasRead = false
        func reading(_ row: inout Row) throws {
            hasRead = true
            try read(&row)
        }
        do {
            try stream(key, sql.parameters, reading)
        } catch let failure as PostgresError where !hasRead && mayRunAgain(after: failure, key) {
            try stream(key, sql.parameters, reading)
        }
    }

    /// The first row; nil if there is none.
    public func first<T: RowDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> T? {
        try first(sql) { row in try T(row: &row) }
    }

    /// The first row, read by a closure; nil if there is none.
    public func first<R>(_ sql: SQL, _ read: (inout Row) throws -> R) throws -> R? {
        let result = try run(sql)
        return result.rowCount == 0 ? nil : try Self.read(result, 0, read)
    }

    /// The first row. Throws `PostgresError(.noRow)` if there is none.
    public func one<T: RowDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> T {
        guard let row = try first(sql, as: type) else { throw noRow(sql) }
        return row
    }

    /// The only column of the first row; nil if there is no row or it is NULL.
    public func scalar<T: PostgresDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> T? {
        try first(sql) { row in try row.next(T?.self) } ?? nil
    }

    /// The only column of the first row. Throws `PostgresError(.noRow)` if there is no row.
    public func value<T: PostgresDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> T {
        guard let value = try first(sql, { row in try row.next(T.self) }) else { throw noRow(sql) }
        return value
    }

    /// The only column of all rows.
    public func scalars<T: PostgresDecodable>(_ sql: SQL, as type: T.Type = T.self) throws -> [T] {
        try query(sql) { row in try row.next(T.self) }
    }

    /// Runs a text of one or more statements without parameters, for migrations and session settings. Several statements
    /// outside a transaction are one transaction.
    public func script(_ text: String) throws {
        let result = try simple(text)
        guard Self.succeeded(result) else { throw failure(result) }
    }

    // MARK: State

    /// The session is of no further use; the pool drops it.
    public var isBroken: Bool {
        isPoisoned || PQstatus(handle) != CONNECTION_OK
    }

    /// Whether a transaction is open.
    public var isInTransaction: Bool {
        unsentBegin != nil || transactionStatus != PQTRANS_IDLE
    }

    /// The server's process that serves this session (`pg_stat_activity.pid`).
    public var processID: Int32 { PQbackendPID(handle) }

    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(handle) }

    func poison() {
        isPoisoned = true
    }

    /// Whether the server is still there, as far as can be told without asking it. An idle session has nothing to read but the
    /// server's farewell; the rare message of a changed setting costs a new session, no more.
    func looksAlive() -> Bool {
        guard !isBroken, !isInTransaction else { return false }
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) <= 0
    }

    /// Runs one transaction command; answers what the server says it did.
    func command(_ text: String) throws -> String {
        let result = try simple(text)
        guard Self.succeeded(result) else { throw failure(result) }
        return result.commandTag
    }

    // MARK: Running

    /// The statement as the session knows it. Throws for what cannot be sent.
    private func key(of sql: SQL) throws -> StatementCache.Key {
        let text = sql.text
        try checkIdle(text)
        if var failure = sql.parameters.failure {
            failure.statement = text
            throw failure
        }
        guard !text.utf8.contains(0) else {
            throw PostgresError(.encoding, "a statement with a NUL character cannot be sent")
        }
        guard sql.parameters.count <= Int(UInt16.max) else {
            throw PostgresError(.encoding, "\(sql.parameters.count) parameters; bind arrays instead", statement: text)
        }
        return StatementCache.Key(text: text, types: sql.parameters.types)
    }

    private func run(_ sql: SQL) throws -> ResultSet {
        let key = try key(of: sql)
        let result = try run(key, sql.parameters)
        if Self.succeeded(result) { return result }
        let failure = failure(result)
        guard mayRunAgain(after: failure, key) else { throw failure }
        let second = try run(key, sql.parameters)
        guard Self.succeeded(second) else { throw self.failure(second) }
        return second
    }

    /// Whether a statement failed only because a migration changed what it gives, or because the session forgot it. Then it has
    /// not run, so outside a transaction (inside, the server refuses all that follows) it may be prepared anew.
    private func mayRunAgain(after failure: PostgresError, _ key: StatementCache.Key) -> Bool {
        let isStale = failure.sqlState == .featureNotSupported && failure.message.contains("cached plan")
        guard isStale || failure.sqlState == .invalidStatementName else { return false }
        statements.remove(key, isOnServer: isStale)
        return !isBroken && !isInTransaction
    }

    private func stream(
        _ key: StatementCache.Key, _ parameters: ParameterList, _ read: (inout Row) throws -> Void
    ) throws {
        try begin()
        let name = try prepare(key)
        let isSent = parameters.withArguments { values, lengths, formats in
            PQsendQueryPrepared(handle, name, Int32(values.count), values, lengths, formats, 1) == 1
                && PQsetSingleRowMode(handle) == 1
        }
        guard isSent else {
            isPoisoned = true
            throw PostgresError(.connection, Self.message(of: handle), statement: key.text)
        }
        isStreaming = true
        defer { isStreaming = false }
        var failure: (any Error)?
        while let next = PQgetResult(handle) {
            let result = ResultSet(next, statement: key.text)
            switch result.status {
            case PGRES_SINGLE_TUPLE:
                // What follows a row that could not be read has to be taken from the connection all the same.
                guard failure == nil else { continue }
                do { try Self.read(result, 0, read) } catch { failure = error }
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK: continue
            default:
                let error = self.failure(result)
                failure = failure ?? error
                // One that waits for data says so again and again.
                if isPoisoned { throw error }
            }
        }
        if let failure { throw failure }
    }

    private func run(_ key: StatementCache.Key, _ parameters: ParameterList) throws -> ResultSet {
        let name = try prepare(key)
        let begin = unsentBegin
        unsentBegin = nil
        let result = parameters.withArguments { values, lengths, formats in
            // Results in binary form: fixed widths, no quoting.
            if let begin {
                guard PQenterPipelineMode(handle) == 1,
                    PQsendQueryParams(handle, begin, 0, nil, nil, nil, nil, 0) == 1,
                    PQsendQueryPrepared(handle, name, Int32(values.count), values, lengths, formats, 1) == 1,
                    PQpipelineSync(handle) == 1
                else { return OpaquePointer?.none }
                return secondOfPipeline()
            }
            return PQexecPrepared(handle, name, Int32(values.count), values, lengths, formats, 1)
        }
        if begin != nil, result == nil { isPoisoned = true }
        return try own(result, key.text)
    }

    /// The result of the second of two commands that were sent together; the first's when that failed.
    private func secondOfPipeline() -> OpaquePointer? {
        var kept: OpaquePointer?
        var isFirst = true
        while true {
            guard let result = PQgetResult(handle) else {
                // The end of one command's results; of all when the connection is gone.
                if PQstatus(handle) != CONNECTION_OK { break }
                continue
            }
            let status = PQresultStatus(result)
            if status == PGRES_PIPELINE_SYNC {
                PQclear(result)
                break
            }
            let isBegun = isFirst && status == PGRES_COMMAND_OK
            if kept == nil, !isBegun { kept = result } else { PQclear(result) }
            isFirst = false
        }
        if PQexitPipelineMode(handle) == 0 { isPoisoned = true }
        return kept
    }

    private func prepare(_ key: StatementCache.Key) throws -> String {
        if let name = statements.name(for: key) { return name }
        while transactionStatus != PQTRANS_INERROR, let name = statements.takeDiscarded() {
            _ = try simple("deallocate \(name)")
        }
        let name = statements.newName()
        let result = try own(PQprepare(handle, name, key.text, Int32(key.types.count), key.types), key.text)
        guard Self.succeeded(result) else { throw failure(result) }
        statements.insert(name, for: key)
        return name
    }

    /// Begins the transaction for what cannot take the command along.
    private func begin() throws {
        guard let begin = unsentBegin else { return }
        unsentBegin = nil
        _ = try command(begin)
    }

    private func checkIdle(_ statement: String) throws {
        guard !isStreaming else {
            throw PostgresError(.misuse, "the connection's rows are being read", statement: statement)
        }
    }

    private func simple(_ text: String) throws -> ResultSet {
        try checkIdle(text)
        try begin()
        guard !text.utf8.contains(0) else {
            throw PostgresError(.encoding, "a statement with a NUL character cannot be sent")
        }
        return try own(PQexec(handle, text), text)
    }

    private func own(_ result: OpaquePointer?, _ statement: String) throws -> ResultSet {
        guard let result else {
            throw PostgresError(.connection, Self.message(of: handle), statement: statement)
        }
        return ResultSet(result, statement: statement)
    }

    private func failure(_ result: ResultSet) -> PostgresError {
        switch result.status {
        case PGRES_EMPTY_QUERY:
            return PostgresError(.misuse, "the statement is empty", statement: result.statement)
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            // The session now expects data; nothing else can be done with it.
            isPoisoned = true
            return PostgresError(.misuse, "COPY is not supported", statement: result.statement)
        default:
            let error = result.error(fallback: .connection)
            // A server that became a standby: a new connection may find the new primary.
            if error.sqlState == .readOnlyTransaction { isPoisoned = true }
            return error
        }
    }

    private func noRow(_ sql: SQL) -> PostgresError {
        PostgresError(.noRow, "no row", statement: sql.text)
    }

    private static func succeeded(_ result: ResultSet) -> Bool {
        result.status == PGRES_TUPLES_OK || result.status == PGRES_COMMAND_OK
    }

    private static func read<R>(_ result: ResultSet, _ index: Int, _ read: (inout Row) throws -> R) throws -> R {
        var row = Row(result: result, index: index)
        let value = try read(&row)
        try row.finish()
        return value
    }

    private static func message(of handle: OpaquePointer) -> String {
        PQerrorMessage(handle).map { String(cString: $0).trimmedLine } ?? "no message"
    }

    /// Calls `body` with a null-terminated array of C strings.
    private static func withCStrings<R>(_ strings: [String], _ body: ([UnsafePointer<CChar>?]) -> R) -> R {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies.map { UnsafePointer($0) } + [nil])
    }
}

extension Duration {
    /// Rounded up.
    var wholeSeconds: Int64 {
        components.seconds + (components.attoseconds > 0 ? 1 : 0)
    }

    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
