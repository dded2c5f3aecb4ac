import Base
import FastCGI
import Glibc
import HTTP
import Logging
import Synchronization

/// A whole server, as a gateway sees it: what it serves must be what ``RecordModel`` reads, and every answer well-formed.
///
/// The first octet of an input says what the handler reads of a body, the second how the rest is cut in pieces.
enum RecordsTarget {
    static let maximumInput = 16 << 10

    /// What the handler saw.
    private struct Served {
        var target: [UInt8]
        /// nil where it was not read, or not to its end.
        var body: [UInt8]?
        var answer: [UInt8]
    }

    private struct State {
        var mode: UInt8 = 0
        var served: [Served] = []
    }

    private static let state = Mutex(State())
    /// One input at a time.
    private static let turn = Mutex(0)

    private static let path: String = {
        let path = "/tmp/fuzz-\(getpid()).sock"
        var configuration = FastCGIServer.Configuration(listen: .unix(path: path, mode: 0o600), threads: 1)
        configuration.maximumHeadBytes = 4096
        // Nothing here depends on time: a slow machine must not change what is served.
        configuration.headTimeout = 60_000
        configuration.readTimeout = 60_000
        configuration.drainTimeout = 60_000
        configuration.maximumWait = 60_000
        var logger = Logger(label: "fuzz")
        logger.logLevel = .critical
        let server = FastCGIServer(configuration: configuration, logger: logger, handler: answer)
        do {
            try server.open()
            _ = try WorkerThread(name: "fuzz-server") {
                do { try server.run() } catch { fatalError("\(error)") }
            }
        } catch {
            fatalError("\(error)")
        }
        return path
    }()

    @Sendable private static func answer(_ request: Request) -> Response {
        let mode = state.withLock { $0.mode }
        var body: [UInt8]?
        switch mode % 3 {
        case 0: body = try? request.body.readAll(limit: maximumInput)
        case 1:
            withUnsafeTemporaryAllocation(byteCount: 1 + Int(mode), alignment: 1) {
                _ = try? request.body.read(into: $0)
            }
        default: break
        }
        var response = Response.text(request.path)
        // What a client sent, wherever an answer may carry it.
        response.headers.set("X-Target", request.rawTarget)
        response.headers.set("Location", Response.redirect(to: request.rawTarget).headers["Location"] ?? "")
        response.setAttachment(fileName: request.path)
        for field in request.query.prefix(4) { response.setCookie(Cookie(name: field.name, value: field.value)) }
        for field in request.headers { response.headers.add("X-" + field.name, field.value) }
        let expected = request.method == .head ? [] : Array(request.path.utf8)
        state.withLock {
            $0.served.append(Served(target: Array(request.rawTarget.utf8), body: body, answer: expected))
        }
        return response
    }

    static func run(_ octets: [UInt8]) throws(BrokenRule) {
        guard octets.count >= 2, octets.count <= maximumInput else { return }
        let stream = Array(octets[2...])
        let (served, received) = turn.withLock { _ in
            state.withLock { $0 = State(mode: octets[0]) }
            let received = GatewayStub.exchange(path, GatewayStub.pieces(of: stream, seed: octets[1]))
            return (state.withLock { $0.served }, received)
        }
        guard let received else { throw BrokenRule(words: "the server did not end the connection") }
        let model = RecordModel(stream, headLimit: 4096)
        let answers = try AnswerReading(received)
        try rule(served.count <= model.requests.count, "\(served.count) served of \(model.requests.count) sent")
        for (one, asked) in zip(served, model.requests) {
            try rule(
                one.target == Array(String(decoding: asked.target, as: UTF8.self).utf8), "another request was served")
            if let body = one.body { try rule(body == asked.body, "another body was read") }
        }
        try rule(answers.questions <= model.questions, "more questions answered than asked")
        try rule(answers.bodies.count == served.count, "\(answers.bodies.count) answers to \(served.count) requests")
        try rule(zip(answers.bodies, served).allSatisfy { $0 == $1.answer }, "an answer is not the handler's")
        if model.isExact {
            try rule(served.count == model.requests.count, "a well-formed request was not served")
            try rule(answers.questions == model.questions, "a question was not answered")
            if octets[0] % 3 == 0 { try rule(served.allSatisfy { $0.body != nil }, "a body was not read") }
        }
    }
}

/// The records that came back, read strictly.
struct AnswerReading {
    private(set) var bodies: [[UInt8]] = []
    private(set) var questions = 0

    private static let fields: Set<String> = [
        "status", "content-type", "content-length", "content-disposition", "location", "set-cookie",
    ]

    init(_ octets: [UInt8]) throws(BrokenRule) {
        var rest = octets[...]
        var output: [UInt8] = []
        while !rest.isEmpty {
            let start = rest.startIndex
            try rule(rest.count >= 8 && rest[start] == 1, "half a record came back")
            let length = Int(rest[start + 4]) << 8 | Int(rest[start + 5])
            let whole = 8 + length + Int(rest[start + 6])
            try rule(rest.count >= whole, "a record came back cut short")
            let content = rest[(start + 8)..<(start + 8 + length)]
            switch rest[start + 1] {
            case 3:
                try end(output, protocolStatus: content.count == 8 ? content[content.startIndex + 4] : 255)
                output = []
            case 6: output += content
            case 10: questions += 1
            default: throw BrokenRule(words: "a record of type \(rest[start + 1]) came back")
            }
            rest = rest.dropFirst(whole)
        }
        try rule(output.isEmpty, "an answer has no end")
    }

    private mutating func end(_ output: [UInt8], protocolStatus: UInt8) throws(BrokenRule) {
        if protocolStatus == 3 { return try rule(output.isEmpty, "a refused role has an answer") }
        try rule(protocolStatus == 0, "the protocol status is \(protocolStatus)")
        let (lines, body) = try Self.head(output)
        if lines.first == "Status: 431 Request Header Fields Too Large" { return }
        bodies.append(body)
    }

    /// The lines of a head, each a known field without a control character, and what comes after it.
    static func head(_ output: [UInt8]) throws(BrokenRule) -> ([String], [UInt8]) {
        var lines: [String] = []
        var rest = output[...]
        while let end = rest.firstIndex(of: 10) {
            try rule(end > rest.startIndex && rest[end - 1] == 13, "a line of the head ends in LF alone")
            let line = rest[rest.startIndex..<(end - 1)]
            rest = rest[(end + 1)...]
            if line.isEmpty { return (lines, Array(rest)) }
            let text = String(decoding: line, as: UTF8.self)
            let name = text.utf8.prefix { $0 != 0x3a }
            let field = String(decoding: name.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }, as: UTF8.self)
            try rule(fields.contains(field) || field.hasPrefix("x-"), "the head has a line of its own: \(text)")
            try rule(line.allSatisfy { $0 >= 32 || $0 == 9 }, "a control character stands in the head")
            lines.append(text)
        }
        throw BrokenRule(words: "a head has no end")
    }
}
