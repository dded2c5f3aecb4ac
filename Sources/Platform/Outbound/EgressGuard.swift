/// Decides where the product may send anything: the one seam between "a user or a source named this address" and
/// the network.
///
/// It is asked twice. ``admit(_:)`` sees every hop's address before anything is resolved: the request's own, and each
/// redirect's, because the client follows redirects itself. ``admits(address:for:)`` sees each IP address at the moment a
/// socket for it would be opened (`CURLOPT_OPENSOCKETFUNCTION`), after resolution, so a name that resolves to
/// something else the second time is caught as well. A policy that pins names (`CURLOPT_RESOLVE`), limits ports or keeps
/// lists of hosts belongs here too.
///
/// The policy: `http` and `https` only, no user name or password in the address, and no connection to an address that is
/// not a public one, unless `allowPrivate`, or the hop goes to one of the origins that the operator's settings name.
public struct EgressGuard: Sendable {
    /// Where a hop goes, as curl's own parser reads it: what is checked is what is fetched.
    public struct Target: Sendable, Equatable {
        /// Lower case.
        public var scheme: String
        public var host: String
        public var port: Int
        /// Whether the address carries a user name or a password.
        public var hasUserInfo: Bool

        public init(scheme: String, host: String, port: Int, hasUserInfo: Bool = false) {
            self.scheme = scheme
            self.host = host
            self.port = port
            self.hasUserInfo = hasUserInfo
        }
    }

    /// A refusal, with a reason that can be shown to whoever named the address.
    public struct Refusal: Error, Sendable, Equatable {
        public let reason: String

        public init(reason: String) {
            self.reason = reason
        }
    }

    /// Whether loopback, private and other special addresses may be reached: for tests and for systems beside ours.
    public let allowPrivate: Bool
    private let trusted: [Target]
    private let additional: @Sendable (Target) throws(Refusal) -> Void

    /// - Parameters:
    ///   - allowPrivate: whether every hop may end at any address.
    ///   - trusted: addresses of the operator's settings, such as `http://127.0.0.1:8080`: hops to their scheme, host and
    ///     port may end at any address.
    ///   - additional: a further check of each hop.
    public init(
        allowPrivate: Bool = false, trusted: [String] = [],
        additional: @escaping @Sendable (Target) throws(Refusal) -> Void = { _ in }
    ) {
        self.allowPrivate = allowPrivate
        self.trusted = trusted.compactMap { try? TargetURL($0).target }
        self.additional = additional
    }

    /// Checks one hop before its host is resolved.
    public func admit(_ target: Target) throws(Refusal) {
        guard target.scheme == "http" || target.scheme == "https" else {
            throw Refusal(reason: "only http and https addresses can be fetched")
        }
        guard !target.hasUserInfo else { throw Refusal(reason: "an address must not contain a user name") }
        guard !target.host.isEmpty, (1...65_535).contains(target.port) else {
            throw Refusal(reason: "the address names no host or port")
        }
        try additional(target)
    }

    /// Whether a socket to this IP address may be opened for a hop.
    /// - Parameter address: 4 or 16 bytes in network order; anything else is not public.
    public func admits(address: [UInt8], for target: Target) -> Bool {
        allowPrivate || trusted.contains(target) || PublicAddress.contains(address)
    }
}
