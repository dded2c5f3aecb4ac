public import HTTP

/// A request whose parameters have come, on a connection that one thread owns.
struct Arrival {
    let connection: Connection
    let head: RequestHead
    let request: Request
    let input: StandardInput
}

/// Where a thread keeps what comes from one connection: the head of a request first, then its body.
final class Seat {
    let buffer: UnsafeMutableRawBufferPointer
    /// The octets that have come and are not used yet are the first of the buffer.
    var filled = 0

    init(capacity: Int) {
        buffer = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { buffer.deallocate() }

    var octets: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[..<filled]) }

    func fill(from octets: [UInt8]) {
        buffer.copyBytes(from: octets)
        filled = octets.count
    }

    /// Leaves only these.
    func keep(_ range: Range<Int>) {
        if range.lowerBound > 0 { buffer.copyMemory(from: .init(rebasing: buffer[range])) }
        filled = range.count
    }
}

extension FastCGIServer {
    /// How requests that came together are made ready together, so that what they ask elsewhere is asked once.
    ///
    /// It is used only while every other thread is busy: a thread that is free takes one request and handles it.
    public struct Gathering: Sendable {
        /// Requests at most.
        static let limit = 8

        let isQuick: @Sendable (Request) -> Bool
        let prepare: @Sendable ([Request]) -> Void

        /// - Parameters:
        ///   - isQuick: whether a request is answered so quickly that others may wait behind it on one thread.
        ///   - prepare: called with two or more quick requests before each of them goes to the handler.
        public init(
            isQuick: @escaping @Sendable (Request) -> Bool, prepare: @escaping @Sendable ([Request]) -> Void
        ) {
            self.isQuick = isQuick
            self.prepare = prepare
        }
    }
}
