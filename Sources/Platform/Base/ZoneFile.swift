/// What a TZif file says (RFC 9636): distances from UTC, the instants they begin at, and the rule for all that comes later.
struct ZoneFile {
    struct Step {
        let at: Int
        /// Seconds east of UTC.
        let offset: Int
    }

    private(set) var first = 0
    private(set) var steps: [Step] = []
    private(set) var rule: ZoneRule?

    /// Only files with instants of eight bytes, which all are since 2005.
    init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        // A block with instants of four bytes stands before the one that counts.
        guard let old = reader.header(), old.version >= UInt8(ascii: "2"), reader.skip(old.size(instant: 4)),
            let head = reader.header()
        else { return nil }
        guard let instants = reader.integers(head.instants, width: 8),
            let kinds = reader.integers(head.instants, width: 1),
            let types = reader.types(head.types), let start = types.first,
            reader.skip(head.size(instant: 8) - head.instants * 9 - head.types * 6)
        else { return nil }
        first = start
        for (at, kind) in zip(instants, kinds) {
            guard types.indices.contains(kind) else { return nil }
            steps.append(Step(at: at, offset: types[kind]))
        }
        guard zip(steps, steps.dropFirst()).allSatisfy({ $0.at < $1.at }) else { return nil }
        let footer = reader.rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard footer.count == 3, footer[0].isEmpty else { return nil }
        if !footer[1].isEmpty {
            guard let rule = ZoneRule(String(decoding: footer[1], as: UTF8.self)) else { return nil }
            self.rule = rule
        }
    }

    private struct Header {
        let version: UInt8
        let universal: Int, standard: Int, leaps: Int, instants: Int, types: Int, characters: Int

        func size(instant: Int) -> Int {
            instants * (instant + 1) + types * 6 + characters + leaps * (instant + 4) + standard + universal
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var rest: ArraySlice<UInt8> { bytes[at...] }

        mutating func skip(_ count: Int) -> Bool {
            guard count >= 0, bytes.count - at >= count else { return false }
            at += count
            return true
        }

        mutating func integer(width: Int) -> Int? {
            guard bytes.count - at >= width else { return nil }
            // Signed, highest byte first.
            var value = width > 1 ? Int(Int8(bitPattern: bytes[at])) : Int(bytes[at])
            for byte in bytes[(at + 1)..<(at + width)] { value = value << 8 | Int(byte) }
            at += width
            return value
        }

        mutating func integers(_ count: Int, width: Int) -> [Int]? {
            guard count >= 0, count <= (bytes.count - at) / width else { return nil }
            return (0..<count).compactMap { _ in integer(width: width) }
        }

        mutating func types(_ count: Int) -> [Int]? {
            guard count >= 0, count <= (bytes.count - at) / 6 else { return nil }
            return (0..<count).compactMap { _ in
                let offset = integer(width: 4)
                return skip(2) ? offset : nil
            }
        }

        mutating func header() -> Header? {
            guard rest.starts(with: "TZif".utf8), bytes.count - at >= 44 else { return nil }
            let version = bytes[at + 4]
            at += 20
            guard let counts = integers(6, width: 4), counts.allSatisfy({ (0...(1 << 20)).contains($0) }) else {
                return nil
            }
            return Header(
                version: version, universal: counts[0], standard: counts[1], leaps: counts[2], instants: counts[3],
                types: counts[4], characters: counts[5])
        }
    }
}
