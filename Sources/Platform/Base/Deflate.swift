internal import CZlib

/// Compresses what is kept and seldom read (RFC 1950).
public enum Deflate {
    public static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var length = compressBound(UInt(bytes.count))
        var out = [UInt8](repeating: 0, count: Int(length) + 4)
        // The length in front, so that whoever unpacks knows how much room it takes.
        for index in 0..<4 { out[index] = UInt8(truncatingIfNeeded: bytes.count >> (24 - 8 * index)) }
        let code = out.withUnsafeMutableBufferPointer { out in
            compress2(out.baseAddress! + 4, &length, bytes, UInt(bytes.count), Z_BEST_COMPRESSION)
        }
        precondition(code == Z_OK && bytes.count < 1 << 31, "zlib has no room or no memory")
        return Array(out.prefix(4 + Int(length)))
    }

    /// - Parameter limit: bytes that it may unpack to.
    /// - Returns: nil for what ``compress(_:)`` has not made, or what is longer.
    public static func expand(_ bytes: [UInt8], limit: Int = 64 << 20) -> [UInt8]? {
        guard bytes.count > 4 else { return nil }
        let count = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard count <= limit else { return nil }
        var out = [UInt8](repeating: 0, count: max(1, count))
        var length = UInt(count)
        let code = bytes.withUnsafeBufferPointer { bytes in
            uncompress(&out, &length, bytes.baseAddress! + 4, UInt(bytes.count - 4))
        }
        guard code == Z_OK, Int(length) == count else { return nil }
        return Array(out.prefix(count))
    }
}
