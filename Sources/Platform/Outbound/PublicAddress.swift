/// Which IP addresses belong to the public internet: everything that IANA's special-purpose registries (RFC 6890 and
/// its successors) do not name, IPv4 addresses wrapped in IPv6 unwrapped first.
enum PublicAddress {
    static func contains(_ address: [UInt8]) -> Bool {
        switch address.count {
        case 4: !isSpecial(v4: address[...])
        case 16: isPublic(v6: address)
        default: false
        }
    }

    private static func isSpecial(v4 address: ArraySlice<UInt8>) -> Bool {
        let value = address.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return specialV4.contains { value >> (32 - $0.bits) == $0.network >> (32 - $0.bits) }
    }

    private static func isPublic(v6 address: [UInt8]) -> Bool {
        let mapped = address[0..<10].allSatisfy { $0 == 0 } && address[10] == 0xff && address[11] == 0xff
        if mapped { return !isSpecial(v4: address[12...]) }
        // Of all of IPv6 only 2000::/3 is handed out; this leaves out ::, ::1, fc00::/7, fe80::/10, ff00::/8, NAT64.
        guard address[0] & 0xe0 == 0x20 else { return false }
        let head = address[0..<4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return !specialV6.contains { head >> (32 - $0.bits) == $0.network >> (32 - $0.bits) }
    }

    private static let specialV4: [(network: UInt32, bits: UInt32)] = [
        (0x0000_0000, 8),  // this network
        (0x0a00_0000, 8),  // private
        (0x6440_0000, 10),  // shared by carriers
        (0x7f00_0000, 8),  // loopback
        (0xa9fe_0000, 16),  // link-local, cloud metadata
        (0xa83f_8110, 32),  // Azure's own services, which only its machines reach
        (0xac10_0000, 12),  // private
        (0xc000_0000, 24),  // protocol assignments
        (0xc000_0200, 24),  // documentation
        (0xc058_6300, 24),  // 6to4 relays
        (0xc0a8_0000, 16),  // private
        (0xc612_0000, 15),  // benchmarks
        (0xc633_6400, 24),  // documentation
        (0xcb00_7100, 24),  // documentation
        (0xe000_0000, 4),  // multicast
        (0xf000_0000, 4),  // reserved, broadcast
    ]

    private static let specialV6: [(network: UInt32, bits: UInt32)] = [
        (0x2001_0000, 23),  // protocol assignments, Teredo, ORCHID
        (0x2001_0db8, 32),  // documentation
        (0x2002_0000, 16),  // 6to4, which wraps IPv4
        (0x3fff_0000, 20),  // documentation
    ]
}
