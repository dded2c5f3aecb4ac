internal import Glibc

/// An IPv4 or IPv6 address: 4 or 16 bytes in network order.
public struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
    public let bytes: [UInt8]

    /// - Parameter bytes: 4 or 16.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads `192.0.2.1` or `2001:db8::1`; nothing else is an address.
    public init?(_ text: String) {
        guard !text.utf8.contains(0) else { return nil }
        var buffer = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &buffer) == 1 {
            bytes = Array(buffer.prefix(4))
        } else if inet_pton(AF_INET6, text, &buffer) == 1 {
            bytes = buffer
        } else {
            return nil
        }
    }

    /// Whether it belongs to the public internet.
    public var isPublic: Bool { PublicAddress.contains(bytes) }

    public var description: String {
        var text = [CChar](repeating: 0, count: 64)
        guard inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count)) != nil else {
            return ""
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// A range of addresses such as `10.1.0.0/16`, or a single one.
public struct Network: Sendable, Hashable {
    private let address: [UInt8]
    private let bits: Int

    /// Reads an address, with or without `/` and the number of bits that count.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = NetworkAddress(String(parts[0])) else { return nil }
        let most = address.bytes.count * 8
        guard parts.count == 2 else {
            (self.address, bits) = (address.bytes, most)
            return
        }
        let digits = parts[1].utf8
        guard (1...3).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }),
            let bits = Int(parts[1]), bits <= most
        else { return nil }
        (self.address, self.bits) = (address.bytes, bits)
    }

    /// Whether the address lies in the range.
    public func contains(_ other: NetworkAddress) -> Bool {
        guard other.bytes.count == address.count else { return false }
        let whole = bits / 8
        guard other.bytes[..<whole] == address[..<whole] else { return false }
        guard bits % 8 > 0 else { return true }
        return (other.bytes[whole] ^ address[whole]) >> (8 - UInt8(bits % 8)) == 0
    }
}
