// Whichever C module is read first has the constants of sockets, and which one that is differs from build to build.
internal import CCurl
internal import Glibc

/// The sockets of ``EgressProxy``. Descriptors belong to the caller.
enum ProxySocket {
    private static let headLimit = 64 << 10

    /// A socket that listens on a free port of 127.0.0.1.
    static func listen() -> (Int32, Int)? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && Glibc.listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else {
            close(descriptor)
            return nil
        }
        return (descriptor, Int(UInt16(bigEndian: name.sin_port)))
    }

    /// A connection to exactly this address.
    static func connect(to address: NetworkAddress, port: Int, within time: Duration) -> Int32? {
        let isV4 = address.bytes.count == 4
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(isV4 ? AF_INET : AF_INET6, kind, 0)
        guard descriptor >= 0 else { return nil }
        let started: Int32
        if isV4 {
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
            withUnsafeMutableBytes(of: &name.sin_addr) { $0.copyBytes(from: address.bytes) }
            started = start(descriptor, &name)
        } else {
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = in_port_t(UInt16(clamping: port)).bigEndian
            withUnsafeMutableBytes(of: &name.sin6_addr) { $0.copyBytes(from: address.bytes) }
            started = start(descriptor, &name)
        }
        guard started == 0 || errno == EINPROGRESS, isConnected(descriptor, within: time) else {
            close(descriptor)
            return nil
        }
        // Blocking from here on, with a bound for what the other side does not take.
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        return descriptor
    }

    /// A tunnel to exactly this address by the operator's proxy.
    static func tunnel(to address: NetworkAddress, port: Int, by detour: Detour, within time: Duration) -> Int32? {
        for server in detour.addresses {
            guard let descriptor = connect(to: server, port: detour.proxy.port, within: time) else { continue }
            guard send(detour.proxy.request(for: address, port: port), to: descriptor),
                let (head, rest) = readHead(descriptor, within: time), rest.isEmpty, isGranted(head)
            else {
                close(descriptor)
                return nil
            }
            return descriptor
        }
        return nil
    }

    /// Whether an answer's status is one of 2xx.
    private static func isGranted(_ head: [UInt8]) -> Bool {
        let words = head.prefix { $0 != 13 }.split(separator: 32, omittingEmptySubsequences: false)
        return words.count > 1 && words[0].starts(with: "HTTP/1.".utf8) && words[1].count == 3
            && words[1].first == UInt8(ascii: "2")
    }

    private static func start<Name>(_ descriptor: Int32, _ name: inout Name) -> Int32 {
        withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Name>.size))
            }
        }
    }

    private static func isConnected(_ descriptor: Int32, within time: Duration) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&waiting, 1, Int32(clamping: time.components.seconds * 1000)) == 1 else { return false }
        var problem: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &length) == 0 && problem == 0
    }

    /// Everything to the first empty line, and what came behind it.
    static func readHead(_ descriptor: Int32, within time: Duration) -> ([UInt8], [UInt8])? {
        var patience = timeval(tv_sec: Int(time.components.seconds), tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let end = Array("\r\n\r\n".utf8)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 8 << 10)
        while bytes.count < headLimit {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            let from = max(0, bytes.count - 3)
            bytes += buffer[..<count]
            if let found = bytes[from...].firstRange(of: end) {
                return (Array(bytes[..<found.upperBound]), Array(bytes[found.upperBound...]))
            }
        }
        return nil
    }

    static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(descriptor, buffer.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    static func answer(_ descriptor: Int32, _ status: String) {
        _ = send(Array("HTTP/1.1 \(status)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8), to: descriptor)
    }
}
