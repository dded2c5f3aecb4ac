import Glibc

/// Sends pieces over a Unix socket, each once the one before has been taken, and reads all that comes back.
enum GatewayStub {
    /// Cuts a stream where the seed says: whole, in two to eight pieces, or its first octets one by one.
    static func pieces(of stream: [UInt8], seed: UInt8) -> [ArraySlice<UInt8>] {
        if stream.isEmpty { return [] }
        if seed >= 0xf0 {
            let single = min(stream.count, 48)
            return (0..<single).map { stream[$0..<$0 + 1] } + (single < stream.count ? [stream[single...]] : [])
        }
        var state = UInt64(seed) &+ 1
        let cuts = (0..<Int(seed % 8)).map { _ -> Int in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % stream.count
        }
        let edges = [0] + cuts.sorted() + [stream.count]
        return zip(edges, edges.dropFirst()).filter { $0 < $1 }.map { stream[$0..<$1] }
    }

    /// - Returns: nil where the other side does not end within 20 seconds.
    static func exchange(_ path: String, _ pieces: [ArraySlice<UInt8>]) -> [UInt8]? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let connected = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { return nil }
        var received: [UInt8] = []
        for piece in pieces {
            guard send(piece, descriptor, &received) else { break }
            waitUntilTaken(descriptor)
        }
        shutdown(descriptor, Int32(SHUT_WR))
        while wait(descriptor, Int16(POLLIN)) != 0 {
            switch take(descriptor, &received) {
            case .some(true): continue
            case .some(false): return received
            case nil: continue
            }
        }
        return nil
    }

    /// Sends a piece, taking what comes meanwhile; false where the other side takes no more.
    private static func send(_ piece: ArraySlice<UInt8>, _ descriptor: Int32, _ received: inout [UInt8]) -> Bool {
        var rest = piece
        while !rest.isEmpty {
            let events = wait(descriptor, Int16(POLLIN | POLLOUT))
            if events == 0 { return false }
            if events & Int16(POLLIN) != 0, take(descriptor, &received) == false { return false }
            guard events & Int16(POLLOUT) != 0 else {
                if events & Int16(POLLHUP | POLLERR) != 0 { return false }
                continue
            }
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count < 0, errno != EAGAIN, errno != EINTR { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }

    /// Reads once: true where something came, false at the end, nil where there is nothing yet.
    private static func take(_ descriptor: Int32, _ received: inout [UInt8]) -> Bool? {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            if count > 0 {
                received.append(contentsOf: buffer[..<count])
                return true
            }
            return count < 0 && (errno == EAGAIN || errno == EINTR) ? nil : false
        }
    }

    private static func wait(_ descriptor: Int32, _ events: Int16) -> Int16 {
        var waited = pollfd(fd: descriptor, events: events, revents: 0)
        while true {
            let count = poll(&waited, 1, 20_000)
            // libFuzzer's own timer rings in the middle of waiting.
            if count < 0, errno == EINTR { continue }
            return count > 0 ? waited.revents : 0
        }
    }

    /// Until nothing that was sent waits in the socket, or it seems that nobody will take it.
    private static func waitUntilTaken(_ descriptor: Int32) {
        for _ in 0..<2000 {
            var waiting: Int32 = 0
            if ioctl(descriptor, UInt(TIOCOUTQ), &waiting) != 0 || waiting == 0 { return }
            sched_yield()
        }
    }
}
