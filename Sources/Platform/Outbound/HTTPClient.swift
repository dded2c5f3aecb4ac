/// What sends a request to another system and waits for its answer.
///
/// ``CurlClient`` does it over the network, ``RetryingClient`` repeats what another client could not do at once.
public protocol HTTPClient: Sendable {
    /// Sends `request` and blocks until the whole answer is here.
    /// - Returns: the answer, whatever its status; redirects have been followed.
    /// - Throws: when there is no answer, or one that the limits or the egress guard refuse.
    func send(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse
}

/// One header field of a request or an answer, as written.
public struct OutboundHeader: Sendable, Equatable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A request to another system.
public struct OutboundRequest: Sendable {
    /// `GET`, `POST`, ... in upper case.
    public var method: String
    /// Absolute, `http` or `https`.
    public var url: String
    /// Sent to the origin of `url`; a redirect to another origin carries only those that say nothing about the caller.
    public var headers: [OutboundHeader]
    public var body: [UInt8]?
    /// Seconds for everything, redirects included; `nil` takes the client's.
    public var timeout: Duration?
    /// Bytes of the decoded body; `nil` takes the client's.
    public var maximumBodyBytes: Int?
    /// Whether sending it twice does no harm, so that it may be sent again when the connection broke half-way.
    public var isRepeatable: Bool

    public init(
        method: String = "GET", url: String, headers: [OutboundHeader] = [], body: [UInt8]? = nil,
        timeout: Duration? = nil, maximumBodyBytes: Int? = nil, isRepeatable: Bool? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maximumBodyBytes = maximumBodyBytes
        self.isRepeatable = isRepeatable ?? (method != "POST" && method != "PATCH")
    }
}

/// The answer of another system.
public struct OutboundResponse: Sendable {
    public var status: Int
    public var headers: [OutboundHeader]
    /// Decoded: `Content-Encoding` has been taken off.
    public var body: [UInt8]
    /// Where the answer came from, after redirects.
    public var url: String

    public init(status: Int, headers: [OutboundHeader] = [], body: [UInt8] = [], url: String = "") {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
    }

    /// The first header field of that name in any case, or `nil`.
    public func header(_ name: String) -> String? {
        headers.first { ASCII.equal($0.name, name) }?.value
    }
}

/// Letters of header names and schemes, which are ASCII.
enum ASCII {
    static func lower(_ byte: UInt8) -> UInt8 {
        (65...90).contains(byte) ? byte + 32 : byte
    }

    /// Whether both are the same in any case.
    static func equal(_ one: String, _ other: String) -> Bool {
        one.utf8.count == other.utf8.count && zip(one.utf8, other.utf8).allSatisfy { lower($0) == lower($1) }
    }
}
