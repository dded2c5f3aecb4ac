/// A posting's address, and the form of it by which duplicates are found.
///
/// The canonical form is an identity, never fetched. Its rules, in order:
/// 1. `http` or `https`, with a host, without user name and password; anything else is refused.
/// 2. Scheme and host in lower case, a trailing dot of the host and the scheme's own port dropped.
/// 3. The path keeps its case (boards tell postings apart by it); a trailing slash is dropped, except for the root.
/// 4. Characters that an address cannot hold are percent-encoded; the digits of all such codes are upper case.
/// 5. Parameters that only track a visitor are dropped, the others sorted by name, equal names in their order.
/// 6. The fragment is dropped.
public struct CanonicalURL: Sendable, Equatable {
    /// As given, without white space around it, percent-encoded where it must be; fit to be linked.
    public let url: String
    public let canonical: String

    /// `nil` for what is not the address of a page.
    public init?(_ text: String, maximumBytes: Int = PostingLimits().urlBytes) {
        let bytes = Array(Array(text.utf8).trimmed)
        guard bytes.count <= maximumBytes, !bytes.contains(where: { $0 < 32 || $0 == 127 || $0 == UInt8(ascii: "\\") }),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        let scheme = String(decoding: bytes[..<colon].map(\.lowerCase), as: UTF8.self)
        guard scheme == "http" || scheme == "https", bytes[(colon + 1)...].starts(with: "//".utf8) else { return nil }
        let rest = bytes[(colon + 3)...]
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        let hostEnd = end ?? rest.endIndex
        guard let authority = Self.authority(rest[..<hostEnd], isSecure: scheme == "https") else { return nil }
        let fragment = rest[hostEnd...].firstIndex(of: UInt8(ascii: "#")) ?? rest.endIndex
        let query = rest[hostEnd..<fragment].firstIndex(of: UInt8(ascii: "?")) ?? fragment
        let path = Self.encode(rest[hostEnd..<query])
        let parameters = query < fragment ? Self.encode(rest[(query + 1)..<fragment]) : []
        let origin = scheme + "://"
        url = origin + String(decoding: Self.encode(rest), as: UTF8.self)
        var out = Array((origin + authority).utf8)
        out +=
            path.isEmpty
            ? [UInt8(ascii: "/")] : path.count > 1 && path.last == UInt8(ascii: "/") ? path.dropLast() : path
        let kept = Self.identifying(parameters)
        if !kept.isEmpty { out += [UInt8(ascii: "?")] + kept }
        canonical = String(decoding: out, as: UTF8.self)
    }

    /// Host and port, or `nil` when there is no host or a user name.
    private static func authority(_ bytes: ArraySlice<UInt8>, isSecure: Bool) -> String? {
        guard !bytes.contains(UInt8(ascii: "@")), !bytes.contains(32) else { return nil }
        var host = bytes
        var port = ArraySlice<UInt8>()
        let bracket = bytes.lastIndex(of: UInt8(ascii: "]")) ?? bytes.startIndex
        if let colon = bytes[bracket...].lastIndex(of: UInt8(ascii: ":")) {
            host = bytes[..<colon]
            port = bytes[(colon + 1)...]
        }
        if host.last == UInt8(ascii: ".") { host = host.dropLast() }
        guard !host.isEmpty, host.allSatisfy(isHost), host.contains(where: { $0 != UInt8(ascii: ".") }) else {
            return nil
        }
        guard !port.isEmpty else { return String(decoding: host.map(\.lowerCase), as: UTF8.self) }
        guard let number = Int(String(decoding: port, as: UTF8.self)), (1...65_535).contains(number) else { return nil }
        let isDefault = number == (isSecure ? 443 : 80)
        return String(decoding: host.map(\.lowerCase), as: UTF8.self) + (isDefault ? "" : ":\(number)")
    }

    private static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["),
            UInt8(ascii: "]"):
            true
        default: byte.isLetterOrDigit || byte >= 0x80
        }
    }

    private static func encode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var codeDigits = 0
        for byte in bytes {
            if codeDigits > 0 {
                codeDigits -= 1
                out.append((97...102).contains(byte) ? byte - 32 : byte)
                continue
            }
            switch byte {
            case UInt8(ascii: "%"):
                codeDigits = 2
                out.append(byte)
            case 0...32, 127..., UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "^"),
                UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "'"):
                out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: out.append(byte)
            }
        }
        return out
    }

    private static func identifying(_ query: [UInt8]) -> [UInt8] {
        let parameters = query.split(separator: UInt8(ascii: "&")).map { whole in
            (name: String(decoding: whole.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self), whole: whole)
        }
        let kept = parameters.enumerated().filter { !isTracking($0.element.name) }.sorted {
            ($0.element.name, $0.offset) < ($1.element.name, $1.offset)
        }
        return Array(kept.map(\.element.whole).joined(separator: [UInt8(ascii: "&")]))
    }

    private static func isTracking(_ name: String) -> Bool {
        let name = String(decoding: name.utf8.map(\.lowerCase), as: UTF8.self)
        return name.hasPrefix("utm_") || tracking.contains(name)
    }

    /// Click identifiers of advertising networks and mailing services, and the "came from" marks of job boards.
    private static let tracking: Set<String> = [
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "yclid", "twclid", "ttclid", "igshid",
        "li_fat_id", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "mkt_tok", "vero_id", "oly_enc_id", "trk",
        "trackingid", "refid", "gh_src", "lever-source", "lever-origin", "jobboardsource", "iis", "iisn",
    ]
}

extension UInt8 {
    var lowerCase: UInt8 { (65...90).contains(self) ? self + 32 : self }
    var isLetterOrDigit: Bool { (97...122).contains(self | 32) || isDigit }
    var isDigit: Bool { (48...57).contains(self) }
    var isBlank: Bool { self == 32 || (9...13).contains(self) }
}

extension [UInt8] {
    /// Without white space at either end.
    var trimmed: ArraySlice<UInt8> {
        let start = drop(while: \.isBlank)
        let end = start.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start.startIndex
        return start[..<end]
    }
}
