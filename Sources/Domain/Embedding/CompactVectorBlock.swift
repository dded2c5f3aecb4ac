internal import CVectors

/// Many compact vectors in one piece of memory, to compare a vector with all of them.
public struct CompactVectorBlock: Sendable {
    private var components: [Int8] = []
    private var inverseLengths: [Float] = []

    /// An empty block.
    public init() {}

    /// How many vectors there are.
    public var count: Int { inverseLengths.count }

    /// Adds a vector behind the others.
    public mutating func append(_ vector: CompactVector) {
        components += vector.components
        inverseLengths.append(vector.inverseLength)
    }

    /// The cosines of the angles between `vector` and each of the block, in their order.
    public func similarities(to vector: CompactVector) -> [Float] {
        guard count > 0 else { return [] }
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { rows in
            [Float](unsafeUninitializedCapacity: count) { cosines, written in
                // No cosine is below this: all are written.
                written = vectors_above(
                    components, inverseLengths, count, vector.components, vector.inverseLength, -2, rows.baseAddress,
                    cosines.baseAddress)
            }
        }
    }
}
