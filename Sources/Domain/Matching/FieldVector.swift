/// How much a text speaks of each field of work: a direction, and how much there is to go by.
///
/// The components are whole numbers of 1/255, so that a vector that was stored is the vector that was made.
struct FieldVector: Sendable, Equatable {
    let components: [UInt8]
    /// How much of the text speaks for any field; 0 for a text of which nothing is known.
    let mass: Float

    /// Of a text that speaks for no field.
    static let none = FieldVector(components: [], mass: 0)

    init(components: [UInt8], mass: Float) {
        self.components = components
        self.mass = mass
    }

    /// The direction of sums over the fields.
    /// - Parameter power: above 1 lets what a text speaks of most stand out.
    init(_ sums: [Double], power: Double = 1) {
        let raised = power == 1 ? sums : sums.map { $0 > 0 ? raise($0, to: power) : 0 }
        let length = raised.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 0 else {
            self = .none
            return
        }
        components = raised.map { UInt8(($0 / length * 255).rounded()) }
        mass = Float(sums.reduce(0) { $0 + $1 * $1 }.squareRoot())
    }

    var isNone: Bool { components.isEmpty }

    subscript(field: Int) -> Double { isNone ? 0 : Double(components[field]) / 255 }

    /// The cosine of two directions, 0 to 1.
    func similarity(to other: FieldVector) -> Double {
        guard !isNone, !other.isNone else { return 0 }
        var sum: UInt32 = 0
        components.withUnsafeBufferPointer { ours in
            other.components.withUnsafeBufferPointer { theirs in
                for field in 0..<min(ours.count, theirs.count) {
                    sum &+= UInt32(ours[field]) &* UInt32(theirs[field])
                }
            }
        }
        return min(Double(sum) / 65025, 1)
    }
}
