public import Base
public import Embedding
public import FoundationEssentials

/// Postings in one piece of memory that never changes: a file that all processes map, or memory of this process.
///
/// Rows are sorted by id. The columns, each starting at a multiple of 64 bytes behind the head, are: ids, signed bytes of the
/// vectors, their inverse lengths, their words of 16 bits, the inverse lengths of these, packed traits, numbers of locations;
/// then where each location starts, and their bytes; then the terms of all rows in order, where the rows of each start, and these
/// rows. Numbers are little-endian.
public final class Segment: Sendable {
    /// Changes of the postings that the segment has seen: all after the lower bound, up to the upper.
    public let changes: Range<Int64>
    /// Rows, those that say that a posting is gone included.
    public let count: Int
    let columns: SegmentColumns
    private let memory: Memory

    enum Memory: Sendable {
        case mapped(MappedFile)
        case owned(SegmentBuffer)

        var bytes: UnsafeRawBufferPointer {
            switch self {
            case .mapped(let file): file.bytes
            case .owned(let buffer): UnsafeRawBufferPointer(buffer.bytes)
            }
        }
    }

    /// A segment that ``bytes`` gave, in a file.
    /// - Throws: ``SegmentError`` for a file that is something else, or cut.
    public convenience init(file: MappedFile) throws(SegmentError) {
        try self.init(.mapped(file))
    }

    init(_ memory: Memory) throws(SegmentError) {
        let bytes = memory.bytes
        guard let head = SegmentHead(bytes), let columns = SegmentColumns(head, in: bytes) else { throw SegmentError() }
        self.memory = memory
        self.columns = columns
        count = head.count
        changes = head.from..<head.to
    }

    /// All of it, to be written to a file.
    public var bytes: UnsafeRawBufferPointer { memory.bytes }

    /// Whether its memory is a file's.
    public var isMapped: Bool {
        if case .mapped = memory { true } else { false }
    }

    /// The row of a posting, or nil.
    func row(of key: UUIDKey) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if columns.key(middle) < key { low = middle + 1 } else { high = middle }
        }
        return low < count && columns.key(low) == key ? low : nil
    }
}

/// A file is no segment of this version, or is cut.
public struct SegmentError: Error, CustomStringConvertible {
    public var description: String { "it is no segment of the index" }
}

/// A UUID as two numbers, which sort as its bytes do.
struct UUIDKey: Comparable, Hashable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(_ id: UUID) {
        self = withUnsafeBytes(of: id.uuid) { Self($0) }
    }

    /// The key of 16 bytes.
    init(_ bytes: UnsafeRawBufferPointer) {
        high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    var id: UUID {
        var uuid: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        withUnsafeMutableBytes(of: &uuid) {
            $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return UUID(uuid: uuid)
    }

    static func < (left: Self, right: Self) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

/// Memory that one writer fills before anybody else sees it.
final class SegmentBuffer: @unchecked Sendable {  // filled by its maker, never written again
    let bytes: UnsafeMutableRawBufferPointer

    init(count: Int) {
        bytes = .allocate(byteCount: count, alignment: 64)
        _ = bytes.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { bytes.deallocate() }
}

/// The first 64 bytes of a segment.
struct SegmentHead {
    var count: Int
    var from: Int64
    var to: Int64
    var locations: Int
    var locationBytes: Int
    /// Different terms, and how often they stand in rows.
    var terms: Int
    var termRows: Int

    static let size = 64
    private static let magic = Array("HUNTVEC2".utf8)

    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.size, bytes.prefix(8).elementsEqual(Self.magic) else { return nil }
        func number(_ index: Int) -> Int64 {
            Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 + 8 * index, as: Int64.self))
        }
        // Far more than memory holds; sums of such numbers do not overflow.
        let limit: Int64 = 1 << 40
        guard (0...limit).contains(number(0)), 0 <= number(1), number(1) <= number(2),
            (3...6).allSatisfy({ (0...limit).contains(number($0)) })
        else { return nil }
        (count, from, to) = (Int(number(0)), number(1), number(2))
        (locations, locationBytes) = (Int(number(3)), Int(number(4)))
        (terms, termRows) = (Int(number(5)), Int(number(6)))
    }

    init(_ table: SegmentTables, count: Int, changes: Range<Int64>) {
        (self.count, from, to) = (count, changes.lowerBound, changes.upperBound)
        (locations, locationBytes) = (table.locations.count, table.locations.bytes.count)
        (terms, termRows) = (table.terms.terms.count, table.terms.rows.count)
    }

    func write(to bytes: UnsafeMutableRawBufferPointer) {
        bytes.copyBytes(from: Self.magic)
        let numbers = [count, Int(from), Int(to), locations, locationBytes, terms, termRows]
        for (index, number) in numbers.map(Int64.init).enumerated() {
            bytes.storeBytes(of: number.littleEndian, toByteOffset: 8 + 8 * index, as: Int64.self)
        }
    }

    /// Where each column starts, and where the last ends.
    var layout: [Int] {
        let width = TextVector.dimension
        let sizes = [
            16 * count, width * count, 4 * count, 2 * width * count, 4 * count,
            MemoryLayout<PackedTraits>.stride * count,
            4 * count, 4 * (locations + 1), locationBytes, 4 * terms, 4 * (terms + 1), 4 * termRows,
        ]
        var starts = [Self.size]
        for size in sizes { starts.append((starts[starts.count - 1] + size + 63) & ~63) }
        return starts
    }
}

