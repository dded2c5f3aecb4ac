/// Why an engine gave no score.
public struct IntelligenceError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// No engine of that name is set up.
        case unknownEngine = "unknown_engine"
        /// The work was called off.
        case cancelled
        /// The engine cannot be reached or asks to come back later.
        case unavailable
        /// The engine answered something that is no score.
        case badAnswer = "bad_answer"
        /// A setting is wrong.
        case settings
    }

    public let code: Code
    public let message: String
    /// Seconds after which trying again may help, where the engine said so.
    public let retryAfter: Double?

    public init(_ code: Code, _ message: String, retryAfter: Double? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    /// Whether the same call may succeed later.
    public var isRetryable: Bool { code == .unavailable }

    public var description: String { "intelligence: \(code.rawValue): \(message)" }
}
