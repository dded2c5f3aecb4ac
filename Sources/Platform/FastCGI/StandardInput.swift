internal import Glibc
internal import HTTP

/// A request's body: the content of its FCGI_STDIN records.
///
/// Every record is checked, and the length must be what CONTENT_LENGTH said. Afterwards ``drain(limit:milliseconds:)``
/// tells whether the stream stands at the end of the request, where alone another request can be read from it.
final class StandardInput: BodyStream {
    private let connection: Connection
    private let requestID: UInt16
    private let timeout: UInt64
    /// The length that the request declares.
    var expected: Int?
    /// The thread's own; what it holds at `available` has come and is not used yet.
    private let buffer: UnsafeMutableRawBufferPointer
    private(set) var available: Range<Int>
    private var content = 0
    private var padding = 0
    private var isLast = false
    private var hasEnded = false
    private var received = 0
    private var failure: Problem?
    private var drainDeadline: UInt64?

    init(
        connection: Connection, requestID: UInt16, timeout: Int, buffer: UnsafeMutableRawBufferPointer,
        available: Range<Int>
    ) {
        self.connection = connection
        self.requestID = requestID
        self.timeout = UInt64(timeout)
        self.buffer = buffer
        self.available = available
    }

    func read(into destination: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
        if destination.isEmpty { return 0 }
        while true {
            if let failure { throw failure }
            if hasEnded { return 0 }
            if content > 0 {
                if available.isEmpty { try refill() }
                let count = min(content, available.count, destination.count)
                destination.copyMemory(from: .init(rebasing: buffer[available.prefix(count)]))
                available = available.dropFirst(count)
                content -= count
                received += count
                if let expected, received > expected { throw fail(.badRequest("The body is longer than was said.")) }
                return count
            }
            if padding > 0 {
                if available.isEmpty { try refill() }
                let count = min(padding, available.count)
                available = available.dropFirst(count)
                padding -= count
                continue
            }
            if isLast {
                hasEnded = true
                connection.transferDeadline.store(0, ordering: .relaxed)
                if let expected, received < expected { throw fail(.badRequest("The body is shorter than was said.")) }
                return 0
            }
            while available.count < Record.headerLength { try refill() }
            guard let header = Record.Header(UnsafeRawBufferPointer(buffer), at: available.lowerBound),
                header.type == Record.standardInput, header.requestID == requestID
            else { throw fail(.badRequest("The request was broken off.")) }
            available = available.dropFirst(Record.headerLength)
            content = header.contentLength
            padding = header.paddingLength
            isLast = content == 0
        }
    }

    /// Ends the handler's reading: whoever kept the request reads nothing more.
    func close() {
        failure = failure ?? .badRequest("The request is over.")
    }

    /// Reads what is left of the body, at most `limit` octets and for at most as long.
    /// - Returns: whether the end of the request was found.
    func drain(limit: Int, milliseconds: Int) -> Bool {
        if failure != nil { return false }
        drainDeadline = Clock.milliseconds() + UInt64(milliseconds)
        return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { scratch in
            var count = 0
            while count <= limit {
                guard let read = try? self.read(into: scratch) else { return false }
                if read == 0 { return true }
                count += read
            }
            return false
        }
    }

    private func fail(_ problem: Problem) -> Problem {
        failure = problem
        return problem
    }

    /// Waits for more octets.
    private func refill() throws(Problem) {
        if available.isEmpty {
            available = 0..<0
        } else if available.lowerBound > 0 {
            // Only a part of a record's header can be left.
            buffer.copyMemory(from: .init(rebasing: buffer[available]))
            available = 0..<available.count
        }
        if let drainDeadline {
            guard isReadable(before: drainDeadline) else { throw fail(.badRequest("The body was not read.")) }
        } else if connection.transferDeadline.load(ordering: .relaxed) == 0 {
            connection.transferDeadline.store(Clock.milliseconds() + timeout, ordering: .relaxed)
        }
        while true {
            let count = recv(
                connection.descriptor, buffer.baseAddress.map { $0 + available.upperBound },
                buffer.count - available.upperBound, 0)
            if count > 0 {
                available = available.lowerBound..<available.upperBound + count
                return
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                throw fail(Problem(.requestTimeout, detail: "The body did not come in time."))
            }
            throw fail(.badRequest("The request was broken off."))
        }
    }

    private func isReadable(before deadline: UInt64) -> Bool {
        while true {
            let now = Clock.milliseconds()
            var waited = pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&waited, 1, Int32(deadline > now ? deadline - now : 0))
            if count >= 0 || errno != EINTR { return count > 0 }
        }
    }
}
