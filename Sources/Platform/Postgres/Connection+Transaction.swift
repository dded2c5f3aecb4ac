import CPostgres

extension Connection {
    /// Runs `body` in a transaction: committed when it returns, rolled back when it throws. Inside a transaction it is a
    /// savepoint: an error undoes the inner part only, if the outer one catches it.
    ///
    /// - Parameters:
    ///   - isolation: the server's default when nil. Only for the outermost.
    ///   - readOnly: the server refuses changes. Only for the outermost.
    /// - Throws: what `body` throws; `.transactionAborted` when it swallowed a statement's error; `.commitInDoubt` when the
    ///   connection broke during the commit.
    @discardableResult
    public func transaction<R>(
        isolation: Isolation? = nil, readOnly: Bool = false, _ body: (Connection) throws -> R
    ) throws -> R {
        if depth > 0 {
            guard isolation == nil, !readOnly else {
                throw PostgresError(.misuse, "a transaction inside another cannot choose its isolation")
            }
            return try savepoint(body)
        }
        guard !isInTransaction else {
            throw PostgresError(.misuse, "a transaction was begun by hand")
        }
        var begin = "begin"
        if let isolation { begin += " isolation level \(isolation.rawValue)" }
        if readOnly { begin += " read only" }
        // Sent with the first statement: a round trip less.
        unsentBegin = begin
        depth = 1
        defer {
            depth = 0
            unsentBegin = nil
        }
        let value: R
        do {
            value = try body(self)
            try requireIntact()
        } catch {
            commitActions = []
            rollBack("rollback")
            throw error
        }
        try commit()
        depth = 0
        let actions = commitActions
        commitActions = []
        for action in actions { action() }
        return value
    }

    /// Runs `action` after the outermost commit, or at once outside a transaction. Dropped when the transaction, or the
    /// savepoint it was given in, is rolled back. It runs on this thread, before `transaction` returns.
    public func afterCommit(_ action: @escaping () -> Void) {
        if depth == 0 {
            action()
        } else {
            commitActions.append(action)
        }
    }

    private func savepoint<R>(_ body: (Connection) throws -> R) throws -> R {
        let name = "s\(depth)"
        let mark = commitActions.count
        _ = try command("savepoint \(name)")
        depth += 1
        defer { depth -= 1 }
        do {
            let value = try body(self)
            try requireIntact()
            _ = try command("release savepoint \(name)")
            return value
        } catch {
            commitActions.removeSubrange(mark...)
            rollBack("rollback to savepoint \(name); release savepoint \(name)")
            throw error
        }
    }

    private func commit() throws {
        // Nothing was asked of the server.
        guard unsentBegin == nil else {
            unsentBegin = nil
            return
        }
        do {
            let tag = try command("commit")
            guard tag == "COMMIT" else {
                throw PostgresError(.transactionAborted, "the server answered \(tag) to the commit")
            }
        } catch {
            commitActions = []
            guard isBroken else { throw error }
            throw PostgresError(.commitInDoubt, "the connection broke during the commit: \(error)")
        }
    }

    /// A statement's error that was swallowed would turn the commit into a silent rollback.
    private func requireIntact() throws {
        guard !isBroken else {
            throw PostgresError(.connection, "the connection broke inside the transaction")
        }
        switch transactionStatus {
        case PQTRANS_IDLE where unsentBegin != nil: return
        case PQTRANS_INTRANS: return
        case PQTRANS_INERROR:
            throw PostgresError(
                .transactionAborted,
                "a statement failed and its error was swallowed; use a nested transaction to recover")
        default:
            throw PostgresError(.misuse, "the transaction was ended by hand")
        }
    }

    private func rollBack(_ text: String) {
        // The server has rolled back already when the connection is gone.
        guard !isBroken, isInTransaction else { return }
        // An error before the first statement.
        guard unsentBegin == nil else {
            unsentBegin = nil
            return
        }
        do {
            try script(text)
        } catch {
            poison()
        }
    }
}
