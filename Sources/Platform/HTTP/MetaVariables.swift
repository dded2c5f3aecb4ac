/// The meta-variables of one request (RFC 3875, section 4), as a gateway passes them: one buffer of octets and an
/// index into it, so that a request costs two allocations whatever it carries and only what is asked for becomes text.
public struct MetaVariables: Sendable {
    private struct Entry: Sendable {
        let name: Range<Int32>
        let value: Range<Int32>
    }

    private let octets: [UInt8]
    private var entries: [Entry] = []

    /// Reads FastCGI name-value pairs (FastCGI specification, section 3.4): lengths of one or four octets, then the
    /// name and the value.
    /// - Returns: nil where a length points past the end or there are more than `maximumCount` pairs.
    public init?(fastCGIPairs octets: [UInt8], maximumCount: Int) {
        guard octets.count <= Int(Int32.max) else { return nil }
        self.octets = octets
        entries.reserveCapacity(32)
        var position = 0
        while position < octets.count {
            guard let nameLength = Self.length(octets, &position), let valueLength = Self.length(octets, &position),
                nameLength <= octets.count - position, valueLength <= octets.count - position - nameLength,
                entries.count < maximumCount
            else { return nil }
            let middle = position + nameLength
            let end = middle + valueLength
            entries.append(Entry(name: Int32(position)..<Int32(middle), value: Int32(middle)..<Int32(end)))
            position = end
        }
    }

    /// Variables by name, for tests and for requests made in the process.
    public init(_ pairs: [(String, String)]) {
        var octets: [UInt8] = []
        for (name, value) in pairs {
            let start = Int32(octets.count)
            octets.append(contentsOf: name.utf8)
            let middle = Int32(octets.count)
            octets.append(contentsOf: value.utf8)
            entries.append(Entry(name: start..<middle, value: middle..<Int32(octets.count)))
        }
        self.octets = octets
    }

    private static func length(_ octets: [UInt8], _ position: inout Int) -> Int? {
        guard position < octets.count else { return nil }
        let first = octets[position]
        if first < 0x80 {
            position += 1
            return Int(first)
        }
        guard position + 4 <= octets.count else { return nil }
        defer { position += 4 }
        return Int(first & 0x7f) << 24 | Int(octets[position + 1]) << 16 | Int(octets[position + 2]) << 8
            | Int(octets[position + 3])
    }

    /// The octets of the first variable of the name, or nil.
    public func octets(of name: StaticString) -> ArraySlice<UInt8>? {
        let wanted = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        return octets.withUnsafeBufferPointer { bytes -> Range<Int>? in
            for entry in entries where entry.name.count == wanted.count {
                let name = UnsafeBufferPointer(rebasing: bytes[Int(entry.name.lowerBound)..<Int(entry.name.upperBound)])
                if name.elementsEqual(wanted) { return Int(entry.value.lowerBound)..<Int(entry.value.upperBound) }
            }
            return nil
        }.map { octets[$0] }
    }

    /// The first variable of the name as text, or nil where there is none or it is not UTF-8.
    public func text(_ name: StaticString) -> String? {
        octets(of: name).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The fields of the request: `HTTP_*` with hyphens for underscores, `CONTENT_TYPE` and `CONTENT_LENGTH`.
    ///
    /// A field whose value is not UTF-8 or has a control character is left out. nginx does not pass fields that have
    /// an underscore in their names, so no two of them end up as one.
    public var headers: Headers {
        var headers = Headers()
        let prefix = Array("HTTP_".utf8)
        for entry in entries {
            let name = octets[Int(entry.name.lowerBound)..<Int(entry.name.upperBound)]
            let value = octets[Int(entry.value.lowerBound)..<Int(entry.value.upperBound)]
            let field: ArraySlice<UInt8>
            if name.starts(with: prefix) {
                field = name.dropFirst(prefix.count)
            } else if !value.isEmpty,
                name.elementsEqual("CONTENT_TYPE".utf8) || name.elementsEqual("CONTENT_LENGTH".utf8)
            {
                field = name
            } else {
                continue
            }
            guard let text = String(validating: value, as: UTF8.self) else { continue }
            let title = field.map { $0 == Octet.underscore ? Octet.hyphen : Octet.lowercased($0) }
            // Which refuses control characters.
            headers.add(String(decoding: title, as: UTF8.self), text)
        }
        return headers
    }
}
