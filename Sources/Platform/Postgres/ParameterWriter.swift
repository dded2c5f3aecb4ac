/// Collects the bytes of a statement's parameters, one after another in a single buffer.
public struct ParameterWriter: Sendable {
    private(set) var bytes: [UInt8] = []
    private var wroteNull = false

    /// Writes one byte of the value.
    public mutating func write(byte: UInt8) {
        bytes.append(byte)
    }

    /// Writes bytes of the value.
    public mutating func write(_ value: some Sequence<UInt8>) {
        bytes.append(contentsOf: value)
    }

    /// Writes an integer in network byte order.
    public mutating func write(integer value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// The value is NULL; nothing else may be written for it.
    public mutating func writeNull() {
        wroteNull = true
    }

    /// Writes one value of an array, its length before it.
    mutating func writeElement(_ value: some PostgresEncodable) throws {
        let start = bytes.count
        write(integer: Int32(-1))
        guard let length = try measure({ try value.encode(into: &$0) }) else { return }
        withUnsafeBytes(of: length.bigEndian) { prefix in
            for (offset, byte) in prefix.enumerated() { bytes[start + offset] = byte }
        }
    }

    /// Runs `body` and says how many bytes it wrote; nil if it wrote NULL.
    mutating func measure(_ body: (inout ParameterWriter) throws -> Void) throws -> Int32? {
        let start = bytes.count
        wroteNull = false
        defer { wroteNull = false }
        try body(&self)
        if wroteNull { return nil }
        guard let length = Int32(exactly: bytes.count - start) else {
            throw PostgresError(.encoding, "the parameter is longer than 2 GiB")
        }
        return length
    }

    /// Forgets what was written after `count` bytes.
    mutating func truncate(to count: Int) {
        bytes.removeLast(bytes.count - count)
    }
}
