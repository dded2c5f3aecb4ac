internal import CFastCGI
internal import Glibc
internal import HTTP
internal import Logging
internal import Synchronization

/// One thread of the pool: takes whatever is readable, and handles it.
final class Worker {
    private let server: FastCGIServer
    private let writer: ResponseWriter
    /// What came from the connection at hand: its head first, then its body.
    private let buffer: UnsafeMutableRawBufferPointer
    /// Requests in one read, and questions about the server; a gateway sends one and none.
    private let maximumPipelined = 16

    init(server: FastCGIServer) throws(FastCGIError) {
        self.server = server
        writer = try ResponseWriter()
        buffer = .allocate(byteCount: max(64 << 10, server.configuration.maximumHeadBytes + 1024), alignment: 16)
    }

    deinit { buffer.deallocate() }

    func run() {
        while true {
            if let waiting = server.backlog.next() {
                if waiting.since + UInt64(server.configuration.maximumWait) < Clock.milliseconds() {
                    server.refuse(waiting.connection)
                } else {
                    serve(waiting.connection)
                }
                continue
            }
            server.idle.add(1, ordering: .sequentiallyConsistent)
            // Whoever appends to the backlog looks at `idle` afterwards, so one of the two sees the other.
            if server.backlog.count > 0 {
                server.idle.subtract(1, ordering: .sequentiallyConsistent)
                continue
            }
            var token: UInt64 = 0
            let count = server.isStopping ? 0 : fcgi_shim_wait(server.poller, &token, 1, -1)
            server.idle.subtract(1, ordering: .sequentiallyConsistent)
            if server.isStopping { return }
            if count < 1 { continue }
            switch token {
            case FastCGIServer.listenerToken: server.acceptConnections()
            case FastCGIServer.bellToken: server.answerBell()
            default:
                if let connection = server.connections.claim(token) { serve(connection) }
            }
        }
    }

    private func serve(_ connection: Connection) {
        if connection.isLingering { return server.linger(connection) }
        server.active.add(1, ordering: .relaxed)
        defer { server.active.subtract(1, ordering: .relaxed) }
        var filled = connection.partial.count
        buffer.copyBytes(from: connection.partial)
        connection.partial = []
        var rounds = 0
        while true {
            let reading = HeadReading(
                UnsafeRawBufferPointer(rebasing: buffer[..<filled]), limit: server.configuration.maximumHeadBytes,
                maximumConnections: server.configuration.maximumConnections)
            var consumed = 0..<filled
            switch reading {
            case .incomplete:
                guard let count = receive(connection, at: filled) else { return keep(connection, filled) }
                if count <= 0 {
                    // A gateway closes idle connections; one that closes inside a request is not one.
                    return filled == 0 ? server.connections.close(connection) : server.closeMalformed(connection)
                }
                filled += count
                continue
            case .malformed:
                return server.closeMalformed(connection)
            case .unknownRole(let requestID):
                return server.end(connection, with: Record.end(requestID, .unknownRole))
            case .tooLarge(let requestID):
                return server.end(connection, with: Record.answer(requestID, .text("", status: .headerFieldsTooLarge)))
            case .management(let answer, let byteCount):
                guard server.send(answer, to: connection) else { return server.closeMalformed(connection) }
                consumed = byteCount..<filled
            case .complete(let head):
                connection.headDeadline = 0
                guard let rest = handle(head, connection, head.byteCount..<filled) else { return }
                consumed = rest
            }
            if consumed.lowerBound > 0 { buffer.copyMemory(from: .init(rebasing: buffer[consumed])) }
            filled = consumed.count
            // A gateway sends nothing before it has its answer: the poller says when there is more.
            if filled == 0 { return server.park(connection) }
            rounds += 1
            if rounds >= maximumPipelined {
                connection.partial = Array(buffer[..<filled])
                return server.enqueue(connection)
            }
        }
    }

    /// Reads what is there without waiting; nil where nothing is, 0 or less at the end of the stream.
    private func receive(_ connection: Connection, at offset: Int) -> Int? {
        while true {
            let count = recv(
                connection.descriptor, buffer.baseAddress.map { $0 + offset }, buffer.count - offset,
                Int32(MSG_DONTWAIT))
            if count >= 0 { return count }
            if errno == EINTR { continue }
            return errno == EAGAIN ? nil : -1
        }
    }

    private func keep(_ connection: Connection, _ filled: Int) {
        connection.partial = Array(buffer[..<filled])
        server.park(connection)
    }

    /// Handles one request whose parameters have come.
    /// - Parameter available: what of the buffer comes after the head.
    /// - Returns: what of the buffer comes after the request, or nil where the connection is no longer this thread's.
    private func handle(_ head: RequestHead, _ connection: Connection, _ available: Range<Int>) -> Range<Int>? {
        let configuration = server.configuration
        guard
            let variables = MetaVariables(
                fastCGIPairs: head.parameters, maximumCount: configuration.maximumParameters)
        else {
            server.closeMalformed(connection)
            return nil
        }
        let started = Clock.nanoseconds()
        let input = StandardInput(
            connection: connection, requestID: head.requestID, timeout: configuration.bodyTimeout, buffer: buffer,
            available: available)
        let request = Request(variables: variables, body: input)
        input.expected = request.contentLength
        let response = server.handler(request)
        let isAtEnd = input.drain(limit: configuration.maximumDrain, milliseconds: configuration.drainTimeout)
        input.close()
        let deadline = Clock.milliseconds() + UInt64(configuration.writeTimeout) * 10
        connection.transferDeadline.store(deadline, ordering: .relaxed)
        let outcome = writer.write(
            response, to: connection.descriptor, requestID: head.requestID, withoutBody: request.method == .head)
        connection.transferDeadline.store(0, ordering: .relaxed)
        connection.served += 1
        server.noteServed(nanoseconds: Clock.nanoseconds() - started)
        switch outcome {
        case .written: break
        case .lost:
            server.logger.debug("the gateway did not take the response", metadata: ["request.id": "\(request.id)"])
            server.connections.close(connection)
            return nil
        case .unreadable:
            server.logger.error("a file could not be sent to its end", metadata: ["request.id": "\(request.id)"])
            server.connections.close(connection)
            return nil
        }
        if !isAtEnd {
            // The rest of the body is still coming, and must never be taken for a request.
            server.startLingering(connection)
            return nil
        }
        guard head.keepsConnection else {
            server.connections.close(connection)
            return nil
        }
        return input.available
    }
}
