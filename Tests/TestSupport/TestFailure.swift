import Glibc

/// What a helper of the tests could not do.
public struct TestFailure: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// Waits until `condition` holds; throws, naming `what` was awaited, when it does not within `timeout`.
public func waitUntil(
    _ what: String = "the condition", timeout: Duration = .seconds(10), _ condition: () throws -> Bool
) throws {
    let clock = ContinuousClock()
    let deadline = clock.now + timeout
    while try !condition() {
        guard clock.now < deadline else { throw TestFailure("\(what) did not come about within \(timeout)") }
        usleep(2000)
    }
}
