/// What went wrong with Redis, and which command was attempted. Arguments are never part of it.
public struct RedisError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    public enum Code: Sendable, Hashable {
        /// Redis refused; the text is the first word of its answer: `OOM`, `NOSCRIPT`, `WRONGTYPE`, `READONLY`.
        case server(String)
        /// No connection could be made, or it broke. Nothing is known about a command under way.
        case connection
        /// No answer came in time. The connection is of no further use.
        case timeout
        /// No connection became free within the pool's wait timeout.
        case poolTimeout
        /// The pool is closed.
        case poolClosed
        /// The thread already holds a connection of this pool.
        case nestedCheckout
        /// The address cannot be read.
        case invalidURL
        /// The answer is not what the command gives.
        case unexpectedReply
    }

    public let code: Code
    public let message: String
    /// The command's name, without arguments.
    public let command: String?

    public init(_ code: Code, _ message: String, command: String? = nil) {
        self.code = code
        self.message = message
        self.command = command
    }

    /// Redis's own refusal, from the text of an error reply.
    init(reply text: String, command: String?) {
        let word = text.prefix { $0 != " " }
        self.init(.server(String(word)), text, command: command)
    }

    /// The first word of Redis's refusal; nil if Redis did not answer.
    public var serverCode: String? {
        if case .server(let word) = code { word } else { nil }
    }

    /// The connection is gone; the same command may succeed on a new one.
    public var isConnectionLoss: Bool { code == .connection || code == .timeout }

    /// Redis has no memory left for writes.
    public var isOutOfMemory: Bool { serverCode == "OOM" }

    /// Redis cannot serve now (gone, loading, full, a replica): worth another try later.
    public var isUnavailable: Bool {
        switch code {
        case .connection, .timeout, .poolTimeout, .poolClosed: true
        case .server(let word): Self.passing.contains(word)
        default: false
        }
    }

    private static let passing: Set<String> = [
        "OOM", "LOADING", "READONLY", "MASTERDOWN", "MISCONF", "BUSY", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN",
    ]

    public var description: String {
        "Redis \(code): \(message)" + (command.map { " (\($0))" } ?? "")
    }
}