/// The columns of a segment, where they lie.
struct SegmentColumns: @unchecked Sendable {  // addresses of memory that never changes and the segment owns
    let ids: UnsafeRawPointer
    let compact: UnsafePointer<Int8>
    let inverse: UnsafePointer<Float>
    let words: UnsafePointer<Int16>
    let wordsInverse: UnsafePointer<Float>
    let traits: UnsafePointer<PackedTraits>
    let location: UnsafePointer<UInt32>
    let locationStarts: UnsafePointer<UInt32>
    let locationText: UnsafePointer<UInt8>
    let locationCount: Int
    let termIDs: UnsafePointer<UInt32>
    let termStarts: UnsafePointer<UInt32>
    let termRows: UnsafePointer<UInt32>
    let termCount: Int

    /// Nil where the memory is shorter than its head says, or a location or the rows of a term lie outside.
    init?(_ head: SegmentHead, in bytes: UnsafeRawBufferPointer) {
        let at = head.layout
        guard let start = bytes.baseAddress, bytes.count == at[12] else { return nil }
        ids = start + at[0]
        compact = (start + at[1]).assumingMemoryBound(to: Int8.self)
        inverse = (start + at[2]).assumingMemoryBound(to: Float.self)
        words = (start + at[3]).assumingMemoryBound(to: Int16.self)
        wordsInverse = (start + at[4]).assumingMemoryBound(to: Float.self)
        traits = (start + at[5]).assumingMemoryBound(to: PackedTraits.self)
        location = (start + at[6]).assumingMemoryBound(to: UInt32.self)
        locationStarts = (start + at[7]).assumingMemoryBound(to: UInt32.self)
        locationText = (start + at[8]).assumingMemoryBound(to: UInt8.self)
        locationCount = head.locations
        termIDs = (start + at[9]).assumingMemoryBound(to: UInt32.self)
        termStarts = (start + at[10]).assumingMemoryBound(to: UInt32.self)
        termRows = (start + at[11]).assumingMemoryBound(to: UInt32.self)
        termCount = head.terms
        var last: UInt32 = 0
        for index in 0...locationCount {
            guard locationStarts[index] >= last else { return nil }
            last = locationStarts[index]
        }
        guard locationStarts[0] == 0, Int(last) <= head.locationBytes else { return nil }
        for row in 0..<head.count where location[row] >= UInt32(max(1, locationCount)) { return nil }
        guard termStarts[0] == 0, Int(termStarts[termCount]) == head.termRows else { return nil }
        for term in 0..<termCount {
            guard termStarts[term] <= termStarts[term + 1], term == 0 || termIDs[term - 1] < termIDs[term] else {
                return nil
            }
        }
        for index in 0..<head.termRows where termRows[index] >= UInt32(head.count) { return nil }
    }

    @inline(__always)
    func key(_ row: Int) -> UUIDKey { UUIDKey(UnsafeRawBufferPointer(start: ids + 16 * row, count: 16)) }

    func isGone(_ row: Int) -> Bool { traits[row].flags & PackedTraits.gone != 0 }

    /// The bytes of a location, in small letters; the first is the empty one.
    func locationText(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        let (start, end) = (Int(locationStarts[index]), Int(locationStarts[index + 1]))
        return UnsafeBufferPointer(start: locationText + start, count: end - start)
    }

    /// The rows that have the term of an index.
    func rows(_ index: Int) -> UnsafeBufferPointer<UInt32> {
        let (start, end) = (Int(termStarts[index]), Int(termStarts[index + 1]))
        return UnsafeBufferPointer(start: termRows + start, count: end - start)
    }

    /// The rows that have a term; none where no row has it.
    func rows(of term: UInt32) -> UnsafeBufferPointer<UInt32> {
        var (low, high) = (0, termCount)
        while low < high {
            let middle = (low + high) / 2
            if termIDs[middle] < term { low = middle + 1 } else { high = middle }
        }
        return low < termCount && termIDs[low] == term ? rows(low) : UnsafeBufferPointer(start: nil, count: 0)
    }
}
