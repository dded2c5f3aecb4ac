/// Writes values one behind the other, for ``ByteReader`` to read in the same order.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(byte: UInt8) { bytes.append(byte) }

    mutating func append(bytes other: some Collection<UInt8>) { bytes.append(contentsOf: other) }

    /// A whole number in as few bytes as it needs, seven bits in each.
    mutating func append(_ value: Int) {
        var rest = UInt64(max(0, value))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func append(hash: UInt32) {
        withUnsafeBytes(of: hash.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ value: Float) { append(hash: value.bitPattern) }

    mutating func append(text: [UInt8]) {
        append(text.count)
        append(bytes: text)
    }

    mutating func append<Item>(_ items: [Item], _ write: (inout ByteWriter, Item) -> Void) {
        append(items.count)
        for item in items { write(&self, item) }
    }

    mutating func append<Item>(_ item: Item?, _ write: (inout ByteWriter, Item) -> Void) {
        append(byte: item == nil ? 0 : 1)
        if let item { write(&self, item) }
    }
}

/// Reads what ``ByteWriter`` wrote, from bytes that may be anything: nothing is believed before it is there.
struct ByteReader {
    /// The bytes are not what was written.
    struct Damage: Error {}

    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func byte() throws(Damage) -> UInt8 {
        guard index < bytes.count else { throw Damage() }
        defer { index += 1 }
        return bytes[index]
    }

    mutating func bytes(_ count: Int) throws(Damage) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= bytes.count - index else { throw Damage() }
        defer { index += count }
        return UnsafeRawBufferPointer(rebasing: bytes[index..<(index + count)])
    }

    /// A whole number below 2^35.
    mutating func number() throws(Damage) -> Int {
        var value = 0
        for shift in stride(from: 0, through: 28, by: 7) {
            let byte = try byte()
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw Damage()
    }

    mutating func hash() throws(Damage) -> UInt32 {
        UInt32(littleEndian: try bytes(4).loadUnaligned(as: UInt32.self))
    }

    /// A number from 0 to `most`.
    mutating func float(most: Float) throws(Damage) -> Float {
        let value = Float(bitPattern: try hash())
        guard value >= 0, value <= most else { throw Damage() }
        return value
    }

    mutating func flag() throws(Damage) -> Bool {
        let byte = try byte()
        guard byte <= 1 else { throw Damage() }
        return byte == 1
    }

    mutating func text() throws(Damage) -> [UInt8] { Array(try bytes(try number())) }

    /// - Parameter size: the least bytes an item has, so that a wrong count cannot ask for more memory than there are bytes.
    mutating func items<Item>(
        atLeast size: Int = 1, _ read: (inout ByteReader) throws(Damage) -> Item
    ) throws(Damage) -> [Item] {
        let count = try number()
        guard count <= (bytes.count - index) / size else { throw Damage() }
        var items: [Item] = []
        items.reserveCapacity(count)
        for _ in 0..<count { items.append(try read(&self)) }
        return items
    }

    mutating func optional<Item>(_ read: (inout ByteReader) throws(Damage) -> Item) throws(Damage) -> Item? {
        switch try byte() {
        case 0: nil
        case 1: try read(&self)
        default: throw Damage()
        }
    }
}
