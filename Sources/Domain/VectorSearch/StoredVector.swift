internal import CVectors
public import Embedding

/// A vector as 256 whole numbers of 16 bits, to keep: cosines with it are within 0.0001 of those with the floats it came from.
///
/// Its upper halves, rounded, are the signed bytes that many vectors are compared by.
public struct StoredVector: Sendable, Equatable {
    /// -32,767 to 32,767; the largest is one of these, unless all are zero.
    let words: [Int16]

    /// Bytes of ``bytes``.
    public static let size = 2 * TextVector.dimension
    private static let largest: Float = 32_767

    /// The nearest to `vector`.
    public init(_ vector: TextVector) {
        let largest = vector.components.reduce(0) { max($0, abs($1)) }
        let factor = largest > 0 ? Self.largest / largest : 0
        words = vector.components.map { Int16(($0 * factor).rounded()) }
    }

    /// The vector that ``bytes`` gave, or nil where there are not ``size`` of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        words = (0..<TextVector.dimension).map { index in
            let word = Int16(bitPattern: UInt16(bytes[2 * index]) | UInt16(bytes[2 * index + 1]) << 8)
            return max(word, -Int16.max)
        }
    }

    /// The numbers one after the other, the lower half first, for a column.
    public var bytes: [UInt8] {
        words.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }

    /// The components as signed bytes, -127 to 127.
    var compact: [Int8] { words.map { Int8((Int($0) + ($0 < 0 ? -129 : 129)) / 258) } }

    /// One over the length; 0 for the zero vector.
    var inverseLength: Float { Self.inverseLength(words) }

    static func inverseLength(_ components: [some BinaryInteger]) -> Float {
        let square = components.reduce(into: 0) { $0 += Int($1) * Int($1) }
        return square > 0 ? Float(1 / Double(square).squareRoot()) : 0
    }

    /// The cosine of the angle to `vector`.
    public func similarity(to vector: TextVector) -> Float {
        words.withUnsafeBufferPointer { words in
            vector.components.withUnsafeBufferPointer { floats in
                guard let words = words.baseAddress, let floats = floats.baseAddress else { return 0 }
                return vectors_dot_words(words, floats) * inverseLength
            }
        }
    }
}
