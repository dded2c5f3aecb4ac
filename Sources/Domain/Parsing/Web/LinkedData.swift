internal import FoundationEssentials

/// JSON of whatever shape, as sites write it for machines.
indirect enum LinkedData: Decodable {
    case nothing
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([LinkedData])
    case object([String: LinkedData])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .nothing
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let list = try? container.decode([LinkedData].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: LinkedData].self))
        }
    }

    /// Reads one block. Line ends and tabs within texts, a comment or CDATA around it, and semicolons behind it are
    /// mistakes that many sites make and no reader minds.
    init?(block: [UInt8]) {
        let opening = block.firstRange(of: Array("<![CDATA[".utf8))?.upperBound ?? 0
        let closing = block[opening...].firstRange(of: Array("]]>".utf8))?.lowerBound
        let bytes = block[opening..<(closing.flatMap { opening > 0 ? $0 : nil } ?? block.count)]
        guard let start = bytes.firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }),
            let end = bytes.lastIndex(where: { $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "]") }), start < end
        else { return nil }
        let json = Data(Self.repaired(bytes[start...end]))
        guard let value = try? JSONDecoder().decode(LinkedData.self, from: json) else { return nil }
        self = value
    }

    /// Control characters within texts escaped, and commas before a closing bracket left out.
    private static func repaired(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var isText = false
        var isEscaped = false
        for byte in bytes {
            if isText {
                if byte < 32 {
                    out += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                    isEscaped = false
                    continue
                }
                out.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]"),
                let last = out.lastIndex(where: { $0 > 32 }), out[last] == UInt8(ascii: ",")
            {
                out.remove(at: last)
            }
            if byte == UInt8(ascii: "\"") { isText = true }
            out.append(byte)
        }
        return out
    }

    subscript(name: String) -> LinkedData? {
        guard case .object(let members) = self, let value = members[name] else { return nil }
        if case .nothing = value { return nil }
        return value
    }

    /// Text, and numbers as text.
    var text: String? {
        switch self {
        case .text(let text): text
        case .number(let number):
            number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
        // Of several the first that says something.
        case .list(let list): list.lazy.compactMap(\.text).first
        case .object: self["name"]?.text ?? self["@value"]?.text
        case .flag, .nothing: nil
        }
    }

    /// The elements of a list, or the one value.
    var each: [LinkedData] {
        switch self {
        case .list(let list): list
        case .nothing: []
        default: [self]
        }
    }

    /// The types of an object: `@type` may be one or several, with or without the vocabulary's address.
    var types: [String] {
        (self["@type"]?.each ?? []).compactMap(\.text).map { type in
            type.utf8.lastIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: ":") }
                .map { String(type[type.utf8.index(after: $0)...]) } ?? type
        }
    }

    /// Every object of that type in this value: in lists, in `@graph`, and in what says of itself what it is about.
    func objects(of type: String, depth: Int = 0) -> [LinkedData] {
        guard depth < 12 else { return [] }
        switch self {
        case .list(let list): return list.flatMap { $0.objects(of: type, depth: depth + 1) }
        case .object:
            if types.contains(type) { return [self] }
            let inner = ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "about", "hasPart"]
            return inner.compactMap { self[$0] }.flatMap { $0.objects(of: type, depth: depth + 1) }
        default: return []
        }
    }
}
