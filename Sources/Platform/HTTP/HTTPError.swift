/// A mistake in how this module is used, found at the start of the program. What clients do wrong is a ``Problem``.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
    /// The route's pattern.
    public let route: String
    /// What is wrong with it, after "the route …".
    public let message: String

    init(route: String, _ message: String) {
        self.route = route
        self.message = message
    }

    public var description: String { "the route \(route) \(message)" }
}
