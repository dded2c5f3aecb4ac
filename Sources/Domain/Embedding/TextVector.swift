/// What a text is about, as a direction in 256 dimensions: texts about like things point in like directions.
///
/// Vectors have the length 1, so that their dot product is their cosine, or are all zero for a text without words.
public struct TextVector: Sendable, Equatable {
    /// How many components a vector has.
    public static let dimension = 256
    /// The vector of a text without words.
    public static let zero = TextVector(unit: [Float](repeating: 0, count: dimension))

    /// The components.
    public let components: [Float]

    /// The vector in the direction of `components`, which are ``dimension`` many.
    public init(direction components: [Float]) {
        precondition(components.count == Self.dimension)
        let square = Self.dot(components, components)
        guard square > 0, square.isFinite else {
            self = .zero
            return
        }
        let factor = 1 / square.squareRoot()
        self.init(unit: components.map { $0 * factor })
    }

    private init(unit components: [Float]) { self.components = components }

    /// Whether the text had no words.
    public var isZero: Bool { components.allSatisfy { $0 == 0 } }

    /// The cosine of the angle to another vector: -1 to 1, and 0 with a vector that is zero.
    public func similarity(to other: TextVector) -> Float { Self.dot(components, other.components) }

    /// The vector in a quarter of the space.
    public var compact: CompactVector { CompactVector(self) }

    private static func dot(_ left: [Float], _ right: [Float]) -> Float {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                // Sixteen sums at once: a sum of floats in order cannot use the machine's vectors.
                var sums = SIMD16<Float>.zero
                let (left, right) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
                for start in stride(from: 0, to: 4 * dimension, by: 64) {
                    sums +=
                        left.loadUnaligned(fromByteOffset: start, as: SIMD16<Float>.self)
                        * right.loadUnaligned(fromByteOffset: start, as: SIMD16<Float>.self)
                }
                return sums.sum()
            }
        }
    }
}

/// A vector as 256 signed bytes, to keep and to compare many: as near to the exact cosine as 0.01.
public struct CompactVector: Sendable, Equatable, Hashable {
    /// The components: the largest is 127 or -127, unless all are zero.
    public let components: [Int8]
    /// The factor that makes a dot product of whole numbers a cosine: one over the length.
    public let inverseLength: Float

    /// The nearest to `vector`.
    public init(_ vector: TextVector) {
        let largest = vector.components.reduce(0) { max($0, abs($1)) }
        let factor = largest > 0 ? 127 / largest : 0
        self.init(whole: vector.components.map { Int8(($0 * factor).rounded()) })
    }

    /// The vector that ``bytes`` gave, or nil where there are not ``TextVector/dimension`` of them.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == TextVector.dimension else { return nil }
        self.init(whole: bytes.map { Int8(bitPattern: $0) })
    }

    private init(whole components: [Int8]) {
        self.components = components
        let square = components.reduce(0) { $0 + Int($1) * Int($1) }
        inverseLength = square > 0 ? 1 / Float(square).squareRoot() : 0
    }

    /// The components as bytes, for a column or a file.
    public var bytes: [UInt8] { components.map { UInt8(bitPattern: $0) } }

    /// The cosine of the angle to another vector, and 0 with a vector that is zero.
    public func similarity(to other: CompactVector) -> Float {
        let dot = components.withUnsafeBufferPointer { left in
            other.components.withUnsafeBufferPointer { right in
                var sum: Int32 = 0
                for index in 0..<TextVector.dimension { sum &+= Int32(left[index]) &* Int32(right[index]) }
                return sum
            }
        }
        return Float(dot) * inverseLength * other.inverseLength
    }
}
