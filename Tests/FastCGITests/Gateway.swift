import CFastCGI
import FastCGI
import Foundation
import Glibc
import HTTP
import Logging

/// What a gateway such as nginx sends, record by record.
enum Records {
    static func record(_ type: UInt8, _ id: UInt16 = 1, _ content: [UInt8] = [], padding: Int = 0) -> [UInt8] {
        [
            1, type, UInt8(id >> 8), UInt8(id & 0xff), UInt8(content.count >> 8), UInt8(content.count & 0xff),
            UInt8(padding), 0,
        ] + content + [UInt8](repeating: 0x2e, count: padding)
    }

    static func begin(_ id: UInt16 = 1, role: UInt8 = 1, keep: Bool = true) -> [UInt8] {
        record(1, id, [0, role, keep ? 1 : 0, 0, 0, 0, 0, 0])
    }

    static func pairs(_ variables: [(String, String)]) -> [UInt8] {
        variables.flatMap { name, value -> [UInt8] in
            func length(_ count: Int) -> [UInt8] {
                count < 128
                    ? [UInt8(count)]
                    : [
                        UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 0xff), UInt8(count >> 8 & 0xff),
                        UInt8(count & 0xff),
                    ]
            }
            return length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
        }
    }

    static func parameters(_ method: String, _ target: String, _ more: [(String, String)] = []) -> [UInt8] {
        pairs([("REQUEST_METHOD", method), ("REQUEST_URI", target)] + more)
    }

    /// The records that open a request: all but its body.
    static func head(
        _ method: String, _ target: String, _ more: [(String, String)] = [], id: UInt16 = 1, keep: Bool = true
    ) -> [UInt8] {
        begin(id, keep: keep) + record(4, id, parameters(method, target, more), padding: 3) + record(4, id)
    }

    /// A body in records of `chunk` octets, and the record that ends it.
    static func body(_ octets: [UInt8], id: UInt16 = 1, chunk: Int = 32_000) -> [UInt8] {
        var records: [UInt8] = []
        for start in stride(from: 0, to: octets.count, by: chunk) {
            records += record(5, id, Array(octets[start..<min(start + chunk, octets.count)]), padding: start % 8)
        }
        return records + record(5, id)
    }

    static func request(
        _ method: String, _ target: String, body content: [UInt8] = [], _ more: [(String, String)] = [],
        id: UInt16 = 1, keep: Bool = true
    ) -> [UInt8] {
        let length = content.isEmpty ? [] : [("CONTENT_LENGTH", "\(content.count)")]
        return head(method, target, length + more, id: id, keep: keep) + body(content, id: id)
    }
}

/// What came back for one request.
struct Answer {
    var requestID: UInt16 = 0
    var status = 0
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// Of FCGI_END_REQUEST.
    var protocolStatus: UInt8 = 0

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// One connection to the server. Reading waits for ten seconds at most, so that a test fails rather than hangs.
final class Gateway {
    let descriptor: Int32
    private var received: [UInt8] = []

    init(path: String) {
        descriptor = Self.streamSocket(AF_UNIX)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        connect(address)
    }

    init(port: UInt16) {
        descriptor = Self.streamSocket(AF_INET)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        connect(address)
    }

    deinit { close(descriptor) }

    /// Here alone, beside the import of the C module that also declares SOCK_STREAM: which files see the name otherwise
    /// depends on what the compiler read before them.
    static func streamSocket(_ family: Int32) -> Int32 { socket(family, Int32(SOCK_STREAM.rawValue), 0) }

    private(set) var isConnected = false

