import Postgres
import Synchronization
import TestSupport

/// Answers the error of this module that `body` throws, or nil.
func postgresError<R>(_ body: () throws -> R) -> PostgresError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? PostgresError
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
