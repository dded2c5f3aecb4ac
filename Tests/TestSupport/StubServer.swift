import Foundation
import Glibc
import Synchronization

/// A small HTTP/1.1 server on loopback, for tests of what calls other systems. One thread a connection; the answer to
/// each request is a closure's, so a test can send anything, well-formed or not.
public final class StubServer: Sendable {
    public struct Request: Sendable {
        public var method: String
        /// Path and query, as sent.
        public var target: String
        /// Names in lower case.
        public var headers: [String: String]
        public var body: [UInt8]
        /// How many requests came before this one.
        public var index: Int

        public var path: String { String(target.prefix { $0 != "?" }) }
        public var query: String { String(target.drop { $0 != "?" }.dropFirst()) }
    }

    public struct Answer: Sendable {
        var head: [UInt8] = []
        var body: [UInt8] = []
        /// Bytes of one write, and how long the server waits after each.
        var chunk = Int.max
        var pauseMilliseconds: UInt32 = 0
        var closes = false

        /// An answer with a length.
        public static func status(
            _ status: Int, headers: [(String, String)] = [], body: [UInt8] = [], length: Int? = nil
        ) -> Answer {
            var head = "HTTP/1.1 \(status) Stub\r\nContent-Length: \(length ?? body.count)\r\n"
            for (name, value) in headers { head += "\(name): \(value)\r\n" }
            return Answer(head: Array((head + "\r\n").utf8), body: body)
        }

        public static func json(_ text: String, headers: [(String, String)] = []) -> Answer {
            status(200, headers: [("Content-Type", "application/json")] + headers, body: Array(text.utf8))
        }

        public static func redirect(_ status: Int = 302, to location: String) -> Answer {
            .status(status, headers: [("Location", location)])
        }

        /// Closes the connection without a byte.
        public static var drop: Answer { Answer(closes: true) }

        /// Promises all of `body`, sends its first `count` bytes and closes.
        public static func truncated(_ body: [UInt8], after count: Int) -> Answer {
            var answer = status(200, body: Array(body.prefix(count)), length: body.count)
            answer.closes = true
            return answer
        }

        /// Sends the body in pieces with a pause after each.
        public static func slow(_ body: [UInt8], chunk: Int, pauseMilliseconds: UInt32) -> Answer {
            var answer = status(200, body: body)
            answer.chunk = chunk
            answer.pauseMilliseconds = pauseMilliseconds
            return answer
        }

        /// Exactly these bytes, then the connection closes.
        public static func raw(_ bytes: [UInt8]) -> Answer {
            Answer(head: bytes, closes: true)
        }
    }

    /// How the server's threads know it without keeping it alive.
    private final class Link: Sendable {
        weak let server: StubServer?

        init(_ server: StubServer) {
            self.server = server
        }
    }

    private struct State {
        var requests: [Request] = []
        var open: Set<Int32> = []
        var connections = 0
        var isStopped = false
    }

    public let port: UInt16
    private let host: String
    private let listener: Int32
    private let state = Mutex(State())
    private let handler: @Sendable (Request) -> Answer

    /// Listens and answers until ``stop()`` or the end of the last reference to it.
    /// - Parameters:
    ///   - address: of loopback.
    ///   - port: 0 for one that is free.
    public init(
        address host: String = "127.0.0.1", port wanted: UInt16 = 0, _ handler: @escaping @Sendable (Request) -> Answer
    ) throws {
        self.host = host
        self.handler = handler
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = wanted.bigEndian
        precondition(inet_pton(AF_INET, host, &address.sin_addr) == 1, "\(host) is no address")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 128) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        let link = Link(self)
        Thread.detachNewThread { Self.accept(listener, link) }
    }

    deinit {
        stop()
    }

    /// The address of a path, such as `/jobs?page=1`.
    public func url(_ target: String = "/") -> String { "http://\(host):\(port)\(target)" }

    /// What has come in so far.
    public var requests: [Request] { state.withLock { $0.requests } }

    /// How many connections have come in so far.
    public var connections: Int { state.withLock { $0.connections } }

    /// Closes everything; later connections are refused.
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

    private static func accept(_ listener: Int32, _ link: Link) {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { break }
            let isServed = link.server?.begin(descriptor) ?? false
            guard isServed else {
                close(descriptor)
                break
            }
            Thread.detachNewThread {
                var buffer: [UInt8] = []
                while let request = read(from: descriptor, &buffer), let server = link.server {
                    guard server.answer(request, on: descriptor) else { break }
                }
                link.server?.end(descriptor)
                close(descriptor)
            }
        }
        close(listener)
    }

    private func begin(_ descriptor: Int32) -> Bool {
        state.withLock { state in
            guard !state.isStopped else { return false }
            state.open.insert(descriptor)
            state.connections += 1
            return true
        }
    }

    private func end(_ descriptor: Int32) {
        state.withLock { _ = $0.open.remove(descriptor) }
    }

    /// Returns whether the connection stays open.
    private func answer(_ incoming: Request, on descriptor: Int32) -> Bool {
        let request = state.withLock { state in
            var request = incoming
            request.index = state.requests.count
            state.requests.append(request)
            return request
        }
        let answer = handler(request)
        guard Self.write(answer.head, to: descriptor) else { return false }
        var rest = request.method == "HEAD" ? [] : answer.body[...]
        while !rest.isEmpty {
            guard Self.write(Array(rest.prefix(answer.chunk)), to: descriptor) else { return false }
            rest = rest.dropFirst(answer.chunk)
            if answer.pauseMilliseconds > 0 { usleep(answer.pauseMilliseconds * 1000) }
        }
        return !answer.closes
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private static func read(from descriptor: Int32, _ buffer: inout [UInt8]) -> Request? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = buffer.firstRange(of: end) {
                var request = head(buffer[..<range.lowerBound])
                let length = Int(request.headers["content-length"] ?? "") ?? 0
                while buffer.count < range.upperBound + length {
                    guard receive(descriptor, &buffer) else { return nil }
                }
                request.body = Array(buffer[range.upperBound..<range.upperBound + length])
                buffer.removeFirst(range.upperBound + length)
                return request
            }
            guard receive(descriptor, &buffer) else { return nil }
        }
    }

    private static func receive(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Bool {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count > 0 else { return false }
        buffer += piece.prefix(count)
        return true
    }

    private static func head(_ bytes: ArraySlice<UInt8>) -> Request {
        let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
        let parts = lines[0].components(separatedBy: " ")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let pieces = line.split(separator: ":", maxSplits: 1)
            if pieces.count == 2 { headers[pieces[0].lowercased()] = pieces[1].trimmingCharacters(in: .whitespaces) }
        }
        return Request(
            method: parts[0], target: parts.count > 1 ? parts[1] : "", headers: headers, body: [], index: 0)
    }
}
