/// A media type with its parameters (RFC 9110, section 8.3.1), such as `text/html; charset=utf-8`.
public struct MediaType: Sendable, Equatable {
    /// `type/subtype`, in lower case.
    public let name: String
    /// Names in lower case, values without their quotes, in order.
    public let parameters: [Parameters.Pair]

    /// Reads a `Content-Type` value; nil where it is not one.
    public init?(_ text: String) {
        var scanner = FieldScanner(text)
        guard let type = scanner.token(), scanner.take(Octet.slash), let subtype = scanner.token() else { return nil }
        name = "\(type)/\(subtype)".asciiLowercased
        guard let parameters = scanner.parameters() else { return nil }
        self.parameters = parameters
    }

    /// The first parameter of the name (in lower case), or nil.
    public subscript(parameter: String) -> String? {
        parameters.first { $0.name == parameter }?.value
    }

    /// Whether the text behind it is UTF-8: no charset is named, or that one.
    public var isUTF8: Bool {
        parameters.allSatisfy {
            $0.name != "charset" || $0.value.equalsIgnoringCase("utf-8") || $0.value.equalsIgnoringCase("utf8")
        }
    }

    /// Whether it is JSON: `application/json` or a type whose suffix is `+json`.
    public var isJSON: Bool { name == "application/json" || name.hasSuffix("+json") }
}

/// Reads the structured values of fields: tokens, quoted strings and `; name=value` parameters.
struct FieldScanner {
    private let octets: [UInt8]
    private var position = 0

    init(_ text: some StringProtocol) {
        octets = Array(text.utf8)
    }

    var isAtEnd: Bool { position == octets.count }

    mutating func skipBlanks() {
        while position < octets.count, octets[position] == Octet.space || octets[position] == Octet.tab {
            position += 1
        }
    }

    mutating func take(_ octet: UInt8) -> Bool {
        guard position < octets.count, octets[position] == octet else { return false }
        position += 1
        return true
    }

    mutating func token() -> String? {
        let start = position
        while position < octets.count, Octet.isToken(octets[position]) { position += 1 }
        return start == position ? nil : String(decoding: octets[start..<position], as: UTF8.self)
    }

    /// A quoted string without its quotes. `\"` and `\\` stand for the second character; before any other a
    /// backslash stands for itself, because old browsers sent Windows paths so.
    mutating func quoted() -> String? {
        guard take(Octet.quote) else { return nil }
        var content: [UInt8] = []
        while position < octets.count {
            let octet = octets[position]
            position += 1
            if octet == Octet.quote { return String(validating: content, as: UTF8.self) }
            if octet == Octet.backslash, position < octets.count,
                octets[position] == Octet.quote || octets[position] == Octet.backslash
            {
                content.append(octets[position])
                position += 1
            } else {
                content.append(octet)
            }
        }
        return nil
    }

    /// `; name=value` to the end of the text; nil where something else stands there. Empty parameters are allowed.
    mutating func parameters() -> [Parameters.Pair]? {
        var pairs: [Parameters.Pair] = []
        while true {
            skipBlanks()
            if isAtEnd { return pairs }
            guard take(Octet.semicolon) else { return nil }
            skipBlanks()
            guard let name = token() else { continue }
            guard take(Octet.equals), let value = quoted() ?? token() else { return nil }
            pairs.append(Parameters.Pair(name: name.asciiLowercased, value: value))
        }
    }
}
