import Glibc

/// A way of writing text as bytes, by its name as `iconv` knows it.
struct ByteEncoding: Equatable {
    let name: String

    static let western = ByteEncoding(name: "CP1252")
    static let cyrillic = ByteEncoding(name: "CP1251")

    init(name: String) { self.name = name }

    /// A Windows or DOS code page; nil for one that is not known.
    init?(codePage: Int) {
        switch codePage {
        case 437, 850, 852, 855, 857, 860...866, 869, 874, 1250...1258: name = "CP\(codePage)"
        case 932: name = "CP932"
        case 936: name = "GBK"
        case 949: name = "UHC"
        case 950: name = "BIG5"
        case 10000: name = "MACINTOSH"
        case 10007: name = "MAC-CYRILLIC"
        case 20866: name = "KOI8-R"
        case 21866: name = "KOI8-U"
        case 28591...28606: name = "ISO-8859-\(codePage - 28590)"
        case 65001: name = "UTF-8"
        default: return nil
        }
    }

    /// An encoding as web pages name it. Of names that are not known, none is made up: see ``decode(_:)``.
    init?(label: String) {
        let label = label.lowercased()
        let isName =
            !label.isEmpty && label.utf8.allSatisfy { HTMLTokenizer.isAlphanumeric($0) || "-_:.".utf8.contains($0) }
        guard isName, label.utf8.count < 30 else { return nil }
        switch label {
        // Every browser reads these as windows-1252.
        case "iso-8859-1", "latin1", "us-ascii", "ascii": name = "CP1252"
        // Names of encodings that carry state, or that hide ASCII's characters: never on the web.
        case let label where label.hasPrefix("utf-7") || label.hasPrefix("iso-2022") || label.hasPrefix("utf-16"):
            return nil
        default: name = label
        }
    }

    /// The text; nil where the system does not know the encoding. Bytes that are none become U+FFFD.
    func decode(_ bytes: some Collection<UInt8>) -> [Unicode.Scalar]? {
        guard let converter = iconv_open("UTF-32LE", name), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var source = bytes.map { CChar(bitPattern: $0) }
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(source.count)
        var buffer = [UInt32](repeating: 0, count: 1024)
        source.withUnsafeMutableBufferPointer { source in
            var next = source.baseAddress
            var left = source.count
            while left > 0 {
                let before = left
                let written = buffer.withUnsafeMutableBytes { raw -> Int in
                    var out = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
                    var room = raw.count
                    _ = iconv(converter, &next, &left, &out, &room)
                    return raw.count - room
                }
                for value in buffer[..<(written / 4)] { scalars.append(Unicode.Scalar(value) ?? "\u{FFFD}") }
                // It stopped at bytes that are no character, not for want of room.
                if written == 0 || (left > 0 && written < buffer.count * 4 - 16) {
                    guard left > 0 else { break }
                    scalars.append("\u{FFFD}")
                    next = next.map { $0 + 1 }
                    left -= 1
                }
                if left == before { break }
            }
        }
        return scalars
    }
}
