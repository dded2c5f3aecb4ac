internal import Base
internal import Glibc
internal import Synchronization

/// A small HTTP proxy on loopback that lets nothing out but past the egress guard: for a program that speaks HTTP itself, such
/// as a browser.
///
/// `CONNECT` opens a tunnel, and any other request names its whole address. Either way the guard admits the address, resolves
/// the host once, checks every address it has, and the connection goes to one of these. TLS is between the program and the
/// site: the program verifies it. One thread serves one connection.
public final class EgressProxy: Sendable {
    public struct Limits: Sendable {
        /// Bytes from the outside, all connections together; beyond them everything is closed.
        public var bytes: Int
        public var connections: Int
        public var connectTimeout: Duration
        /// How long a connection may be silent.
        public var idleTimeout: Duration

        public init(
            bytes: Int = 30_000_000, connections: Int = 64, connectTimeout: Duration = .seconds(5),
            idleTimeout: Duration = .seconds(20)
        ) {
            self.bytes = bytes
            self.connections = connections
            self.connectTimeout = connectTimeout
            self.idleTimeout = idleTimeout
        }
    }

    private struct State {
        var open: Set<Int32> = []
        var isStopped = false
    }

    /// On 127.0.0.1.
    public let port: Int
    private let listener: Int32
    private let egress: EgressGuard
    private let limits: Limits
    private let state = Mutex(State())
    private let received = Atomic(0)
    private let refusals = Atomic(0)

    /// Listens on a free port of 127.0.0.1 until ``stop()``.
    public init(egress: EgressGuard, limits: Limits = Limits()) throws(OutboundError) {
        self.egress = egress
        self.limits = limits
        let failure = OutboundError(.unreachable, "the proxy found no port to listen on", attempted: "proxy")
        guard let (descriptor, port) = ProxySocket.listen() else { throw failure }
        (listener, self.port) = (descriptor, port)
        do {
            _ = try WorkerThread(name: "egress-proxy") { [self] in accept() }
        } catch {
            close(descriptor)
            throw failure
        }
    }

    /// How many connections the guard refused.
    public var refused: Int { refusals.load(ordering: .relaxed) }

    /// Closes everything; nothing goes out any more.
    public func stop() {
        let open: Set<Int32>? = state.withLock { state in
            guard !state.isStopped else { return nil }
            state.isStopped = true
            return state.open
        }
        guard let open else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        for descriptor in open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    private func accept() {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            if descriptor < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                break
            }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            guard begin(descriptor, isClient: true) else {
                close(descriptor)
                continue
            }
            let thread = try? WorkerThread(name: "egress-conn", stackSize: 256 << 10) { [self] in
                serve(descriptor)
                end(descriptor)
            }
            if thread == nil { end(descriptor) }
        }
        close(listener)
    }

    private func begin(_ descriptor: Int32, isClient: Bool) -> Bool {
        state.withLock { state in
            // Each connection has two sockets.
            guard !state.isStopped, !isClient || state.open.count < limits.connections * 2 else { return false }
            state.open.insert(descriptor)
            return true
        }
    }

    private func end(_ descriptor: Int32) {
        state.withLock { state in
            state.open.remove(descriptor)
            // Under the lock: a stop must not meet this number when it is another's.
            close(descriptor)
        }
    }

    private func serve(_ client: Int32) {
        guard let (head, rest) = ProxySocket.readHead(client, within: limits.idleTimeout),
            let request = ProxyRequest(head)
        else { return ProxySocket.answer(client, "400 Bad Request") }
        let (addresses, detour): ([NetworkAddress], Detour?)
        do {
            try egress.admit(request.address.target)
            addresses = try egress.resolve(request.address.target, within: limits.connectTimeout)
            detour = try egress.detour(to: addresses, within: limits.connectTimeout)
        } catch {
            refusals.add(1, ordering: .relaxed)
            return ProxySocket.answer(client, "403 Forbidden")
        }
        var connected: Int32?
        for address in addresses where connected == nil && egress.admits(address, for: request.address.target) {
            let port = request.address.target.port
            connected =
                if let detour {
                    ProxySocket.tunnel(to: address, port: port, by: detour, within: limits.connectTimeout)
                } else {
                    ProxySocket.connect(to: address, port: port, within: limits.connectTimeout)
                }
        }
        guard let site = connected else { return ProxySocket.answer(client, "502 Bad Gateway") }
        guard begin(site, isClient: false) else {
            close(site)
            return
        }
        defer { end(site) }
        if request.isTunnel {
            guard ProxySocket.send(Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8), to: client),
                ProxySocket.send(rest, to: site)
            else { return }
        } else {
            guard forward(request, rest, from: client, to: site) else { return }
        }
        relay(client, site)
    }

    /// Sends one request with its body, and the head of its answer, which says that nothing follows on this connection: the
    /// program's next request may be for another host, which the guard has not seen.
    private func forward(_ request: ProxyRequest, _ rest: [UInt8], from client: Int32, to site: Int32) -> Bool {
        guard let length = request.bodyLength, rest.count <= length else {
            ProxySocket.answer(client, "411 Length Required")
            return false
        }
        guard ProxySocket.send(request.forwarded + rest, to: site) else { return false }
        var left = length - rest.count
        var buffer = [UInt8](repeating: 0, count: 32 << 10)
        while left > 0 {
            let count = recv(client, &buffer, min(left, buffer.count), 0)
            guard count > 0, ProxySocket.send(Array(buffer[..<count]), to: site) else { return false }
            left -= count
        }
        guard let (head, body) = ProxySocket.readHead(site, within: limits.idleTimeout) else { return false }
        return ProxySocket.send(ProxyRequest.closing(head) + body, to: client)
    }

    /// Copies both ways until either side ends, is silent too long, or the bytes are used up.
    private func relay(_ client: Int32, _ site: Int32) {
        var buffer = [UInt8](repeating: 0, count: 32 << 10)
        var sockets = [
            pollfd(fd: client, events: Int16(POLLIN), revents: 0), pollfd(fd: site, events: Int16(POLLIN), revents: 0),
        ]
        let patience = Int32(clamping: limits.idleTimeout.components.seconds * 1000)
        while poll(&sockets, 2, patience) > 0 {
            for index in 0..<2 where sockets[index].revents != 0 {
                let from = sockets[index].fd
                let count = recv(from, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                if from == site {
                    let total = received.add(count, ordering: .relaxed).newValue
                    guard total <= limits.bytes else { return stop() }
                }
                guard ProxySocket.send(Array(buffer[..<count]), to: from == site ? client : site) else { return }
            }
        }
    }
}

