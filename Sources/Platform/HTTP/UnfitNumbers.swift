/// The numbers of a JSON object that are no `Int`, by the names of their fields: `limit`, `rows.1.min_pay`.
///
/// Reads the bytes itself, once: a decoder that tries each value as one type after another takes seconds for a megabyte.
struct UnfitNumbers {
    /// As they are found; a body of nothing else need not name them all.
    private(set) var names: [String] = []

    private static let most = 20

    /// An object with the field that is being read, or a list with its place.
    private enum Level {
        case object(field: String?)
        case list(index: Int)
    }

    /// - Parameter octets: JSON that a decoder has found to be well-formed.
    init(_ octets: [UInt8]) {
        var levels: [Level] = []
        var position = 0
        while position < octets.count, names.count < Self.most {
            let start = position
            position += 1
            switch octets[start] {
            case UInt8(ascii: "{"): levels.append(.object(field: nil))
            case UInt8(ascii: "["): levels.append(.list(index: 0))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = levels.popLast()
            case UInt8(ascii: ","):
                switch levels.popLast() {
                case .object: levels.append(.object(field: nil))
                case .list(let index): levels.append(.list(index: index + 1))
                case nil: return
                }
            case UInt8(ascii: "\""):
                while position < octets.count, octets[position] != UInt8(ascii: "\"") {
                    position += octets[position] == Octet.backslash ? 2 : 1
                }
                guard position < octets.count else { return }
                if case .object(nil) = levels.last {
                    let field = String(decoding: octets[(start + 1)..<position], as: UTF8.self)
                    levels[levels.count - 1] = .object(field: field)
                }
                position += 1
            case UInt8(ascii: "-"), 0x30...0x39:
                while position < octets.count, Self.isOfNumber(octets[position]) { position += 1 }
                let text = String(decoding: octets[start..<position], as: UTF8.self)
                if !levels.isEmpty, !Self.fits(text) { names.append(Self.name(levels)) }
            default: continue
            }
        }
    }

    private static func isOfNumber(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private static func fits(_ text: String) -> Bool {
        Int(text) != nil || Double(text).flatMap { Int(exactly: $0) } != nil
    }

    private static func name(_ levels: [Level]) -> String {
        levels.map { level in
            switch level {
            case .object(let field): field ?? ""
            case .list(let index): String(index)
            }
        }.joined(separator: ".")
    }
}
