/// The octets of a request's body, read once, from front to back.
///
/// It belongs to the request's thread.
public protocol BodyStream: AnyObject {
    /// Reads some octets into the buffer, waiting for them where none have come yet.
    /// - Returns: how many; 0 at the end of the body.
    /// - Throws: ``Problem`` 400 where the body breaks off or is not as long as it was said to be, 408 where it takes
    ///   too long.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int
}

extension BodyStream {
    /// Reads the whole body.
    /// - Throws: ``Problem`` 413 as soon as there are more than `limit` octets.
    public func readAll(limit: Int) throws(Problem) -> [UInt8] {
        var octets: [UInt8] = []
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 8)
        defer { chunk.deallocate() }
        while true {
            let count = try read(into: chunk)
            if count == 0 { return octets }
            guard octets.count + count <= limit else { throw .tooLarge("The body has more than \(limit) bytes.") }
            octets.append(contentsOf: chunk[..<count])
        }
    }
}

/// A body that is in memory already: for tests, and for requests that have none.
public final class MemoryBody: BodyStream {
    private let octets: [UInt8]
    private let chunk: Int
    private var position = 0

    /// - Parameter chunk: the most octets that one read answers.
    public init(_ octets: [UInt8] = [], chunk: Int = .max) {
        self.octets = octets
        self.chunk = max(1, chunk)
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
        let count = min(buffer.count, octets.count - position, chunk)
        octets.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[position..<position + count])) }
        position += count
        return count
    }
}
