internal import CGumbo

/// Character references of HTML: `&amp;`, `&#x41;`, `&copy`.
///
/// Numbers are read here. Names, all 2,231 of HTML's with and without their semicolon, are gumbo's: it is asked once
/// for each name that a text contains.
public enum HTMLEntities {
    /// Decodes every reference once; what is not a reference stays.
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - maximumNames: how many different names are looked up; later ones stay as they are.
    public static func decode(_ bytes: some Collection<UInt8>, maximumNames: Int = 500) -> [UInt8] {
        var decoder = Decoder(maximumNames: maximumNames)
        return decoder.decode(Array(bytes)[...])
    }

    /// Decodes the texts of one document and remembers the names it has looked up.
    struct Decoder {
        private var known: [[UInt8]: [UInt8]] = [
            Array("&amp;".utf8): [38], Array("&lt;".utf8): [60], Array("&gt;".utf8): [62],
            Array("&quot;".utf8): [34], Array("&nbsp;".utf8): [0xc2, 0xa0],
        ]
        private var remaining: Int

        init(maximumNames: Int = 500) {
            remaining = maximumNames
        }

        /// - Parameter isAttribute: an attribute's value, where only names with a semicolon count, so that the query
        ///   of an address keeps its `&copy=1`.
        mutating func decode(_ bytes: ArraySlice<UInt8>, isAttribute: Bool = false) -> [UInt8] {
            guard bytes.contains(UInt8(ascii: "&")) else { return Array(bytes) }
            var out: [UInt8] = []
            out.reserveCapacity(bytes.count)
            var at = bytes.startIndex
            while at < bytes.endIndex {
                guard bytes[at] == UInt8(ascii: "&"), at + 1 < bytes.endIndex else {
                    out.append(bytes[at])
                    at += 1
                    continue
                }
                if bytes[at + 1] == UInt8(ascii: "#"), let (scalar, end) = number(bytes, at + 2) {
                    out.append(contentsOf: Array(String(scalar).utf8))
                    at = end
                } else if let (text, end) = name(bytes, at), !isAttribute || bytes[end - 1] == UInt8(ascii: ";") {
                    out.append(contentsOf: text)
                    at = end
                } else {
                    out.append(bytes[at])
                    at += 1
                }
            }
            return out
        }

        private func number(_ bytes: ArraySlice<UInt8>, _ start: Int) -> (Unicode.Scalar, end: Int)? {
            var at = start
            var base: UInt32 = 10
            if at < bytes.endIndex, bytes[at] | 32 == UInt8(ascii: "x") {
                base = 16
                at += 1
            }
            var value: UInt32 = 0
            let first = at
            while at < bytes.endIndex, let digit = Self.digit(bytes[at]), digit < base {
                value = min(value * base + digit, 0x11_0000)
                at += 1
            }
            guard at > first else { return nil }
            if at < bytes.endIndex, bytes[at] == UInt8(ascii: ";") { at += 1 }
            if let scalar = Self.windows1252[value] { return (scalar, at) }
            return (value == 0 ? "\u{fffd}" : Unicode.Scalar(value) ?? "\u{fffd}", at)
        }

        private mutating func name(_ bytes: ArraySlice<UInt8>, _ start: Int) -> ([UInt8], end: Int)? {
            var at = start + 1
            while at < bytes.endIndex, at - start <= HTMLEntities.longestName, HTMLTokenizer.isAlphanumeric(bytes[at]) {
                at += 1
            }
            guard at > start + 1 else { return nil }
            if at < bytes.endIndex, bytes[at] == UInt8(ascii: ";") { at += 1 }
            let reference = Array(bytes[start..<at])
            if let text = known[reference] { return (text, at) }
            guard remaining > 0 else { return (reference, at) }
            remaining -= 1
            let text = HTMLEntities.lookUp(reference)
            known[reference] = text
            return (text, at)
        }

        private static func digit(_ byte: UInt8) -> UInt32? {
            switch byte {
            case 48...57: UInt32(byte - 48)
            case 65...70: UInt32(byte - 55)
            case 97...102: UInt32(byte - 87)
            default: nil
            }
        }

        /// Numbers from 0x80 to 0x9f mean windows-1252, as every browser reads them.
        private static let windows1252: [UInt32: Unicode.Scalar] = [
            0x80: "\u{20ac}", 0x82: "\u{201a}", 0x83: "\u{192}", 0x84: "\u{201e}", 0x85: "\u{2026}", 0x86: "\u{2020}",
            0x87: "\u{2021}", 0x88: "\u{2c6}", 0x89: "\u{2030}", 0x8a: "\u{160}", 0x8b: "\u{2039}", 0x8c: "\u{152}",
            0x8e: "\u{17d}", 0x91: "\u{2018}", 0x92: "\u{2019}", 0x93: "\u{201c}", 0x94: "\u{201d}", 0x95: "\u{2022}",
            0x96: "\u{2013}", 0x97: "\u{2014}", 0x98: "\u{2dc}", 0x99: "\u{2122}", 0x9a: "\u{161}", 0x9b: "\u{203a}",
            0x9c: "\u{153}", 0x9e: "\u{17e}", 0x9f: "\u{178}",
        ]
    }

    /// HTML's longest name, `CounterClockwiseContourIntegral`, has 31 letters.
    private static let longestName = 32

    /// What gumbo makes of one reference. The leading letter keeps it from dropping a reference to white space.
    private static func lookUp(_ reference: [UInt8]) -> [UInt8] {
        let document = [UInt8(ascii: "x")] + reference
        let text = document.withUnsafeBytes { bytes -> [UInt8] in
            guard let start = bytes.bindMemory(to: CChar.self).baseAddress,
                let output = hunter_gumbo_parse(start, bytes.count)
            else { return [] }
            defer { hunter_gumbo_free(output) }
            return bodyText(of: output.pointee.root)
        }
        return text.first == UInt8(ascii: "x") ? Array(text.dropFirst()) : reference
    }

    private static func bodyText(of root: UnsafeMutablePointer<GumboNode>?) -> [UInt8] {
        var text: [UInt8] = []
        for element in children(of: root) where element.pointee.v.element.tag == GUMBO_TAG_BODY {
            for child in children(of: element) where child.pointee.type == GUMBO_NODE_TEXT {
                if let start = child.pointee.v.text.text { text.append(contentsOf: String(cString: start).utf8) }
            }
        }
        return text
    }

    private static func children(of node: UnsafeMutablePointer<GumboNode>?) -> [UnsafeMutablePointer<GumboNode>] {
        guard let node, node.pointee.type == GUMBO_NODE_ELEMENT else { return [] }
        let vector = node.pointee.v.element.children
        return (0..<Int(vector.length)).compactMap { vector.data[$0]?.assumingMemoryBound(to: GumboNode.self) }
    }
}
