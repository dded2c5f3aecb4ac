/// The path and query of a request target (RFC 9112, section 3.2), decoded strictly.
///
/// Refused, so that nothing behind can read them in two ways: escapes that are not hexadecimal, text that is not UTF-8,
/// control characters, backslashes, encoded slashes and segments that are `.` or `..` once decoded.
struct RequestTarget {
    let path: String
    let query: Parameters

    init(_ target: some Collection<UInt8>, maximumQueryFields: Int) throws(Problem) {
        var rest = target[...]
        // The absolute form, which a client may send to any server.
        if rest.first != Octet.slash, let start = Self.pathOfAbsoluteForm(Array(rest)) { rest = rest.dropFirst(start) }
        guard rest.first == Octet.slash else { throw .badRequest("The address does not start with a slash.") }
        let end = rest.firstIndex(of: Octet.question) ?? rest.endIndex
        path = try Self.decodePath(rest[..<end])
        let queryOctets = end == rest.endIndex ? rest[end...] : rest[rest.index(after: end)...]
        query =
            queryOctets.isEmpty
            ? Parameters() : try Parameters(urlEncoded: queryOctets, maximumCount: maximumQueryFields)
    }

    private static func pathOfAbsoluteForm(_ octets: [UInt8]) -> Int? {
        for scheme in ["http://", "https://"] where octets.count > scheme.utf8.count {
            let count = scheme.utf8.count
            guard zip(octets, scheme.utf8).allSatisfy({ Octet.lowercased($0) == $1 }) else { continue }
            return octets[count...].firstIndex(of: Octet.slash)
        }
        return nil
    }

    private static func decodePath(_ octets: some Collection<UInt8>) throws(Problem) -> String {
        let refusal = Problem.badRequest("The address is not valid.")
        guard !hasEncodedSlash(octets), let path = PercentCoding.decodePath(octets),
            path.utf8.allSatisfy({ !Octet.isControl($0) && $0 != Octet.backslash })
        else { throw refusal }
        for segment in path.utf8.split(separator: Octet.slash)
        where segment.count <= 2 && segment.allSatisfy({ $0 == Octet.dot }) {
            throw refusal
        }
        return path
    }

    private static func hasEncodedSlash(_ octets: some Collection<UInt8>) -> Bool {
        var window: (UInt8, UInt8) = (0, 0)
        for octet in octets {
            if window.0 == Octet.percent, window.1 == 0x32, octet | 0x20 == 0x66 { return true }
            window = (window.1, octet)
        }
        return false
    }
}
