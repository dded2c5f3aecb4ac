internal import Base

/// Percent-encoding (RFC 3986, section 2.1) and its form variant (WHATWG URL, section 5), strictly: what is not valid
/// is refused rather than guessed at.
public enum PercentCoding {
    /// Decodes a query or form component: `+` is a space, `%XX` an octet.
    /// - Returns: nil for an incomplete or non-hexadecimal escape, for text that is not UTF-8 and for text with a NUL.
    public static func decodeForm(_ octets: some Collection<UInt8>) -> String? {
        guard let decoded = decode(octets, plusIsSpace: true) else { return nil }
        return text(decoded)
    }

    /// Decodes a path component: `%XX` is an octet, everything else stands for itself.
    /// - Returns: nil as ``decodeForm(_:)`` does.
    public static func decodePath(_ octets: some Collection<UInt8>) -> String? {
        guard let decoded = decode(octets, plusIsSpace: false) else { return nil }
        return text(decoded)
    }

    /// Encodes a component of a query or a form: unreserved characters as they are, a space as `%20`.
    public static func encode(_ text: some StringProtocol) -> String {
        encode(text) { Octet.isUnreserved($0) }
    }

    /// Encodes a path: as ``encode(_:)``, but slashes stay.
    public static func encodePath(_ text: some StringProtocol) -> String {
        encode(text) { Octet.isUnreserved($0) || $0 == Octet.slash }
    }

    static func encode(_ text: some StringProtocol, keeping isKept: (UInt8) -> Bool) -> String {
        if text.utf8.allSatisfy(isKept) { return String(text) }
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count * 3)
        for octet in text.utf8 {
            if isKept(octet) {
                encoded.append(octet)
            } else {
                encoded.append(Octet.percent)
                encoded.append(digits[Int(octet >> 4)])
                encoded.append(digits[Int(octet & 15)])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func decode(_ octets: some Collection<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(octets.count)
        var iterator = octets.makeIterator()
        while let octet = iterator.next() {
            switch octet {
            case Octet.percent:
                guard let first = iterator.next(), let second = iterator.next(), let high = Hex.value(first),
                    let low = Hex.value(second)
                else { return nil }
                decoded.append(high << 4 | low)
            case Octet.plus where plusIsSpace:
                decoded.append(Octet.space)
            default:
                decoded.append(octet)
            }
        }
        return decoded
    }

    private static func text(_ octets: [UInt8]) -> String? {
        octets.contains(0) ? nil : String(validating: octets, as: UTF8.self)
    }
}
