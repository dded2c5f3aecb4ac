@testable import HTTP

/// An input of ``MessageTarget``, taken apart without any of the code that is tested.
struct Message {
    let method: [UInt8]
    let target: [UInt8]
    let fields: [(name: [UInt8], value: [UInt8])]
    let body: [UInt8]

    init(_ octets: [UInt8]) {
        var rest = octets[...]
        func line() -> ArraySlice<UInt8> {
            let end = rest.firstIndex(of: 10) ?? rest.endIndex
            defer { rest = rest[min(end + 1, rest.endIndex)...] }
            return rest[rest.startIndex..<end]
        }
        let first = line()
        let space = first.firstIndex(of: 32) ?? first.endIndex
        method = Array(first[first.startIndex..<space])
        target = Array(first[space...].dropFirst())
        var fields: [(name: [UInt8], value: [UInt8])] = []
        while !rest.isEmpty, fields.count < 64 {
            let field = line()
            if field.isEmpty { break }
            let colon = field.firstIndex(of: 0x3a) ?? field.endIndex
            fields.append(
                (Array(field[field.startIndex..<colon]), Array(field[colon...].dropFirst().drop { $0 == 32 })))
        }
        self.fields = fields
        body = Array(rest)
    }

    /// How many octets one read of the body answers.
    var chunk: Int { 1 + Int(body.reduce(UInt8(target.count & 0xff)) { $0 &+ $1 }) % 97 }

    /// As nginx passes them, over the wire format, whose reading is held to be the same as its writing.
    func variables() throws(BrokenRule) -> MetaVariables {
        var pairs = [(Array("REQUEST_METHOD".utf8), method), (Array("REQUEST_URI".utf8), target)]
        for (name, value) in fields {
            let title = name.map { $0 == 0x2d ? 0x5f : $0 &- 0x61 < 26 ? $0 & 0xdf : $0 }
            let isOwn = title.starts(with: "CONTENT_".utf8) || title == Array("REQUEST_ID".utf8)
            pairs.append((isOwn ? title : Array("HTTP_".utf8) + title, value))
        }
        var octets: [UInt8] = []
        func length(_ count: Int) {
            if count < 128, count % 3 != 0 {
                octets.append(UInt8(count))
            } else {
                // The long form is allowed for short lengths too.
                octets += [
                    0x80 | UInt8(count >> 24), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255),
                ]
            }
        }
        for (name, value) in pairs {
            length(name.count)
            length(value.count)
            octets += name + value
        }
        guard let variables = MetaVariables(fastCGIPairs: octets, maximumCount: 128) else {
            throw BrokenRule(words: "pairs that were written cannot be read")
        }
        try rule(variables.octets(of: "REQUEST_METHOD").map(Array.init) == method, "a variable reads back as another")
        try rule(variables.octets(of: "REQUEST_URI").map(Array.init) == target, "a variable reads back as another")
        // Cut anywhere, they are refused or fewer; never more.
        if let cut = MetaVariables(fastCGIPairs: Array(octets.dropLast(1 + target.count % 7)), maximumCount: 128) {
            try rule(cut.headers.count <= variables.headers.count, "fewer octets have more fields")
        }
        try rule(MetaVariables(fastCGIPairs: octets, maximumCount: pairs.count - 1) == nil, "there are too many pairs")
        return variables
    }
}
