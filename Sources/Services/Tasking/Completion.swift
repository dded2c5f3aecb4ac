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
    let commit: (Connection) throws -> JSON?

    /// Writes without a result.
    public init(_ writes: @escaping (Connection) throws -> Void) {
        commit = { db in
            try writes(db)
            return nil
        }
    }

    /// Writes, and a result that is stored as JSON.
    public init<Result: Encodable>(_ writes: @escaping (Connection) throws -> Result) {
        commit = { db in try TaskCoding.encode(try writes(db)) }
    }

    /// A result without writes.
    public init(result: some Encodable & Sendable) {
        commit = { _ in try TaskCoding.encode(result) }
    }

    /// Nothing to store.
    public static var nothing: Completion { Completion { _ in } }
}
