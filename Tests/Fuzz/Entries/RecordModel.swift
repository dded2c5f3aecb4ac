/// A second reading of a stream of records, as plain as the specification allows: it says which requests may be served.
struct RecordModel {
    struct Asked: Equatable {
        var target: [UInt8]
        var body: [UInt8]
    }

    /// What may be served, in order.
    private(set) var requests: [Asked] = []
    /// Questions about the server that may be answered.
    private(set) var questions = 0
    /// Whether every record is as it should be, so that all of `requests` must be served.
    private(set) var isExact = true

    private var rest: ArraySlice<UInt8>

    init(_ octets: [UInt8], headLimit: Int) {
        rest = octets[...]
        while isExact, !rest.isEmpty {
            guard let (type, id, content) = record() else { break }
            if type == 9, id == 0 {
                questions += 1
                // What is asked, and how well, is not this reading's matter.
                if content.isEmpty { continue }
                isExact = false
                // The connection may be closed or kept: the requests after it may be served.
                mayGoOn()
                return
            }
            readRequest(type, id, content, headLimit)
        }
    }

    /// The rest of the stream, as if all of it were served.
    private mutating func mayGoOn() {
        let after = RecordModel(Array(rest), headLimit: .max)
        requests += after.requests
        questions += after.questions
    }

    private mutating func record() -> (type: UInt8, id: Int, content: [UInt8])? {
        let start = rest.startIndex
        guard rest.count >= 8, rest[start] == 1 else {
            isExact = false
            return nil
        }
        let length = Int(rest[start + 4]) << 8 | Int(rest[start + 5])
        let whole = 8 + length + Int(rest[start + 6])
        guard rest.count >= whole else {
            isExact = false
            return nil
        }
        defer { rest = rest.dropFirst(whole) }
        return (
            rest[start + 1], Int(rest[start + 2]) << 8 | Int(rest[start + 3]),
            Array(rest[(start + 8)..<(start + 8 + length)])
        )
    }

    private mutating func readRequest(_ type: UInt8, _ id: Int, _ opening: [UInt8], _ headLimit: Int) {
        let before = rest.count
        guard type == 1, id != 0, opening.count == 8, opening[0] == 0, opening[1] == 1 else { return isExact = false }
        var parameters: [UInt8] = []
        while true {
            guard let (type, itsID, content) = record(), type == 4, itsID == id else { return isExact = false }
            if content.isEmpty { break }
            parameters += content
        }
        if before - rest.count + 16 + 255 > headLimit { isExact = false }
        guard let pairs = Self.pairs(parameters) else { return isExact = false }
        func value(_ name: String) -> [UInt8]? { pairs.first { $0.name == Array(name.utf8) }?.value }
        requests.append(Asked(target: value("REQUEST_URI") ?? [], body: []))
        while true {
            guard let (type, itsID, content) = record(), type == 5, itsID == id else { return isExact = false }
            if content.isEmpty { break }
            requests[requests.count - 1].body += content
        }
        // A length that is no number is no length: the request is refused, and the stream goes on.
        if let length = value("CONTENT_LENGTH"), (1...18).contains(length.count),
            length.allSatisfy({ $0 &- 0x30 < 10 }),
            Int(String(decoding: length, as: UTF8.self)) != requests[requests.count - 1].body.count
        {
            isExact = false
        }
        // Without the flag nothing after this request is served.
        if opening[2] & 1 == 0 { rest = [] }
    }

    private static func pairs(_ octets: [UInt8]) -> [(name: [UInt8], value: [UInt8])]? {
        var pairs: [(name: [UInt8], value: [UInt8])] = []
        var rest = octets[...]
        func length() -> Int? {
            guard let first = rest.popFirst() else { return nil }
            if first < 128 { return Int(first) }
            guard rest.count >= 3 else { return nil }
            defer { rest = rest.dropFirst(3) }
            return rest.prefix(3).reduce(Int(first & 127)) { $0 << 8 | Int($1) }
        }
        while !rest.isEmpty {
            guard let name = length(), let value = length(), name + value <= rest.count, pairs.count < 512 else {
                return nil
            }
            pairs.append((Array(rest.prefix(name)), Array(rest.dropFirst(name).prefix(value))))
            rest = rest.dropFirst(name + value)
        }
        return pairs
    }
}
