public import Outbound

/// Why a page of a source cannot be had.
public struct SourceError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        /// The source lacks a setting, or no reader has its kind.
        case settings
        /// There is no such board.
        case notFound
        /// The source refuses us: 401, 403, 451.
        case blocked
        /// The source refuses the request for another reason.
        case rejected
        /// The answer is the same as the last time: no failure, but nothing to read either.
        case unchanged
        /// The answer is not of the form that the source documents.
        case schema
        /// The source asks us to come back later.
        case busy
        /// The source was not asked: it failed too often lately, or others wait for their turn.
        case suspended
        /// The source failed: 5xx.
        case unavailable
        /// The answer ends in the middle.
        case truncated
        /// No answer came; ``SourceError/outbound`` says why.
        case unreachable
    }

    public let code: Code
    /// A sentence for the operator.
    public let message: String
    /// How long from now to stay away, where the source says so.
    public let retryAfter: Duration?
    /// With ``Code/unreachable``: what the client found.
    public let outbound: OutboundError?
    /// With ``Code/settings``: which of them, where it is one.
    public let setting: String?

    public init(
        _ code: Code, _ message: String, retryAfter: Duration? = nil, outbound: OutboundError? = nil,
        setting: String? = nil
    ) {
        self.setting = setting
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
        self.outbound = outbound
    }

    /// Whether trying again later is of no use.
    public var isPermanent: Bool {
        switch code {
        case .settings, .notFound, .blocked, .rejected, .schema, .unchanged: true
        case .busy, .suspended, .unavailable, .truncated: false
        case .unreachable: !(outbound?.isTransient ?? true)
        }
    }

    public var description: String { "source: \(message)" }
}
