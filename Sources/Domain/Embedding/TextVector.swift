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
    public init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == TextVector.dimension else { return nil }
        self.init(whole: bytes.withMemoryRebound(to: Int8.self) { Array($0) })
    }

    /// The vector that ``bytes`` gave, or nil where there are not ``TextVector/dimension`` of them.
    public init?(bytes: [UInt8]) {
        guard let vector = bytes.withUnsafeBytes({ Self(bytes: $0) }) else { return nil }
        self = vector
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
        other.components.withUnsafeBytes { Float(products($0).dot) * inverseLength * other.inverseLength }
    }

    /// As ``similarity(to:)`` with the vector that ``bytes`` gave, which is not made for it: ten thousand stored ones
    /// take 2 ms instead of 60. Nil where there are not ``TextVector/dimension`` bytes.
    public func similarity(toBytes bytes: [UInt8]) -> Float? {
        guard bytes.count == TextVector.dimension else { return nil }
        let (dot, square) = bytes.withUnsafeBytes { products($0) }
        return square > 0 ? Float(dot) * inverseLength / Float(square).squareRoot() : 0
    }

    /// The dot product with components as bytes, and theirs with themselves.
    private func products(_ other: UnsafeRawBufferPointer) -> (dot: Int32, square: Int32) {
        components.withUnsafeBytes { own in
            // Sixteen at once, widened: 256 products of 14 bits fit 32.
            var (dots, squares) = (SIMD16<Int32>.zero, SIMD16<Int32>.zero)
            for start in stride(from: 0, to: TextVector.dimension, by: 16) {
                let left = own.loadUnaligned(fromByteOffset: start, as: SIMD16<Int8>.self)
                let right = other.loadUnaligned(fromByteOffset: start, as: SIMD16<Int8>.self)
                let wide = SIMD16<Int32>(truncatingIfNeeded: right)
                dots &+= SIMD16<Int32>(truncatingIfNeeded: left) &* wide
                squares &+= wide &* wide
            }
            return (dots.wrappedSum(), squares.wrappedSum())
        }
    }
}
