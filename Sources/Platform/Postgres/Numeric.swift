/// PostgreSQL's `numeric` in binary form: groups of four decimal digits (`numeric_send` in the server's source).
struct Numeric {
    private var groups: [Int16] = []
    /// The place of the first group: it counts 10,000 to this power.
    private var weight = 0
    private var sign: UInt16 = 0
    /// Decimal digits after the point.
    private var scale = 0

    init(bytes: UnsafeRawBufferPointer) throws {
        func word(_ index: Int) throws -> Int16 {
            guard bytes.count >= index * 2 + 2 else { throw PostgresError(.decoding, "a numeric is cut short") }
            return Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self))
        }
        let count = max(Int(try word(0)), 0)
        weight = Int(try word(1))
        sign = UInt16(bitPattern: try word(2))
        scale = max(Int(try word(3)), 0)
        groups.reserveCapacity(count)
        for index in 0..<count { groups.append(try word(4 + index)) }
    }

    /// The number in decimals: `-12.50`; `NaN`, `Infinity` and `-Infinity` as the server writes them.
    func text(droppingZeroFraction: Bool = false) -> String {
        switch sign {
        case 0xC000: return "NaN"
        case 0xD000: return "Infinity"
        case 0xF000: return "-Infinity"
        default: break
        }
        let minus = sign == 0x4000 ? "-" : ""
        var whole = ""
        if weight >= 0 {
            for index in 0...weight { whole += whole.isEmpty ? String(group(index)) : Self.padded(group(index)) }
        } else {
            whole = "0"
        }
        var fraction = ""
        var index = weight + 1
        while fraction.utf8.count < scale {
            // The group just after the point is number `weight + 1`; those before the first are zero.
            fraction += Self.padded(group(index))
            index += 1
        }
        fraction = String(fraction.prefix(scale))
        let isZero = fraction.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
        return fraction.isEmpty || (droppingZeroFraction && isZero) ? minus + whole : "\(minus)\(whole).\(fraction)"
    }

    private func group(_ index: Int) -> Int16 {
        groups.indices.contains(index) ? groups[index] : 0
    }

    private static func padded(_ group: Int16) -> String {
        let digits = String(group)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
