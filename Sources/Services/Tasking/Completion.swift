public import Postgres

/// What a handler leaves to be done: its writes, in the one transaction that also ends the task.
///
///     return Completion { db in
///         try db.insertMatch(match)
///         return MatchResult(score: match.score)      // the task's result; leave it out for none
///     }
///
/// A handler has no other way to write, so its effects are stored exactly once: with the end of the task, or not at all. The
/// writes run again when the transaction loses against a concurrent one, so they change nothing but the database.
public struct Completion {
    /// What a completion without writes leaves, which needs no transaction of its own.
    enum Content {
        case writes((Connection) throws -> JSON?)
        case result(Result<JSON?, any Error>)
    }

    let content: Content

    /// Writes without a result.
    public init(_ writes: @escaping (Connection) throws -> Void) {
        content = .writes { db in
            try writes(db)
            return nil
        }
    }

    /// Writes, and a result that is stored as JSON.
    public init<Value: Encodable>(_ writes: @escaping (Connection) throws -> Value) {
        content = .writes { db in try TaskCoding.encode(try writes(db)) }
    }

    /// A result without writes.
    public init(result: some Encodable & Sendable) {
        content = .result(Result { try TaskCoding.encode(result) })
    }

    /// Nothing to store.
    public static var nothing: Completion { Completion(content: .result(.success(nil))) }

    private init(content: Content) {
        self.content = content
    }

    /// Runs the writes in the caller's transaction.
    func commit(_ db: Connection) throws -> JSON? {
        switch content {
        case .writes(let writes): try writes(db)
        case .result(let result): try result.get()
        }
    }
}
