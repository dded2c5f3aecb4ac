internal import Base
internal import CFastCGI
internal import Glibc
public import HTTP
public import Logging
internal import Synchronization

/// A FastCGI responder: a small pool of threads behind one set of connections that the gateway keeps open.
///
/// libfcgi's own loop gives every kept connection a thread, which starves the others. Here the listening socket and
/// every idle connection wait in one epoll set; a free thread takes whichever is readable, handles one request, and puts
/// the connection back. A connection holds a thread only between the end of a request's parameters and the end of its
/// response. While every thread is busy, the thread of ``run()`` takes what becomes readable into a short queue, and
/// answers 503 for what would wait too long. Deadlines cut off a gateway that stops in the middle.
///
/// See docs/decisions for why the octets of a request do not go through libfcgi.
public final class FastCGIServer: Sendable {
    /// Handles one request. It runs on a thread of the pool, and may block.
    public typealias Handler = @Sendable (Request) -> Response

    static let listenerToken: UInt64 = 1
    static let bellToken: UInt64 = 2

    private enum Phase {
        static let ready = 0
        static let running = 1
        static let draining = 2
        static let stopping = 3
    }

    let configuration: Configuration
    let logger: Logger
    let handler: Handler
    let gathering: Gathering?
    let poller: Int32
    let connections = ConnectionTable()
    let backlog = Backlog()
    /// Threads that wait for an event.
    let idle = Atomic<Int>(0)
    let active = Atomic<Int>(0)
    private let listener = Mutex<Listener?>(nil)
    private let listenerPausedUntil = Atomic<UInt64>(0)
    /// Wakes threads of the pool.
    private let bell: Int32
    /// Wakes the thread of `run()`.
    private let alarm: Int32
    private let phase = Atomic<Int>(Phase.ready)
    private let drainDeadline = Atomic<UInt64>(.max)
    /// How long a request takes, on average, in nanoseconds; the last few count most.
    private let meanService = Atomic<UInt64>(0)
    private let accepted = Atomic<Int>(0)
    private let served = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)
    private let malformed = Atomic<Int>(0)

    /// - Parameters:
    ///   - configuration: where to listen, how many threads, and the limits.
    ///   - logger: gets a line for each failure of the server's own; failures of clients are at debug level.
    ///   - gathering: how requests that came together are made ready together; nil for one by one.
    ///   - handler: answers every request.
    public init(
        configuration: Configuration, logger: Logger, gathering: Gathering? = nil, handler: @escaping Handler
    ) {
        var configuration = configuration
        configuration.maximumHeadBytes = min(max(configuration.maximumHeadBytes, 1024), 64 << 10)
        self.configuration = configuration
        self.logger = logger
        self.handler = handler
        self.gathering = gathering
        poller = epoll_create1(Int32(EPOLL_CLOEXEC))
        bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE))
        alarm = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    }

    deinit {
        for descriptor in [poller, bell, alarm] where descriptor >= 0 { close(descriptor) }
    }

    /// Opens the listening socket, so that the gateway can connect before ``run()``. Safe to call more than once.
    /// - Returns: the TCP port, or nil for a Unix socket.
    /// - Throws: ``FastCGIError``.
    @discardableResult
    public func open() throws(FastCGIError) -> UInt16? {
        let listen = configuration.listen
        let result = listener.withLock { listener -> Result<Int32, FastCGIError> in
            do throws(FastCGIError) {
                if listener == nil { listener = try Listener.open(listen) }
                return .success(fcgi_shim_port(listener?.descriptor ?? -1))
            } catch {
                return .failure(error)
            }
        }
        return UInt16(exactly: try result.get())
    }

    /// Serves until ``drain(deadline:)`` is called and what runs is finished.
    /// - Throws: ``FastCGIError`` where it cannot start.
    public func run() throws(FastCGIError) {
        guard
            phase.compareExchange(expected: Phase.ready, desired: Phase.running, ordering: .sequentiallyConsistent)
                .exchanged
                || phase.load(ordering: .sequentiallyConsistent) == Phase.draining
        else { throw FastCGIError(.alreadyRun, "the FastCGI server was run before") }
        guard poller >= 0, bell >= 0, alarm >= 0, fcgi_shim_watch(poller, bell, Self.bellToken) == 0 else {
            throw FastCGIError(.resources(errno), "cannot open the poller")
        }
        try open()
        let threads = try startThreads()
        let listening = listener.withLock { $0?.descriptor ?? -1 }
        guard fcgi_shim_arm(poller, EPOLL_CTL_ADD, listening, Self.listenerToken) == 0 else {
            throw FastCGIError(.resources(errno), "cannot wait for connections")
        }
        let isFinished = keepWatch()
        phase.store(Phase.stopping, ordering: .sequentiallyConsistent)
        ring(1 << 20)
        // A handler that does not return must not keep the process.
        if isFinished { for thread in threads { thread.join() } }
    }

    /// Stops accepting, serves the open connections until the gateway closes them, and lets ``run()`` return. From any
    /// thread. After ``Configuration/drainGrace`` idle connections are closed from this side.
    /// - Parameter deadline: how long that may take; afterwards connections are cut off.
    public func drain(deadline: Duration = .seconds(30)) {
        let milliseconds = deadline.components.seconds * 1000 + deadline.components.attoseconds / 1_000_000_000_000_000
        drainDeadline.store(Clock.milliseconds() + UInt64(max(0, milliseconds)), ordering: .sequentiallyConsistent)
        for before in [Phase.ready, Phase.running] {
            _ = phase.compareExchange(expected: before, desired: Phase.draining, ordering: .sequentiallyConsistent)
        }
        eventfd_write(alarm, 1)
    }

    /// Counts since the start, and gauges of now.
    public func statistics() -> Statistics {
        Statistics(
            accepted: accepted.load(ordering: .relaxed), served: served.load(ordering: .relaxed),
            refused: refused.load(ordering: .relaxed), malformed: malformed.load(ordering: .relaxed),
            connections: connections.count, active: active.load(ordering: .relaxed), waiting: backlog.count)
    }

    var isStopping: Bool { phase.load(ordering: .sequentiallyConsistent) == Phase.stopping }

    private var isDraining: Bool { phase.load(ordering: .sequentiallyConsistent) >= Phase.draining }

    private func startThreads() throws(FastCGIError) -> [WorkerThread] {
        var threads: [WorkerThread] = []
        for number in 1...configuration.threads {
            do {
                // The first must start; with fewer than asked for the server still serves.
                let prepared = Prepared(try Worker(server: self))
                threads.append(
                    try WorkerThread(name: "fcgi-\(number)", stackSize: configuration.stackSize) {
                        prepared.worker.run()
                    })
            } catch {
                logger.error("a thread could not be started", metadata: ["error": "\(error)"])
                if threads.isEmpty { throw FastCGIError(.resources(errno), "cannot start a thread") }
            }
        }
        return threads
    }

    /// Carries a worker to its thread.
    ///
    /// @unchecked: made on one thread, used on one other, never on both.
    private struct Prepared: @unchecked Sendable {
        let worker: Worker
        init(_ worker: Worker) { self.worker = worker }
    }

    // MARK: The thread of run()

    /// Keeps deadlines and relieves the pool until the server is drained.
    /// - Returns: whether every request was finished.
    private func keepWatch() -> Bool {
        var nextSweep: UInt64 = 0
        var graceEnds: UInt64?
        var isListening = true
        var pause: Int32 = 20
        while true {
            waitForAlarm(pause)
            let now = Clock.milliseconds()
            resumeListening(now)
            pause = relieve() ? 5 : 20
            shed()
            while let late = backlog.next(before: now &- UInt64(configuration.maximumWait)) { refuse(late.connection) }
            if now >= nextSweep {
                nextSweep = now + 100
                connections.sweep(now: now)
            }
            guard isDraining else { continue }
            if graceEnds == nil {
                graceEnds = now + UInt64(configuration.drainGrace)
                // From here on nobody finds the socket; who has found it is taken below.
                listener.withLock { $0?.removePath() }
            }
            if isListening, listenerPausedUntil.load(ordering: .sequentiallyConsistent) == 0 {
                isListening = !stopListening()
            }
            if let graceEnds, now >= graceEnds { connections.closeIdle(now: now, grace: 250) }
            if !isListening, connections.count == 0 { return true }
            if now >= drainDeadline.load(ordering: .sequentiallyConsistent) {
                logger.warning(
                    "requests were cut off at the end of the drain",
                    metadata: ["requests": "\(active.load(ordering: .relaxed))"])
                connections.abort()
                return false
            }
        }
    }

    private func waitForAlarm(_ milliseconds: Int32) {
        var waited = pollfd(fd: alarm, events: Int16(POLLIN), revents: 0)
        if poll(&waited, 1, milliseconds) > 0 {
            var count: eventfd_t = 0
            eventfd_read(alarm, &count)
        }
    }

    /// While no thread is free, takes what is readable into the queue, or refuses it.
    /// - Returns: whether no thread was free.
    private func relieve() -> Bool {
        guard idle.load(ordering: .sequentiallyConsistent) == 0 else { return false }
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { tokens in
            let count = fcgi_shim_wait(poller, tokens.baseAddress, 64, 0)
            for token in tokens.prefix(Int(max(0, count))) {
                switch token {
                case Self.listenerToken: acceptConnections()
                case Self.bellToken: break
                default:
                    guard let connection = connections.claim(token) else { continue }
                    if connection.isLingering {
                        linger(connection)
                    } else if hasRoom {
                        enqueue(connection)
                    } else {
                        refuse(connection)
                    }
                }
            }
        }
        return true
    }

    /// Whether one more request would get its turn well in time, as far as the last requests tell.
    private var hasRoom: Bool {
        let depth = backlog.count
        if depth < configuration.threads { return true }
        return depth < configuration.maximumWaiting && expectedWait(behind: depth) < configuration.maximumWait / 2
    }

    /// Refuses the last comers at once where it turns out that the queue takes longer than was thought: better than
    /// letting them wait in vain.
    private func shed() {
        while case let depth = backlog.count, depth > configuration.threads,
            expectedWait(behind: depth) >= configuration.maximumWait, let last = backlog.removeLast()
        {
            refuse(last.connection)
        }
    }

    /// In milliseconds.
    private func expectedWait(behind depth: Int) -> Int {
        depth * Int(meanService.load(ordering: .relaxed)) / configuration.threads / 1_000_000
    }

    // MARK: What any thread does

    /// Puts a connection that has something to read in the queue.
    func enqueue(_ connection: Connection) {
        backlog.append(connection)
        if idle.load(ordering: .sequentiallyConsistent) > 0 { ring(1) }
    }

    private func ring(_ count: UInt64) { eventfd_write(bell, count) }

    /// Takes one ring of the bell, so that the others stay for other threads. At the end it rings for everybody.
    func answerBell() {
        var count: eventfd_t = 0
        eventfd_read(bell, &count)
    }

    /// Accepts every connection that waits. One thread at a time is here: the listener is armed for one event.
    func acceptConnections() {
        listener.withLock { listener in
            guard let descriptor = listener?.descriptor else { return }
            accept(from: descriptor)
        }
    }

    /// - Returns: whether all were accepted; if not, the rest has to wait.
    @discardableResult
    private func accept(from listening: Int32) -> Bool {
        for _ in 0..<1024 {
            if connections.count >= configuration.maximumConnections { return pauseListening(50) }
            let descriptor = fcgi_shim_accept(listening)
            if descriptor >= 0 {
                accepted.add(1, ordering: .relaxed)
                fcgi_shim_set_timeouts(
                    descriptor, Int32(configuration.readTimeout), Int32(configuration.writeTimeout))
                var yes: Int32 = 1
                setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
                let connection = connections.add(descriptor: descriptor)
                park(connection, isNew: true)
                continue
            }
            switch errno {
            case EAGAIN:
                fcgi_shim_arm(poller, EPOLL_CTL_MOD, listening, Self.listenerToken)
                return true
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                // Trying again at once would only fail again: what is open has to close first.
                logger.error("no connection can be accepted", metadata: ["errno": "\(errno)"])
                return pauseListening(100)
            case EINTR, ECONNABORTED, EPROTO: continue
            default:
                logger.error("the listening socket is broken", metadata: ["errno": "\(errno)"])
                return pauseListening(1000)
            }
        }
        return pauseListening(1)
    }

    private func pauseListening(_ milliseconds: UInt64) -> Bool {
        listenerPausedUntil.store(Clock.milliseconds() + milliseconds, ordering: .sequentiallyConsistent)
        return false
    }

    private func resumeListening(_ now: UInt64) {
        let until = listenerPausedUntil.load(ordering: .sequentiallyConsistent)
        guard until != 0, now >= until else { return }
        listenerPausedUntil.store(0, ordering: .sequentiallyConsistent)
        listener.withLock { listener in
            guard let descriptor = listener?.descriptor else { return }
            fcgi_shim_arm(poller, EPOLL_CTL_MOD, descriptor, Self.listenerToken)
        }
    }

    /// Takes the last connections of a socket that goes with this process, and closes it.
    /// - Returns: whether it is closed; it stays while what waits there has to wait on.
    private func stopListening() -> Bool {
        listener.withLock { listener in
            guard let descriptor = listener?.descriptor else { return true }
            if listener?.isOwn == true, !accept(from: descriptor) { return false }
            epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, nil)
            listener = nil
            return true
        }
    }

    /// Gives a connection back to the poller until more of it comes.
    func park(_ connection: Connection, isNew: Bool = false) {
        let now = Clock.milliseconds()
        var deadline = now + UInt64(configuration.idleTimeout)
        if !connection.partial.isEmpty {
            if connection.headDeadline == 0 { connection.headDeadline = now + UInt64(configuration.headTimeout) }
            deadline = connection.headDeadline
        }
        arm(connection, as: .parked, until: deadline, isNew: isNew)
    }

    private func arm(_ connection: Connection, as state: Connection.State, until deadline: UInt64, isNew: Bool = false)
    {
        let (id, descriptor) = (connection.id, connection.descriptor)
        connections.release(connection, to: state, until: deadline)
        if fcgi_shim_arm(poller, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, id) != 0,
            let mine = connections.claim(id)
        {
            connections.close(mine)
        }
    }

    /// Sends the last records of a connection and closes it once the gateway has.
    func end(_ connection: Connection, with records: [UInt8]) {
        guard send(records, to: connection) else { return connections.close(connection) }
        startLingering(connection)
    }

    /// Sends octets without waiting; false where they do not all fit.
    func send(_ octets: [UInt8], to connection: Connection) -> Bool {
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        return Glibc.send(connection.descriptor, octets, octets.count, flags) == octets.count
    }

    /// Says that nothing more will be sent, and drops what still comes: closing at once would reset the connection
    /// and could take the response with it.
    func startLingering(_ connection: Connection) {
        shutdown(connection.descriptor, Int32(SHUT_WR))
        connection.isLingering = true
        connection.partial = []
        connection.headDeadline = Clock.milliseconds() + 2000
        linger(connection)
    }

    /// Drops what has come, and waits for more or for the end.
    func linger(_ connection: Connection) {
        let isOpen = withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 8) { scratch in
            for _ in 0..<64 {
                let count = recv(connection.descriptor, scratch.baseAddress, scratch.count, Int32(MSG_DONTWAIT))
                if count == 0 { return false }
                if count < 0 { return errno == EAGAIN || errno == EINTR }
            }
            return true
        }
        guard isOpen, Clock.milliseconds() < connection.headDeadline else { return connections.close(connection) }
        arm(connection, as: .lingering, until: connection.headDeadline)
    }

    func closeMalformed(_ connection: Connection) {
        malformed.add(1, ordering: .relaxed)
        logger.debug("a connection was closed for what came over it")
        connections.close(connection)
    }

    func noteRefused() { refused.add(1, ordering: .relaxed) }

    func noteServed(nanoseconds: UInt64) {
        served.add(1, ordering: .relaxed)
        let mean = meanService.load(ordering: .relaxed)
        meanService.store(mean - mean / 8 + nanoseconds / 8, ordering: .relaxed)
    }
}
