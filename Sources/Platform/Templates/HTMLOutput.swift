/// Memory that a page is written to from its beginning to its end.
///
/// Every write first makes room, so that what follows can store whole words without looking at the limit again.
public struct HTMLOutput: ~Copyable {
    /// How many bytes may be stored past the end of what is written, to store whole words.
    @usableFromInline static let slack = 16

    private var start: UnsafeMutableRawPointer
    @usableFromInline var end: UnsafeMutableRawPointer
    @usableFromInline var limit: UnsafeMutableRawPointer
    /// False while the memory is somebody else's.
    private(set) var ownsMemory: Bool

    /// Memory of its own, with room for `capacity` bytes before it grows.
    public init(capacity: Int) {
        start = .allocate(byteCount: capacity + Self.slack, alignment: 16)
        (end, limit, ownsMemory) = (start, start + capacity, true)
    }

    /// Writes into somebody's memory as long as it suffices, and moves to memory of its own then.
    init(borrowing memory: UnsafeMutableRawBufferPointer) {
        precondition(memory.count > Self.slack, "there is no room to write")
        start = memory.baseAddress!
        (end, limit, ownsMemory) = (start, start + (memory.count - Self.slack), false)
    }

    deinit {
        if ownsMemory { start.deallocate() }
    }

    /// How many bytes are written.
    public var count: Int { end - start }

    /// What is written, until the next write.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    /// Forgets what is written and keeps the memory.
    public mutating func clear() {
        end = start
    }

    /// Appends bytes as they are.
    @inlinable
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        append(source, bytes.count)
    }

    /// Appends a literal as it is.
    @inlinable @inline(__always)
    public mutating func append(_ literal: StaticString) {
        append(literal.utf8Start, literal.utf8CodeUnitCount)
    }

    @inlinable @inline(__always)
    mutating func append(_ source: UnsafeRawPointer, _ count: Int) {
        makeRoom(count)
        end.copyMemory(from: source, byteCount: count)
        end += count
    }

    /// Appends text with the five characters that mean something in HTML text and attributes replaced.
    public mutating func appendEscaped(_ text: borrowing String) {
        let done: Void? = text.utf8.withContiguousStorageIfAvailable { append(escaping: UnsafeRawBufferPointer($0)) }
        precondition(done != nil, "strings are contiguous on Linux")
    }

    /// Pieces bound the room that the worst case asks for: six bytes for each.
    private mutating func append(escaping text: UnsafeRawBufferPointer) {
        guard var source = text.baseAddress else { return }
        var rest = text.count
        while rest > 0 {
            let count = min(rest, 1 << 10)
            makeRoom(6 * count)
            end = Escaping.write(source, count, to: end)
            source += count
            rest -= count
        }
    }

    @inlinable @inline(__always)
    mutating func makeRoom(_ count: Int) {
        if limit - end < count { grow(count) }
    }

    @usableFromInline @inline(never)
    mutating func grow(_ count: Int) {
        let written = self.count
        let capacity = 2 * (written + count)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity + Self.slack, alignment: 16)
        larger.copyMemory(from: start, byteCount: written)
        if ownsMemory { start.deallocate() }
        (start, end, limit, ownsMemory) = (larger, larger + written, larger + capacity, true)
    }
}
