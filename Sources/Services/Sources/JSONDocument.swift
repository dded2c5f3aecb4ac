/// Finds values in JSON without decoding them, so that records can be kept byte for byte.
///
/// It looks at strings and brackets only; whether a value is well-formed is for whoever decodes it. It does not recurse.
struct JSONDocument {
    enum Problem: Error {
        /// The text ends within a value.
        case truncated
        case unexpected
    }

    let bytes: [UInt8]
    /// The members of the object that the document is; of equal names the last counts.
    let members: [String: Range<Int>]

    /// - Parameter bytes: a JSON object.
    init(_ bytes: [UInt8]) throws(Problem) {
        self.bytes = bytes
        var cursor = Cursor(bytes)
        guard try cursor.peek() == UInt8(ascii: "{") else { throw .unexpected }
        cursor.at += 1
        var members: [String: Range<Int>] = [:]
        if try cursor.peek() != UInt8(ascii: "}") {
            while true {
                guard try cursor.peek() == UInt8(ascii: "\"") else { throw .unexpected }
                let key = try cursor.value()
                guard try cursor.peek() == UInt8(ascii: ":") else { throw .unexpected }
                cursor.at += 1
                let name = String(decoding: bytes[(key.lowerBound + 1)..<(key.upperBound - 1)], as: UTF8.self)
                members[name] = try cursor.value()
                if try cursor.endsAfterComma(UInt8(ascii: "}")) { break }
            }
        }
        self.members = members
    }

    /// The elements of the array that a member is; `nil` when there is no such member or it is none.
    func elements(of name: String) throws(Problem) -> [ArraySlice<UInt8>]? {
        guard let range = members[name], bytes[range.lowerBound] == UInt8(ascii: "[") else { return nil }
        return try Self.elements(bytes, from: range.lowerBound)
    }

    /// The elements of an array.
    static func elements(_ bytes: [UInt8]) throws(Problem) -> [ArraySlice<UInt8>] {
        var cursor = Cursor(bytes)
        guard try cursor.peek() == UInt8(ascii: "[") else { throw .unexpected }
        return try elements(bytes, from: cursor.at)
    }

    /// The elements of the array whose bracket stands at `start`.
    private static func elements(_ bytes: [UInt8], from start: Int) throws(Problem) -> [ArraySlice<UInt8>] {
        var cursor = Cursor(bytes)
        cursor.at = start + 1
        var elements: [ArraySlice<UInt8>] = []
        if try cursor.peek() == UInt8(ascii: "]") { return [] }
        while true {
            elements.append(bytes[try cursor.value()])
            if try cursor.endsAfterComma(UInt8(ascii: "]")) { return elements }
        }
    }

    /// The object that a member is; `nil` when there is no such member or it is none.
    func object(_ name: String) -> JSONDocument? {
        members[name].flatMap { try? JSONDocument(Array(bytes[$0])) }
    }

    private struct Cursor {
        let bytes: [UInt8]
        var at = 0

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            if bytes.starts(with: [0xef, 0xbb, 0xbf]) { at = 3 }
        }

        /// The next byte that is not white space, which the cursor then stands on.
        mutating func peek() throws(Problem) -> UInt8 {
            while at < bytes.count, bytes[at] == 32 || bytes[at] == 10 || bytes[at] == 13 || bytes[at] == 9 { at += 1 }
            guard at < bytes.count else { throw .truncated }
            return bytes[at]
        }

        /// Moves past a comma, or past `end`, and says which.
        mutating func endsAfterComma(_ end: UInt8) throws(Problem) -> Bool {
            let byte = try peek()
            guard byte == UInt8(ascii: ",") || byte == end else { throw .unexpected }
            at += 1
            return byte == end
        }

        /// Moves past one value and returns where it stands.
        mutating func value() throws(Problem) -> Range<Int> {
            let first = try peek()
            let start = at
            switch first {
            case UInt8(ascii: "\""): try string()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                var depth = 0
                repeat {
                    guard at < bytes.count else { throw .truncated }
                    switch bytes[at] {
                    case UInt8(ascii: "\""):
                        try string()
                        continue
                    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                    case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
                    default: break
                    }
                    at += 1
                } while depth > 0
            case UInt8(ascii: "-"), 48...57, UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
                while at < bytes.count, !Self.endsScalar(bytes[at]) { at += 1 }
                guard at < bytes.count else { throw .truncated }
            default: throw .unexpected
            }
            return start..<at
        }

        private mutating func string() throws(Problem) {
            at += 1
            while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
            guard at < bytes.count else { throw .truncated }
            at += 1
        }

        private static func endsScalar(_ byte: UInt8) -> Bool {
            byte <= 32 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
        }
    }
}
