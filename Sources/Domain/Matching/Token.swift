/// One word of a text: where it stands, and what it is once case and endings no longer matter.
struct Token: Sendable {
    struct Kind: OptionSet, Sendable {
        let rawValue: UInt8

        /// A word of grammar (the, und, для): never a term.
        static let stop = Kind(rawValue: 1)
        /// A word that nearly every posting and resume uses (team, experience): a weak term.
        static let generic = Kind(rawValue: 2)
        /// Digits only.
        static let number = Kind(rawValue: 4)
        /// Begins with a capital letter.
        static let capital = Kind(rawValue: 8)
        /// Too short, too long or too random to mean something.
        static let noise = Kind(rawValue: 16)
        /// Names an occupation (engineer, nurse).
        static let role = Kind(rawValue: 32)

        static let notTerm: Kind = [.stop, .number, .noise]
    }

    /// UTF-8 offsets, half open.
    let start: Int32
    let end: Int32
    /// Index of the line it stands in.
    let line: Int32
    /// The value of a number of at most four digits, else -1.
    let number: Int16
    let kind: Kind
    /// Hash of the word in lower case.
    let word: UInt64
    /// Hash of its stem.
    let term: UInt64

    var range: Range<Int> { Int(start)..<Int(end) }
    var isTerm: Bool { kind.isDisjoint(with: .notTerm) }
    /// The term in half the space, as texts keep it.
    var shortTerm: UInt32 { UInt32(truncatingIfNeeded: term >> 16) }
}

/// 64-bit FNV-1a with a final mix; words are compared by it alone (a collision among a million words has odds of 1
/// in 10^7).
enum WordHash {
    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash ^ (hash >> 29)
    }

    /// The hash of two neighbours.
    static func pair(_ first: UInt64, _ second: UInt64) -> UInt64 {
        var mixed = (first &* 0x9E37_79B9_7F4A_7C15) ^ (second &+ 0x5851_F42D_4C95_7F2D)
        mixed = (mixed ^ (mixed >> 32)) &* 0xD6E8_FEB8_6659_FD93
        return mixed ^ (mixed >> 29)
    }
}