    private func connect<Address>(_ address: Address) {
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        isConnected = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
            }
        }
    }

    @discardableResult
    func send(_ octets: [UInt8]) -> Bool { Self.send(octets, to: descriptor) }

    static func send(_ octets: [UInt8], to descriptor: Int32) -> Bool {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// One record, or nil where the connection ends or nothing comes.
    func record() -> (type: UInt8, id: UInt16, content: [UInt8])? {
        guard fill(8) else { return nil }
        let length = Int(received[4]) << 8 | Int(received[5])
        let whole = 8 + length + Int(received[6])
        guard fill(whole) else { return nil }
        defer { received.removeFirst(whole) }
        return (received[1], UInt16(received[2]) << 8 | UInt16(received[3]), Array(received[8..<8 + length]))
    }

    /// The records up to the end of one request.
    func answer() -> Answer? {
        var answer = Answer()
        var output: [UInt8] = []
        while let record = record() {
            answer.requestID = record.id
            switch record.type {
            case 6: output += record.content
            case 3:
                answer.protocolStatus = record.content[4]
                let text = output
                guard let end = text.indices.first(where: { text[$0...].starts(with: [13, 10, 13, 10]) }) else {
                    return answer
                }
                for line in String(decoding: text[..<end], as: UTF8.self).components(separatedBy: "\r\n") {
                    let parts = line.components(separatedBy: ": ")
                    answer.headers[parts[0]] = parts.dropFirst().joined(separator: ": ")
                }
                answer.status = Int(answer.headers["Status"]?.prefix(3) ?? "") ?? 0
                answer.body = Array(text[(end + 4)...])
                return answer
            default: break
            }
        }
        return nil
    }

    func ask(_ octets: [UInt8]) -> Answer? {
        send(octets) ? answer() : nil
    }

    /// Says that nothing more will be sent, as closing does.
    func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Whether the server has closed the connection, or closes it before the time to wait is over.
    func isClosed() -> Bool {
        var scratch = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &scratch, scratch.count, 0)
            if count == 0 { return true }
            if count < 0 { return errno == ECONNRESET }
        }
    }

    private func fill(_ count: Int) -> Bool {
        var scratch = [UInt8](repeating: 0, count: 65536)
        while received.count < count {
            let read = recv(descriptor, &scratch, scratch.count, 0)
            if read <= 0 { return false }
            received += scratch[..<read]
        }
        return true
    }
}

/// A server on a thread of its own, drained at the end.
final class RunningServer: @unchecked Sendable {
    // @unchecked: the path and the server do not change, and the error is read after the thread has ended.
    let server: FastCGIServer
    let path: String
    private let ended = DispatchSemaphore(value: 0)
    private(set) var error: (any Error)?

    init(
        threads: Int = 2, path: String? = nil, listen: FastCGIServer.Listen? = nil,
        configure: (inout FastCGIServer.Configuration) -> Void = { _ in },
        gathering: FastCGIServer.Gathering? = nil, isHeld: Bool = false, handler: @escaping FastCGIServer.Handler
    ) throws {
        self.path = path ?? "/tmp/fcgi-\(UUID().uuidString.prefix(13)).sock"
        var configuration = FastCGIServer.Configuration(
            listen: listen ?? .unix(path: self.path, mode: 0o600), threads: threads)
        configuration.drainGrace = 0
        configure(&configuration)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        server = FastCGIServer(
            configuration: configuration, logger: logger, gathering: gathering, handler: handler)
        try server.open()
        if !isHeld { start() }
    }

    /// Lets a server that was held begin: what has connected and asked meanwhile it finds together.
    func start() {
        let thread = Thread { [self] in
            do { try server.run() } catch { self.error = error }
            ended.signal()
        }
        thread.start()
    }

    func connect() -> Gateway { Gateway(path: path) }

    /// Asks once over a connection of its own.
    func ask(_ octets: [UInt8]) -> Answer? { connect().ask(octets) }

    /// Waits until `run()` has returned; false where it does not.
    func waitForEnd(seconds: Int = 20) -> Bool {
        defer { ended.signal() }
        return ended.wait(timeout: .now() + .seconds(seconds)) == .success
    }

    @discardableResult
    func stop() -> Bool {
        server.drain(deadline: .seconds(5))
        return waitForEnd()
    }

    deinit { server.drain(deadline: .zero) }
}

/// Waits for a condition; false where it does not come.
func eventually(seconds: Double = 10, _ condition: () -> Bool) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
        if condition() { return true }
        usleep(2000)
    }
    return condition()
}

/// A place where handlers wait until a test lets them go.
final class Gate: Sendable {
    private let entered = DispatchSemaphore(value: 0)
    private let opened = DispatchSemaphore(value: 0)

    func pass() {
        entered.signal()
        opened.wait()
    }

    func waitForOne() -> Bool { entered.wait(timeout: .now() + .seconds(10)) == .success }

    func open(_ count: Int = 1) { for _ in 0..<count { opened.signal() } }
}
