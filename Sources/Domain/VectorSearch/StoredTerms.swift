/// Numbers of terms as bytes, to keep: four each, the lowest first.
public enum StoredTerms {
    public static func bytes(_ terms: [UInt32]) -> [UInt8] {
        terms.flatMap { term in (0..<4).map { UInt8(truncatingIfNeeded: term >> (8 * $0)) } }
    }

    /// The terms that ``bytes(_:)`` gave; what does not fill a number is left out.
    public static func terms(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { start in
            (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) }
        }
    }
}
