internal import Synchronization

/// The client of one page: counts what is sent and received, and asks the other side to say when nothing has changed since a
/// former answer (RFC 9110, section 13).
///
/// The validators go with the first GET request; its answer's are in ``validators``. An answer of 304 is handed on as it is.
public final class PageClient: HTTPClient {
    /// What tells one answer of an address from the next.
    public struct Validators: Sendable, Equatable {
        public var etag: String?
        public var lastModified: String?

        public init(etag: String? = nil, lastModified: String? = nil) {
            self.etag = etag
            self.lastModified = lastModified
        }
    }

    /// What was sent and received.
    public struct Cost: Sendable, Equatable {
        public var requests = 0
        /// Of bodies, decoded.
        public var bytes = 0

        public init() {}
    }

    private struct State {
        var cost = Cost()
        var hasAsked = false
        var validators = Validators()
    }

    private let client: any HTTPClient
    private let known: Validators
    private let state = Mutex(State())

    /// - Parameter known: the validators of the former answer; none where there was none.
    public init(_ client: any HTTPClient, known: Validators = Validators()) {
        self.client = client
        self.known = known
    }

    public var cost: Cost { state.withLock { $0.cost } }
    public var validators: Validators { state.withLock { $0.validators } }

    public func send(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
        var request = request
        let isFirst = state.withLock { state in
            state.cost.requests += 1
            defer { state.hasAsked = state.hasAsked || request.method == "GET" }
            return !state.hasAsked && request.method == "GET"
        }
        if isFirst {
            if let etag = known.etag { request.headers.append(OutboundHeader("If-None-Match", etag)) }
            if let date = known.lastModified { request.headers.append(OutboundHeader("If-Modified-Since", date)) }
        }
        let response = try client.send(request)
        state.withLock { state in
            state.cost.bytes += response.body.count
            guard isFirst, response.status == 200 else { return }
            state.validators = Validators(
                etag: Self.usable(response.header("ETag")), lastModified: Self.usable(response.header("Last-Modified")))
        }
        return response
    }

    /// What may be sent back: one short line.
    private static func usable(_ value: String?) -> String? {
        value.flatMap { $0.utf8.count <= 500 && $0.utf8.allSatisfy { 32..<127 ~= $0 } ? $0 : nil }
    }
}
