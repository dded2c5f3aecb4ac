/// Decides where the product may send anything: the one seam between "a user or a source named this address" and
/// the network.
///
/// It is asked three times for each hop. ``admit(_:)`` sees the hop's address before anything is resolved: the request's own,
/// and each redirect's, because the client follows redirects itself. ``resolve(_:within:)`` asks for the host's addresses,
/// once, and checks every one; the client connects to these and to no other, or asks the operator's proxy for exactly these.
/// ``admits(_:for:)`` sees the address at the moment a socket for it would be opened.
///
/// The policy: `http` and `https` only, no user name or password in the address, and no host with an address that is not a
/// public one, unless the operator's settings list that address, name the hop's origin, or allow all.
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
    private let allowed: [Network]
    private let trusted: [Target]
    private let proxy: ProxyServer?
    private let resolver: any NameResolver
    private let additional: @Sendable (Target) throws(Refusal) -> Void

    /// - Parameters:
    ///   - allowPrivate: whether every hop may end at any address.
    ///   - allowed: ranges of addresses where every hop may end.
    ///   - trusted: addresses of the operator's settings, such as `http://127.0.0.1:8080`: hops to their scheme, host and
    ///     port may end at any address.
    ///   - proxy: by which hops to public addresses go.
    ///   - resolver: who is asked for the addresses of a name.
    ///   - additional: a further check of each hop.
    public init(
        allowPrivate: Bool = false, allowed: [Network] = [], trusted: [String] = [],
        proxy: ProxyServer? = nil, resolver: any NameResolver = SystemResolver(),
        additional: @escaping @Sendable (Target) throws(Refusal) -> Void = { _ in }
    ) {
        self.allowPrivate = allowPrivate
        self.allowed = allowed
        self.trusted = trusted.compactMap { try? TargetURL($0).target }
        self.proxy = proxy
        self.resolver = resolver
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

    /// Asks for the host's addresses and checks each: one that is refused refuses the host, for who mixes private addresses
    /// among public ones means no good, or has a mistake in the name server that nobody should rely on.
    /// - Returns: where the hop may connect; what is connected later must be one of these.
    public func resolve(_ target: Target, within time: Duration) throws(Unreachable) -> [NetworkAddress] {
        let found: [NetworkAddress]
        do throws(NameResolverError) {
            found = try resolver.addresses(of: target.resolvableHost, within: time)
        } catch {
            throw .unresolved(error)
        }
        guard found.allSatisfy({ admits($0, for: target) }) else {
            throw .refused(Refusal(reason: "the host has no public address"))
        }
        return Array(found.prefix(Self.addressLimit))
    }

    /// The proxy that a hop to these addresses goes through; nil for none. The operator named it, so it may be anywhere; to what
    /// is not public nobody else could go.
    func detour(to addresses: [NetworkAddress], within time: Duration) throws(Unreachable) -> Detour? {
        guard let proxy, !addresses.isEmpty, addresses.allSatisfy(\.isPublic) else { return nil }
        do throws(NameResolverError) {
            let found = try resolver.addresses(of: proxy.host, within: time)
            return Detour(proxy: proxy, addresses: Array(found.prefix(Self.addressLimit)))
        } catch {
            throw .unresolved(error)
        }
    }

    /// Why a hop has nowhere to go.
    public enum Unreachable: Error, Sendable, Equatable {
        case refused(Refusal)
        case unresolved(NameResolverError)
    }

    /// Of one host; more than a client would ever try.
    private static let addressLimit = 16

    /// Whether a socket to this address may be opened for a hop.
    public func admits(_ address: NetworkAddress, for target: Target) -> Bool {
        allowPrivate || address.isPublic || trusted.contains(target) || allowed.contains { $0.contains(address) }
    }
}

extension EgressGuard.Target {
    /// The host as a resolver takes it: an IPv6 address without its brackets.
    var resolvableHost: String {
        host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }
}
