internal import CFastCGI
internal import Glibc
internal import HTTP
internal import Logging
internal import Synchronization

/// One thread of the pool: takes whatever is readable, and handles it.
final class Worker {
    private let server: FastCGIServer
    private let writer: ResponseWriter
    /// One for each connection that is served together with others.
    private let seats: [Seat]
    private let tokens: UnsafeMutableBufferPointer<UInt64>
    /// Requests in one read, and questions about the server; a gateway sends one and none.
    private let maximumPipelined = 16

    init(server: FastCGIServer) throws(FastCGIError) {
        self.server = server
        writer = try ResponseWriter()
        let count = server.gathering == nil ? 1 : FastCGIServer.Gathering.limit
        let capacity = max(64 << 10, server.configuration.maximumHeadBytes + 1024)
        seats = (0..<count).map { _ in Seat(capacity: capacity) }
        tokens = .allocate(capacity: count)
    }

    deinit { tokens.deallocate() }

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
            let idle = server.idle.add(1, ordering: .sequentiallyConsistent).newValue
            // Whoever appends to the backlog looks at `idle` afterwards, so one of the two sees the other.
            if server.backlog.count > 0 {
                server.idle.subtract(1, ordering: .sequentiallyConsistent)
                continue
            }
            // Where another thread is free as well each takes one.
            let most = idle > 1 ? 1 : tokens.count
            let count = server.isStopping ? 0 : fcgi_shim_wait(server.poller, tokens.baseAddress, Int32(most), -1)
            server.idle.subtract(1, ordering: .sequentiallyConsistent)
            if server.isStopping { return }
            var readable: [Connection] = []
            for token in tokens.prefix(Int(max(0, count))) {
                switch token {
                case FastCGIServer.listenerToken: server.acceptConnections()
                case FastCGIServer.bellToken: server.answerBell()
                default:
                    if let connection = server.connections.claim(token) { readable.append(connection) }
                }
            }
            if readable.count > 1, let gathering = server.gathering {
                serve(readable, gathering)
            } else if let connection = readable.first {
                serve(connection)
            }
        }
    }

    private func serve(_ connection: Connection) {
        if connection.isLingering { return server.linger(connection) }
        if let arrival = arrive(connection, seats[0]) { answer(arrival, seats[0]) }
    }

    /// Serves connections that became readable together: what is quick at once and prepared together, the rest when a
    /// thread is free.
    private func serve(_ connections: [Connection], _ gathering: FastCGIServer.Gathering) {
        var quick: [Arrival] = []
        for connection in connections {
            if connection.isLingering {
                server.linger(connection)
                continue
            }
            let seat = seats[quick.count]
            guard let arrival = arrive(connection, seat) else { continue }
            if gathering.isQuick(arrival.request) {
                quick.append(arrival)
            } else {
                connection.partial = Array(seat.octets)
                server.enqueue(connection)
            }
        }
        if quick.count > 1 { gathering.prepare(quick.map(\.request)) }
        for (arrival, seat) in zip(quick, seats) { answer(arrival, seat) }
    }

    /// Reads up to the end of a request's parameters.
    /// - Returns: nil where that has not come, or no request has; the connection is then no longer this thread's.
    private func arrive(_ connection: Connection, _ seat: Seat) -> Arrival? {
        seat.fill(from: connection.partial)
        connection.partial = []
        return next(of: connection, seat)
    }

    private func next(of connection: Connection, _ seat: Seat) -> Arrival? {
        let configuration = server.configuration
        var questions = 0
        while true {
            let reading = HeadReading(
                seat.octets, limit: configuration.maximumHeadBytes,
                maximumConnections: configuration.maximumConnections)
            switch reading {
            case .incomplete:
                guard let count = receive(connection, seat) else {
                    connection.partial = Array(seat.octets)
                    server.park(connection)
                    return nil
                }
                if count <= 0 {
                    // A gateway closes idle connections; one that closes inside a request is not one.
                    if seat.filled == 0 {
                        server.connections.close(connection)
                    } else {
                        server.closeMalformed(connection)
                    }
                    return nil
                }
                seat.filled += count
            case .malformed:
                server.closeMalformed(connection)
                return nil
            case .unknownRole(let requestID):
                server.end(connection, with: Record.end(requestID, .unknownRole))
                return nil
            case .tooLarge(let requestID):
                server.end(connection, with: Record.answer(requestID, .text("", status: .headerFieldsTooLarge)))
                return nil
            case .management(let answer, let byteCount):
                guard server.send(answer, to: connection) else {
                    server.closeMalformed(connection)
                    return nil
                }
                seat.keep(byteCount..<seat.filled)
                questions += 1
                if seat.filled == 0 {
                    server.park(connection)
                    return nil
                }
                if questions >= maximumPipelined {
                    connection.partial = Array(seat.octets)
                    server.enqueue(connection)
                    return nil
                }
            case .complete(let head):
                connection.headDeadline = 0
                return request(head, connection, seat)
            }
        }
    }

    /// A request whose parameters have come; nil, and the connection closed, where they cannot be read.
    private func request(_ head: RequestHead, _ connection: Connection, _ seat: Seat) -> Arrival? {
        let configuration = server.configuration
        guard
            let variables = MetaVariables(
                fastCGIPairs: head.parameters, maximumCount: configuration.maximumParameters)
        else {
            server.closeMalformed(connection)
            return nil
        }
        let input = StandardInput(
            connection: connection, requestID: head.requestID, timeout: configuration.bodyTimeout,
            buffer: seat.buffer, available: head.byteCount..<seat.filled)
        let request = Request(variables: variables, body: input)
        input.expected = request.contentLength
        return Arrival(connection: connection, head: head, request: request, input: input)
    }

    /// Answers a request and those that have come behind it on its connection, and gives the connection back.
    private func answer(_ first: Arrival, _ seat: Seat) {
        server.active.add(1, ordering: .relaxed)
        defer { server.active.subtract(1, ordering: .relaxed) }
        var arrival = first
        var rounds = 0
        while true {
            let connection = arrival.connection
            guard let rest = handle(arrival) else { return }
            seat.keep(rest)
            // A gateway sends nothing before it has its answer: the poller says when there is more.
            if seat.filled == 0 { return server.park(connection) }
            rounds += 1
            if rounds >= maximumPipelined {
                connection.partial = Array(seat.octets)
                return server.enqueue(connection)
            }
            guard let following = next(of: connection, seat) else { return }
            arrival = following
        }
    }

    /// Reads what is there without waiting; nil where nothing is, 0 or less at the end of the stream.
    private func receive(_ connection: Connection, _ seat: Seat) -> Int? {
        while true {
            let count = recv(
                connection.descriptor, seat.buffer.baseAddress.map { $0 + seat.filled },
                seat.buffer.count - seat.filled, Int32(MSG_DONTWAIT))
            if count >= 0 { return count }
            if errno == EINTR { continue }
            return errno == EAGAIN ? nil : -1
        }
    }

    /// Handles one request.
    /// - Returns: what of its seat's buffer comes after the request, or nil where the connection is no longer this thread's.
    private func handle(_ arrival: Arrival) -> Range<Int>? {
        let configuration = server.configuration
        let (connection, request, input) = (arrival.connection, arrival.request, arrival.input)
        let started = Clock.nanoseconds()
        let response = server.handler(request)
        let isAtEnd = input.drain(limit: configuration.maximumDrain, milliseconds: configuration.drainTimeout)
        input.close()
        let deadline = Clock.milliseconds() + UInt64(configuration.writeTimeout) * 10
        connection.transferDeadline.store(deadline, ordering: .relaxed)
        let outcome = writer.write(
            response, to: connection.descriptor, requestID: arrival.head.requestID,
            withoutBody: request.method == .head)
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
        guard arrival.head.keepsConnection else {
            server.connections.close(connection)
            return nil
        }
        return input.available
    }
}
