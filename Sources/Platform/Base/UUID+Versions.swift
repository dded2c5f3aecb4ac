internal import CCrypto
public import FoundationEssentials

extension UUID {
    /// A version 7 UUID (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits. New rows get one, so that
    /// primary keys grow at their right edge.
    public static func v7(at date: Date = Date()) -> UUID {
        var bytes = Randomness.bytes(16)
        let milliseconds = UInt64(max(0, date.timeIntervalSince1970 * 1000))
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * index)) }
        return UUID(bytes: bytes, version: 7)
    }

    /// A version 5 UUID (RFC 9562): SHA-1 over the namespace and the name, so that one name has one id everywhere.
    public static func v5(name: String, namespace: UUID) -> UUID {
        var input = withUnsafeBytes(of: namespace.uuid) { Array($0) }
        input.append(contentsOf: name.utf8)
        var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        _ = SHA1(input, input.count, &digest)
        return UUID(bytes: Array(digest.prefix(16)), version: 5)
    }

    /// The URL namespace of RFC 9562, appendix A.
    public static let urlNamespace = UUID(
        uuid: (0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8))

    /// The lower-case form that URLs, JSON and PostgreSQL write.
    public var text: String {
        withUnsafeBytes(of: uuid) { bytes in
            String(unsafeUninitializedCapacity: 36) { buffer in
                var at = 0
                for index in 0..<16 {
                    if index == 4 || index == 6 || index == 8 || index == 10 {
                        buffer[at] = UInt8(ascii: "-")
                        at += 1
                    }
                    buffer[at] = Hex.digit(bytes[index] >> 4)
                    buffer[at + 1] = Hex.digit(bytes[index] & 15)
                    at += 2
                }
                return at
            }
        }
    }

    /// Reads the 8-4-4-4-12 form in either case; `nil` for anything else, braces and spaces included.
    public init?(text: some StringProtocol) {
        self.init(octets: text.utf8)
    }

    /// Reads the same form from octets.
    public init?(octets: some Collection<UInt8>) {
        guard octets.count == 36 else { return nil }
        var value = uuid_t(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        let isRead = withUnsafeMutableBytes(of: &value) { bytes in
            var (position, nibbles) = (0, 0)
            for octet in octets {
                if position == 8 || position == 13 || position == 18 || position == 23 {
                    guard octet == UInt8(ascii: "-") else { return false }
                } else {
                    guard let digit = Hex.value(octet) else { return false }
                    bytes[nibbles >> 1] = bytes[nibbles >> 1] << 4 | digit
                    nibbles += 1
                }
                position += 1
            }
            return true
        }
        guard isRead else { return nil }
        self.init(uuid: value)
    }

    private init(bytes: [UInt8], version: UInt8) {
        var bytes = bytes
        bytes[6] = bytes[6] & 0x0f | version << 4
        bytes[8] = bytes[8] & 0x3f | 0x80
        self = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}