/// What a program asks of the proxy.
struct ProxyRequest {
    let address: TargetURL
    let isTunnel: Bool
    /// The head as the site is to see it.
    let forwarded: [UInt8]
    /// Bytes behind the head; nil where it does not say how many.
    let bodyLength: Int?

    /// - Parameter head: the request line and the fields, with the empty line.
    init?(_ head: [UInt8]) {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let first = lines.first else { return nil }
        let words = first.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2].hasPrefix("HTTP/1."), words[0].utf8.allSatisfy({ (65...90).contains($0) })
        else {
            return nil
        }
        isTunnel = words[0] == "CONNECT"
        let text = isTunnel ? "https://\(words[1])/" : String(words[1])
        guard !isTunnel || words[1].utf8.contains(UInt8(ascii: ":")), let address = try? TargetURL(text) else {
            return nil
        }
        // A tunnel names a host and a port and nothing else.
        if isTunnel, address.path != "/" { return nil }
        self.address = address
        bodyLength = Self.bodyLength(lines.dropFirst())
        guard let path = WebLocation(text)?.target else {
            // The guard says no to what is no address of the web.
            forwarded = []
            return
        }
        let fields = Self.kept(lines.dropFirst())
        // One request a connection: the next may be for another host, which the guard has not seen.
        let all = ["\(words[0]) \(path) HTTP/1.1"] + fields + ["Connection: close", "", ""]
        forwarded = Array(all.joined(separator: "\r\n").utf8)
    }

    /// The head of an answer, made to say that the connection ends with it.
    static func closing(_ head: [UInt8]) -> [UInt8] {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        let all = lines.prefix(1).map(String.init) + kept(lines.dropFirst()) + ["Connection: close", "", ""]
        return Array(all.joined(separator: "\r\n").utf8)
    }

    /// The fields that are not about the connection itself.
    private static func kept(_ lines: ArraySlice<Substring>) -> [String] {
        let hidden = ["proxy-", "connection:", "keep-alive:", "upgrade:"]
        return lines.filter { line in
            !line.isEmpty && !hidden.contains { line.lowercased().hasPrefix($0) }
        }.map(String.init)
    }

    private static func bodyLength(_ lines: ArraySlice<Substring>) -> Int? {
        let fields = lines.map { $0.lowercased() }
        guard !fields.contains(where: { $0.hasPrefix("transfer-encoding:") }) else { return nil }
        guard let field = fields.first(where: { $0.hasPrefix("content-length:") }) else { return 0 }
        let digits = field.utf8.dropFirst(15).filter { $0 != 32 && $0 != 9 }
        guard (1...10).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}
