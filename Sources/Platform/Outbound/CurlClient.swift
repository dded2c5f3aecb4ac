internal import CCurl
internal import Synchronization

/// HTTP over libcurl.
///
/// One easy handle serves one request at a time and keeps its connections for the next. Redirects are followed here,
/// hop by hop, each past the egress guard; TLS is always verified; no proxy of the environment is used, but the guard's.
public final class CurlClient: HTTPClient {
    public struct Configuration: Sendable {
        public var userAgent: String
        public var connectTimeout: Duration
        /// For everything, redirects included.
        public var totalTimeout: Duration
        /// Of a decoded body.
        public var maximumBodyBytes: Int
        /// Of all header fields of one hop.
        public var maximumHeaderBytes: Int
        public var maximumRedirects: Int
        /// A file of trusted certificates (PEM) in place of the system's.
        public var certificateAuthorities: String?
        /// How many handles, with their open connections, wait for the next request.
        public var idleHandles: Int

        public init(
            userAgent: String = "ResumeHunter/1.0", connectTimeout: Duration = .seconds(5),
            totalTimeout: Duration = .seconds(30), maximumBodyBytes: Int = 10_000_000,
            maximumHeaderBytes: Int = 100_000, maximumRedirects: Int = 5, certificateAuthorities: String? = nil,
            idleHandles: Int = 8
        ) {
            self.userAgent = userAgent
            self.connectTimeout = connectTimeout
            self.totalTimeout = totalTimeout
            self.maximumBodyBytes = maximumBodyBytes
            self.maximumHeaderBytes = maximumHeaderBytes
            self.maximumRedirects = maximumRedirects
            self.certificateAuthorities = certificateAuthorities
            self.idleHandles = idleHandles
        }
    }

    private let configuration: Configuration
    private let egress: EgressGuard
    private let idle = Mutex<[CurlHandle]>([])

    public init(configuration: Configuration = Configuration(), egress: EgressGuard = EgressGuard()) {
        self.configuration = configuration
        self.egress = egress
    }

    deinit {
        idle.withLock { handles in
            handles.forEach { $0.close() }
            handles = []
        }
    }

    public func send(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
        let attempted = Self.name(of: request)
        try validate(request, attempted)
        let clock = ContinuousClock()
        let deadline = clock.now + (request.timeout ?? configuration.totalTimeout)
        let handle = try take(attempted)
        defer { giveBack(handle) }
        var hop = request
        var address = try admit(hop.url, after: nil, attempted)
        var redirects = 0
        while true {
            let remaining = clock.now.duration(to: deadline)
            guard remaining > .zero else { throw OutboundError(.timeout, "no answer in time", attempted: attempted) }
            let (pinned, detour) = try resolve(
                address, within: min(remaining, configuration.connectTimeout), attempted)
            let transfer = Transfer(
                maximumBodyBytes: request.maximumBodyBytes ?? configuration.maximumBodyBytes,
                maximumHeaderBytes: configuration.maximumHeaderBytes,
                destination: Transfer.Destination(
                    egress: egress, target: address.target, addresses: pinned, detour: detour))
            let response = try handle.perform(
                hop, at: address, into: transfer, configuration: configuration, remaining: remaining)
            guard let location = response.redirect else { return response }
            redirects += 1
            guard redirects <= configuration.maximumRedirects else {
                throw OutboundError(
                    .tooManyRedirects, "redirected more than \(redirects - 1) times", attempted: attempted)
            }
            let next = try admit(location, after: address, attempted)
            hop.follow(status: response.status, leavesOrigin: next.origin != address.origin)
            address = next
        }
    }

    /// Method, origin and path of a request, for errors and logs.
    static func name(of request: OutboundRequest) -> String {
        guard let address = try? TargetURL(request.url) else { return "\(request.method) (malformed address)" }
        return "\(request.method) \(address.origin)\(address.path)"
    }

    private func admit(
        _ text: String, after base: TargetURL?, _ attempted: String
    ) throws(OutboundError) -> TargetURL {
        let address: TargetURL
        do throws(TargetURL.Malformed) {
            address = try TargetURL(text, relativeTo: base)
        } catch {
            let code: OutboundError.Code = base == nil ? .invalidRequest : .malformedAnswer
            throw OutboundError(code, error.reason, attempted: attempted)
        }
        do throws(EgressGuard.Refusal) {
            try egress.admit(address.target)
        } catch {
            throw OutboundError(.refusedByGuard, error.reason, attempted: attempted)
        }
        return address
    }

    /// The addresses that a hop may connect to, and the proxy by which.
    private func resolve(
        _ address: TargetURL, within time: Duration, _ attempted: String
    ) throws(OutboundError) -> ([NetworkAddress], Detour?) {
        do throws(EgressGuard.Unreachable) {
            let addresses = try egress.resolve(address.target, within: time)
            return (addresses, try egress.detour(to: addresses, within: time))
        } catch {
            throw OutboundError(error, attempted: attempted)
        }
    }

    private func validate(_ request: OutboundRequest, _ attempted: String) throws(OutboundError) {
        let isMethod = !request.method.isEmpty && request.method.utf8.allSatisfy { (65...90).contains($0) }
        guard isMethod else { throw OutboundError(.invalidRequest, "not a method", attempted: attempted) }
        for header in request.headers {
            let isName = !header.name.isEmpty && header.name.utf8.allSatisfy(Self.isToken)
            let isValue = !header.value.utf8.contains { $0 == 13 || $0 == 10 || $0 == 0 }
            guard isName, isValue else {
                throw OutboundError(.invalidRequest, "a header is malformed", attempted: attempted)
            }
        }
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "~"): true
        default: false
        }
    }

    private func take(_ attempted: String) throws(OutboundError) -> CurlHandle {
        if let handle = idle.withLock({ $0.popLast() }) { return handle }
        guard let handle = CurlHandle() else {
            throw OutboundError(.invalidRequest, "libcurl has no handle to give", attempted: attempted)
        }
        return handle
    }

    private func giveBack(_ handle: CurlHandle) {
        handle.reset()
        let isKept = idle.withLock { handles in
            guard handles.count < configuration.idleHandles else { return false }
            handles.append(handle)
            return true
        }
        if !isKept { handle.close() }
    }
}

extension OutboundResponse {
    /// Where the answer sends the client, or `nil`.
    fileprivate var redirect: String? {
        switch status {
        case 301, 302, 303, 307, 308: header("Location")
        default: nil
        }
    }
}

extension OutboundRequest {
    /// Becomes the request that a redirect asks for (RFC 9110, section 15.4).
    fileprivate mutating func follow(status: Int, leavesOrigin: Bool) {
        let becomesGet = status == 303 ? method != "HEAD" : (status == 301 || status == 302) && method == "POST"
        if becomesGet {
            method = "GET"
            body = nil
            headers.removeAll { ASCII.equal($0.name, "Content-Type") }
        }
        // Tokens, cookies and keys were meant for the first origin only.
        if leavesOrigin {
            headers.removeAll { header in
                !["Accept", "Accept-Language", "Content-Type"].contains { ASCII.equal($0, header.name) }
            }
        }
    }
}
