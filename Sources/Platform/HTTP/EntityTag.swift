/// Weak entity tags (RFC 9110, section 8.8.3): weak, because nginx may compress what they name.
public enum EntityTag {
    /// A tag for the octets, the same in every process: 64 bits of a multiply-and-fold hash and the length. It
    /// answers "is it the same page?" for one user's own browser, not for an adversary.
    public static func of(_ octets: [UInt8]) -> String {
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15 ^ UInt64(octets.count)
        func fold(_ word: UInt64) {
            let product = (state ^ word).multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
            state = product.high ^ product.low &+ 0xe703_7ed1_a0b4_28db
        }
        octets.withUnsafeBytes { bytes in
            var offset = 0
            while offset + 8 <= bytes.count {
                fold(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
                offset += 8
            }
            var tail: UInt64 = 0
            for octet in bytes[offset...] { tail = tail << 8 | UInt64(octet) }
            fold(tail)
        }
        fold(state >> 32)
        return "W/\"\(String(state, radix: 16))-\(String(octets.count, radix: 16))\""
    }

    /// Whether an `If-None-Match` value names the tag, by weak comparison; `*` names every tag.
    public static func matches(_ ifNoneMatch: String, tag: String) -> Bool {
        let wanted = opaque(tag)
        return ifNoneMatch.utf8.split(separator: Octet.comma).contains {
            let candidate = Substring($0).trimmingBlanks
            return candidate == "*" || opaque(candidate) == wanted
        }
    }

    private static func opaque(_ tag: String) -> Substring { tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...] }
}

extension Response {
    /// Tags the response and answers 304 in its place where the request already has it.
    ///
    /// Only a 200 to GET or HEAD is tagged. A 304 keeps the fields, cookies included, but those of the body.
    /// - Parameter tag: a strong or weak entity tag with its quotes; nil takes ``EntityTag/of(_:)`` of the body.
    public func withETag(_ tag: String? = nil, for request: Request) -> Response {
        guard status == .ok, request.method == .get || request.method == .head else { return self }
        let value: String
        switch (tag, body) {
        case (let tag?, _): value = tag
        case (nil, .bytes(let octets)): value = EntityTag.of(octets)
        default: return self
        }
        var tagged = self
        guard tagged.headers.set("ETag", value) else { return self }
        guard let condition = request.headers["If-None-Match"], EntityTag.matches(condition, tag: value) else {
            return tagged
        }
        tagged.status = .notModified
        tagged.body = .empty
        for name in ["Content-Type", "Content-Length", "Content-Disposition"] { tagged.headers.remove(name) }
        return tagged
    }
}
