import Postgres
import Synchronization
import TestSupport

/// Answers the error of this module that `body` throws, or nil.
func postgresError<R>(_ body: () throws -> R) -> PostgresError? {
    thrownError(body) as? PostgresError
}

/// Answers the error that `body` throws, or nil.
func thrownError<R>(_ body: () throws -> R) -> (any Error)? {
    do {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

/// An empty database for one test.
func emptyDatabase() throws -> TestDatabase {
    try TestServers.database(migrated: false)
}

/// A list that several threads write to.
final class Record<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    func append(_ element: Element) { elements.withLock { $0.append(element) } }
    var all: [Element] { elements.withLock { $0 } }
}
