/// A small picture of a text, by which two texts can be compared without reading either again.
///
/// Every row of four words is hashed, and the smallest hashes are kept (a bottom-k sketch, Broder 1997). Below the smaller of
/// two sketches' largest hashes both know all they have, so what they share there estimates what their texts share: how much
/// they are alike, and how much of one is within the other, which is what tells a cut copy from another text.
public struct TextSketch: Sendable, Equatable {
    /// In order, each once.
    public let hashes: [UInt32]
    /// Words of the text.
    public let words: Int

    /// Rows of words whose hashes are kept: with 128 an estimate is right to about 0.04.
    static let size = 128
    private static let row = 4

    /// - Parameter markdown: addresses of links do not count, for one board has them and the next leaves them out.
    public init(markdown: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(markdown.utf8.count)
        var (isAddress, last) = (false, UInt8(0))
        for byte in markdown.utf8 {
            if isAddress {
                isAddress = byte != UInt8(ascii: ")") && byte != 0x0A
            } else {
                isAddress = byte == UInt8(ascii: "(") && last == UInt8(ascii: "]")
                bytes.append(byte)
            }
            last = byte
        }
        let words = bytes.withUnsafeBufferPointer { SkillWord.all(in: $0) }
        var rows: [UInt32] = []
        rows.reserveCapacity(words.count)
        if words.count >= Self.row {
            for start in 0...(words.count - Self.row) {
                var hash: UInt64 = 0
                for word in words[start..<start + Self.row] { hash = Self.mix(hash ^ word.folded) }
                rows.append(UInt32(truncatingIfNeeded: hash >> 32))
            }
        }
        rows.sort()
        var kept: [UInt32] = []
        kept.reserveCapacity(Self.size)
        for hash in rows where kept.last != hash {
            kept.append(hash)
            if kept.count == Self.size { break }
        }
        hashes = kept
        self.words = words.count
    }

    /// The sketch as it is stored: the number of words, then the hashes, four bytes each.
    public init?(bytes: [UInt8]) {
        guard bytes.count >= 4, bytes.count % 4 == 0 else { return nil }
        let numbers = stride(from: 0, to: bytes.count, by: 4).map { at in
            bytes[at..<at + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        words = Int(numbers[0])
        hashes = Array(numbers.dropFirst())
    }

    public var bytes: [UInt8] {
        ([UInt32(clamping: words)] + hashes).flatMap { number in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        }
    }

    /// What two texts share.
    struct Overlap: Equatable {
        /// Of both together.
        var alike: Double
        /// Of the one that has more in the other: 1 for a copy that was cut.
        var within: Double
        /// Rows of words that were compared.
        var compared: Int
    }

    func overlap(with other: TextSketch) -> Overlap {
        let limit = min(largest, other.largest)
        let (own, others) = (hashes.prefix { $0 <= limit }, other.hashes.prefix { $0 <= limit })
        var shared = 0
        var (one, two) = (own.startIndex, others.startIndex)
        while one < own.endIndex, two < others.endIndex {
            if own[one] == others[two] {
                shared += 1
                one += 1
                two += 1
            } else if own[one] < others[two] {
                one += 1
            } else {
                two += 1
            }
        }
        let (fewest, all) = (min(own.count, others.count), own.count + others.count - shared)
        return Overlap(
            alike: all == 0 ? 0 : Double(shared) / Double(all),
            within: fewest == 0 ? 0 : Double(shared) / Double(fewest),
            compared: fewest)
    }

    /// Up to where the sketch knows every row.
    private var largest: UInt32 { hashes.count < Self.size ? .max : hashes.last ?? .max }

    /// The last step of SplitMix64.
    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
