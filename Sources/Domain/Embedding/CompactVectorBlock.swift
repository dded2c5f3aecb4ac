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
        let width = TextVector.dimension
        return components.withUnsafeBufferPointer { all in
            vector.components.withUnsafeBufferPointer { one in
                inverseLengths.indices.map { index in
                    var sum: Int32 = 0
                    for offset in 0..<width { sum &+= Int32(all[index &* width &+ offset]) &* Int32(one[offset]) }
                    return Float(sum) * inverseLengths[index] * vector.inverseLength
                }
            }
        }
    }
}
