internal import Base
internal import CCurl
internal import Glibc
internal import Synchronization

/// Turns the name of a host into its addresses.
public protocol NameResolver: Sendable {
    /// Asks once and blocks until the answer is here.
    /// - Parameter host: a name in its ASCII form, or an address in any spelling that the system reads.
    /// - Returns: every address of both families, without duplicates; never none.
    func addresses(of host: String, within time: Duration) throws(NameResolverError) -> [NetworkAddress]
}

/// Why a name has no address.
public enum NameResolverError: Error, Sendable, Equatable {
    /// There is no such name, or it has no address.
    case unknown
    /// No name server answered in time.
    case timedOut
    /// A name server failed; asking again may help.
    case failed
}

/// What this machine says: `/etc/hosts`, then the name servers of `/etc/resolv.conf`.
///
/// `getaddrinfo` knows no deadline, so that a thread of its own asks, and whoever waits no longer than it may. A thread that
/// is left behind ends with the system's own limits.
public struct SystemResolver: NameResolver {
    /// A name server to ask in place of the system's.
    public struct NameServer: Sendable {
        public var address: String
        public var port: Int

        /// - Parameter address: of IPv4.
        public init(address: String, port: Int = 53) {
            self.address = address
            self.port = port
        }
    }

    private let nameServer: NameServer?

    /// - Parameter nameServer: nil for the system's.
    public init(nameServer: NameServer? = nil) {
        self.nameServer = nameServer
    }

    public func addresses(of host: String, within time: Duration) throws(NameResolverError) -> [NetworkAddress] {
        guard !host.isEmpty, !host.utf8.contains(0) else { throw .unknown }
        let lookup = Lookup()
        let nameServer = nameServer
        do {
            _ = try WorkerThread(name: "resolve") { lookup.finish(Self.ask(host, nameServer)) }
        } catch {
            throw .failed
        }
        guard let answer = lookup.wait(time) else { throw .timedOut }
        return try answer.get()
    }

    /// One question, and its answer once it is here.
    private final class Lookup: Sendable {
        private let parker = Parker()
        private let answer = Mutex<Result<[NetworkAddress], NameResolverError>?>(nil)

        func finish(_ result: Result<[NetworkAddress], NameResolverError>) {
            answer.withLock { $0 = result }
            parker.unpark()
        }

        func wait(_ time: Duration) -> Result<[NetworkAddress], NameResolverError>? {
            parker.park(for: time) ? answer.withLock { $0 } : nil
        }
    }

    private static func ask(_ host: String, _ server: NameServer?) -> Result<[NetworkAddress], NameResolverError> {
        if let server, hunter_use_name_server(server.address, UInt16(clamping: server.port)) == 0 {
            return .failure(.failed)
        }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            return .failure(code == EAI_AGAIN || code == EAI_SYSTEM || code == EAI_MEMORY ? .failed : .unknown)
        }
        defer { freeaddrinfo(list) }
        var found: [NetworkAddress] = []
        var entry = list
        while let one = entry {
            if let address = address(of: one.pointee), !found.contains(address) { found.append(address) }
            entry = one.pointee.ai_next
        }
        return found.isEmpty ? .failure(.unknown) : .success(found)
    }

    private static func address(of entry: addrinfo) -> NetworkAddress? {
        guard let socket = entry.ai_addr else { return nil }
        let raw = UnsafeRawPointer(socket)
        switch entry.ai_family {
        case AF_INET where entry.ai_addrlen >= MemoryLayout<sockaddr_in>.size:
            let found = raw.loadUnaligned(as: sockaddr_in.self)
            return NetworkAddress(bytes: withUnsafeBytes(of: found.sin_addr) { Array($0) })
        case AF_INET6 where entry.ai_addrlen >= MemoryLayout<sockaddr_in6>.size:
            let found = raw.loadUnaligned(as: sockaddr_in6.self)
            // An address with a zone is of one link only.
            guard found.sin6_scope_id == 0 else { return nil }
            return NetworkAddress(bytes: withUnsafeBytes(of: found.sin6_addr) { Array($0) })
        default:
            return nil
        }
    }
}
