/// What pages must be, written without a thought of speed.
enum Reference {
    static func escaped(_ text: String) -> [UInt8] {
        text.utf8.flatMap { byte -> [UInt8] in
            switch Character(Unicode.Scalar(byte)) {
            case "\"": Array("&quot;".utf8)
            case "&": Array("&amp;".utf8)
            case "'": Array("&#39;".utf8)
            case "<": Array("&lt;".utf8)
            case ">": Array("&gt;".utf8)
            default: [byte]
            }
        }
    }
}

/// Texts that are random and the same in every run (SplitMix64).
struct Random: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    /// A text of any characters, among them NUL, the five, and those of two, three and four bytes.
    mutating func text(ofAtMost count: Int) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...count, using: &self) {
            let scalar: Unicode.Scalar =
                switch Int.random(in: 0..<8, using: &self) {
                case 0: "\"&'<>".unicodeScalars.randomElement(using: &self) ?? "&"
                case 1: Unicode.Scalar(UInt8.random(in: 0..<0x20, using: &self))
                case 2: Unicode.Scalar(UInt16.random(in: 0x80..<0xd800, using: &self)) ?? "ü"
                case 3: Unicode.Scalar(UInt32.random(in: 0x1_0000...0x10_ffff, using: &self)) ?? "😀"
                default: Unicode.Scalar(UInt8.random(in: 0x20..<0x7f, using: &self))
                }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    mutating func maybe<Value>(_ value: (inout Random) -> Value) -> Value? {
        Bool.random(using: &self) ? value(&self) : nil
    }
}
