public import FoundationEssentials

/// Writes a small record as lines, one field a line, for the records that every poll reads: a session and a task's status
/// take a twentieth of the time that decoding JSON does.
///
/// The first line is the record's form: a reader that expects another one finds nothing. Dates keep milliseconds.
public struct FieldLineWriter {
    /// The record so far.
    public private(set) var octets: [UInt8] = []

    /// - Parameter form: name and version of the record's fields; changed whenever they change.
    public init(form: String) {
        octets.reserveCapacity(320)
        add(form)
    }

    public mutating func add(_ text: String?) {
        for octet in (text ?? "").utf8 {
            switch octet {
            case UInt8(ascii: "\n"): octets.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\\"): octets.append(contentsOf: "\\\\".utf8)
            default: octets.append(octet)
            }
        }
        octets.append(UInt8(ascii: "\n"))
    }

    public mutating func add(_ number: Int64?) {
        if let number { octets.append(decimals: number) }
        octets.append(UInt8(ascii: "\n"))
    }

    public mutating func add(_ id: UUID?) { add(id?.text) }

    public mutating func add(_ date: Date?) {
        add(date.map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) })
    }
}

/// Reads what ``FieldLineWriter`` wrote, field by field in its order. An absent field and an empty text are the same.
public struct FieldLineReader {
    private var rest: ArraySlice<UInt8>
    /// Whether every field was there and could be read so far.
    public private(set) var isValid = true

    /// - Returns: nil where the octets are no record of the form.
    public init?(_ octets: ArraySlice<UInt8>, form: String) {
        rest = octets
        guard field().elementsEqual(form.utf8), isValid else { return nil }
    }

    public mutating func text() -> String {
        let field = field()
        guard field.contains(UInt8(ascii: "\\")) else { return String(decoding: field, as: UTF8.self) }
        var plain: [UInt8] = []
        var isEscaped = false
        for octet in field {
            if isEscaped {
                plain.append(octet == UInt8(ascii: "n") ? UInt8(ascii: "\n") : octet)
                isEscaped = false
            } else if octet == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                plain.append(octet)
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    public mutating func optionalText() -> String? {
        let text = text()
        return text.isEmpty ? nil : text
    }

    public mutating func optionalInteger() -> Int64? {
        let field = field()
        guard let first = field.first else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        let digits = isNegative ? field.dropFirst() : field
        var value: Int64 = 0
        if digits.isEmpty { return fail() }
        for octet in digits {
            guard octet &- 48 < 10 else { return fail() }
            let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, exceeded) = tens.addingReportingOverflow(Int64(octet &- 48))
            guard !overflowed, !exceeded else { return fail() }
            value = sum
        }
        return isNegative ? -value : value
    }

    public mutating func integer() -> Int64 { optionalInteger() ?? fail() ?? 0 }

    public mutating func optionalID() -> UUID? {
        let field = field()
        if field.isEmpty { return nil }
        return UUID(octets: field) ?? fail()
    }

    public mutating func optionalDate() -> Date? {
        optionalInteger().map { Date(timeIntervalSince1970: Double($0) / 1000) }
    }

    private mutating func field() -> ArraySlice<UInt8> {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
            isValid = false
            return []
        }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }

    private mutating func fail<Value>() -> Value? {
        isValid = false
        return nil
    }
}
