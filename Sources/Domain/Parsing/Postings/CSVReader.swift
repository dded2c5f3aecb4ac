/// Reads comma-separated values (RFC 4180) record by record: quoted fields may hold commas, quotes (doubled) and line
/// ends. A line ends with CR, LF or both. A byte order mark at the start is passed over.
public struct CSVReader {
    private let bytes: [UInt8]
    private var at = 0
    private var line = 1

    /// One record with the number of the line on which it begins, 1 for the first.
    public struct Record: Equatable {
        public var line: Int
        public var fields: [[UInt8]]
        /// Whether a quote was never closed, so that the record swallowed the rest of the text.
        public var isUnterminated: Bool
    }

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { at = 3 }
    }

    /// The next record that is not an empty line; `nil` at the end.
    public mutating func next() -> Record? {
        while at < bytes.count, bytes[at] == 10 || bytes[at] == 13 { endLine() }
        guard at < bytes.count else { return nil }
        var record = Record(line: line, fields: [], isUnterminated: false)
        while true {
            record.fields.append(field(&record.isUnterminated))
            guard at < bytes.count, bytes[at] == UInt8(ascii: ",") else { break }
            at += 1
        }
        if at < bytes.count { endLine() }
        return record
    }

    private mutating func field(_ isUnterminated: inout Bool) -> [UInt8] {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return plain() }
        at += 1
        var out: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                at += 1
                // A doubled quote is one; any other ends the quoted part, and what follows is taken as it is.
                guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return out + plain() }
            }
            if byte == 10 || byte == 13 && !(at + 1 < bytes.count && bytes[at + 1] == 10) { line += 1 }
            out.append(byte)
            at += 1
        }
        isUnterminated = true
        return out
    }

    private mutating func plain() -> [UInt8] {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: ","), bytes[at] != 10, bytes[at] != 13 { at += 1 }
        return Array(bytes[start..<at])
    }

    private mutating func endLine() {
        if bytes[at] == 13, at + 1 < bytes.count, bytes[at + 1] == 10 { at += 1 }
        at += 1
        line += 1
    }
}
