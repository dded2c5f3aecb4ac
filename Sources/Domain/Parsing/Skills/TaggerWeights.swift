/// The tagger's weights: what each number of a word says for each label, and each label for the next.
///
/// The file is `magic, count, 9 transitions, leaning, padding`, then for each feature its number and one byte a label, all in
/// steps of a sixteenth. The leaning is taken off what speaks for a word's being outside.
struct TaggerWeights: Sendable {
    /// A word begins a skill, goes on with it, or is outside of any.
    enum Label: Int, CaseIterable { case begins, inside, outside }

    static let labels = Label.allCases.count
    static let shared = TaggerWeights(PackageResources.skill_tagger_bin)

    /// From label to label, by row.
    let transitions: [Float]
    /// What every word starts with.
    let start: SIMD4<Int32>
    private let keys: [UInt32]
    private let values: [SIMD4<Int8>]
    private let mask: Int

    private static let magic = Array("HUNTTAG1".utf8)
    private static let headSize = 24
    private static let step: Float = 1 / 16

    /// The weights in a file; none, which finds nothing, where it is no such file.
    init(_ file: [UInt8]) {
        let isWhole = file.count >= Self.headSize && file.starts(with: Self.magic)
        let count = isWhole ? (file.count - Self.headSize) / 8 : 0
        transitions = isWhole ? file[12..<21].map { Float(Int8(bitPattern: $0)) * Self.step } : []
        start = SIMD4(0, 0, isWhole ? -Int32(Int8(bitPattern: file[21])) : 0, 0)
        var slots = 16
        while slots < 2 * count { slots *= 2 }
        var keys = [UInt32](repeating: 0, count: slots)
        var values = [SIMD4<Int8>](repeating: .zero, count: slots)
        for entry in 0..<count {
            let start = Self.headSize + 8 * entry
            let key = (0..<4).reduce(UInt32(0)) { $0 | UInt32(file[start + $1]) << UInt32(8 * $1) }
            var slot = Int(key) & (slots - 1)
            while keys[slot] != 0 { slot = (slot + 1) & (slots - 1) }
            keys[slot] = key
            for label in 0..<Self.labels { values[slot][label] = Int8(bitPattern: file[start + 4 + label]) }
        }
        self.keys = keys
        self.values = values
        mask = slots - 1
    }

    /// Adds what the feature says for each label.
    @inline(__always)
    func add(_ feature: UInt32, to sums: inout SIMD4<Int32>) {
        var slot = Int(feature) & mask
        while keys[slot] != 0 {
            if keys[slot] == feature {
                sums &+= SIMD4<Int32>(truncatingIfNeeded: values[slot])
                return
            }
            slot = (slot + 1) & mask
        }
    }

    /// The sums as weights.
    @inline(__always)
    static func scores(_ sums: SIMD4<Int32>) -> SIMD4<Float> { SIMD4<Float>(sums) * step }
}
