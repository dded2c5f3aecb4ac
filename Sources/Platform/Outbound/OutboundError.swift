/// Why another system gave no answer.
public struct OutboundError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        /// The request itself cannot be sent: its address or a header is malformed.
        case invalidRequest
        /// The egress guard does not let anything go there.
        case refusedByGuard
        case unresolvedHost
        case unreachable
        /// The other side could not prove who it is.
        case tls
        case timeout
        /// The connection broke before the answer was whole.
        case interrupted
        /// The answer is not HTTP, or its encoding is broken.
        case malformedAnswer
        case bodyTooLarge
        case headersTooLarge
        case tooManyRedirects
        /// The other side asks to come back later than this thread may wait; ``OutboundError/retryAfter`` says when.
        case retryLater
        /// Nothing was sent: the host failed too often lately, or too many requests wait for their turn.
        /// ``OutboundError/retryAfter`` says when to come back.
        case suspended
    }

    public let code: Code
    public let message: String
    /// Method, origin and path; never a query, which may hold a key.
    public let attempted: String
    /// With ``Code/retryLater`` and ``Code/suspended``: how long from now to stay away.
    public let retryAfter: Duration?

    public init(_ code: Code, _ message: String, attempted: String, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.attempted = attempted
        self.retryAfter = retryAfter
    }

    /// The error of a hop whose host was refused or has no address.
    init(_ reason: EgressGuard.Unreachable, attempted: String) {
        switch reason {
        case .refused(let refusal): self.init(.refusedByGuard, refusal.reason, attempted: attempted)
        case .unresolved(.timedOut): self.init(.timeout, "no name server answered in time", attempted: attempted)
        case .unresolved: self.init(.unresolvedHost, "the host has no address", attempted: attempted)
        }
    }

    /// The error of an answer that asks to come back in `duration`.
    public static func retryLater(after duration: Duration, attempted: String) -> OutboundError {
        OutboundError(
            .retryLater, "asked to come back in \(duration.components.seconds) s", attempted: attempted,
            retryAfter: duration)
    }

    /// Whether the same request may succeed later.
    public var isTransient: Bool {
        switch code {
        case .unresolvedHost, .unreachable, .timeout, .interrupted, .retryLater, .suspended: true
        case .invalidRequest, .refusedByGuard, .tls, .malformedAnswer, .bodyTooLarge, .headersTooLarge,
            .tooManyRedirects:
            false
        }
    }

    public var description: String { "outbound: \(attempted): \(message)" }
}
