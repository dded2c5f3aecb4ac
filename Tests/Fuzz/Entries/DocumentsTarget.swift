import Model

@testable import Documents

/// The readers of documents: the first octet chooses one, the rest is what it reads.
///
/// PDFium is another project's, and fuzzed there: of PDF this reads what is ours, the characters' places and the words that
/// were recognised in a picture.
enum DocumentsTarget {
    private static let limits = DocumentLimits(
        inputBytes: 64 << 10, textBytes: 16 << 10, hiddenBytes: 1 << 10, unpackedBytes: 1 << 20, entries: 64, depth: 50)

    static func run(_ octets: [UInt8]) throws(BrokenRule) {
        guard let kind = octets.first else { return }
        let rest = Array(octets.dropFirst())
        switch kind % 8 {
        case 0: try check(rest)
        case 1: try check(archive("word/document.xml", wrapped(rest)))
        case 2:
            try check(archive("content.xml", rest, ("mimetype", Array("application/vnd.oasis.opendocument.text".utf8))))
        case 3: try check(Array(#"{\rtf1\ansi "#.utf8) + rest)
        case 4: try check(Array("<html>".utf8) + rest)
        case 5: try checkLayout(rest)
        case 6: try checkTable(rest)
        default: try check(archive("word/styles.xml", rest, ("word/document.xml", wrapped([]))))
        }
    }

    private static func check(_ bytes: [UInt8]) throws(BrokenRule) {
        let (first, second) = (answer(bytes), answer(bytes))
        try rule(first == second, "a document is read in two ways")
        guard case .success(let found) = first else { return }
        try rule(found.text.utf8.count <= limits.textBytes, "a text is longer than its limit")
        try checkText(found.text)
        try rule(!found.text.isEmpty, "an empty text is no error")
        let hidden = found.hidden.passages
        try rule(hidden.reduce(0) { $0 + $1.text.utf8.count } <= limits.hiddenBytes + 8, "hidden text over its limit")
        try rule(hidden.isEmpty || found.hidden.characterCount > 0, "hidden text is not counted")
        for passage in hidden { try checkText(passage.text) }
    }

    private static func answer(_ bytes: [UInt8]) -> Result<ExtractedText, DocumentError> {
        // PDFium's global state and threads have no place here.
        if (try? DocumentReader.mediaType(of: bytes)) == .pdf { return .failure(DocumentError(.wrongType, "a PDF")) }
        do throws(DocumentError) {
            return .success(try DocumentReader(limits: limits).read(bytes))
        } catch {
            return .failure(error)
        }
    }

    /// What every text of a document keeps to.
    private static func checkText(_ text: String) throws(BrokenRule) {
        var breaks = 0
        for scalar in text.unicodeScalars {
            breaks = scalar == "\n" ? breaks + 1 : 0
            try rule(breaks < 3, "two empty lines in a row")
            let isControl =
                scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
            try rule(!isControl, "a control character in a text")
            try rule(!(0x202A...0x202E).contains(scalar.value), "a mark of direction in a text")
        }
    }

    // MARK: Places

    /// Five octets a character: where it stands, how large it is, what it is. No layout loses or invents a letter.
    private static func checkLayout(_ octets: [UInt8]) throws(BrokenRule) {
        var glyphs: [Glyph] = []
        for start in stride(from: 0, to: min(octets.count, 4000) / 5 * 5, by: 5) {
            let (x, y) = (Float(octets[start]) * 2.4 + Float(octets[start + 1] & 7) / 8, Float(octets[start + 2]) * 3.3)
            let size = [Float(4), 8, 10, 11, 12, 24, 60, 0.5][Int(octets[start + 3] & 7)]
            let scalar = Unicode.Scalar(octets[start + 4])
            guard scalar.value >= 0x20 else { continue }
            let width = size * (octets[start + 3] & 0x80 == 0 ? 0.5 : 0)
            glyphs.append(Glyph(scalar: scalar, left: x, right: x + width, y: y, size: size))
        }
        let layout = PageLayout(glyphs)
        let once = layout.blocks.joined().flatMap(\.scalars)
        try rule(once == layout.blocks.joined().flatMap(\.scalars), "a page has two orders")
        var pages = [PageText(layout.blocks), PageText(layout.blocks)]
        RunningLines.remove(from: &pages)
        var out: [Unicode.Scalar] = []
        for page in pages { page.write(to: &out, Hyphens(pages)) }
        func letters(_ scalars: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar: Int] {
            Dictionary(scalars.filter { $0.properties.isAlphabetic }.map { ($0, 1) }, uniquingKeysWith: +)
        }
        let (given, found) = (letters(glyphs.map(\.scalar)), letters(once))
        for (scalar, count) in found { try rule(count <= given[scalar] ?? 0, "a layout invents a letter") }
        for scalar in given.keys { try rule(found[scalar] != nil, "a layout loses a letter") }
    }

    private static func checkTable(_ octets: [UInt8]) throws(BrokenRule) {
        let text = RecognisedText.text(table: octets)
        try checkText(text)
        try rule(text == RecognisedText.text(table: octets), "a table is read in two ways")
    }

    // MARK: Archives

    private static func wrapped(_ body: [UInt8]) -> [UInt8] {
        let open =
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
            + "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" "
            + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p>"
        return Array(open.utf8) + body + Array("</w:body></w:document>".utf8)
    }

    /// An archive of two entries that are stored as they are.
    private static func archive(_ name: String, _ data: [UInt8], _ other: (String, [UInt8])? = nil) -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        let entries = (other.map { [$0] } ?? []) + [(name, data)]
        for (name, data) in entries {
            let size = little(UInt32(data.count), 4)
            let common =
                little(20, 2) + little(0, 8) + little(checksum(data), 4) + size + size
                + little(UInt32(name.utf8.count), 2) + little(0, 2)
            directory += [0x50, 0x4B, 1, 2] + little(20, 2) + common + little(0, 10) + little(UInt32(file.count), 4)
            directory += Array(name.utf8)
            file += [0x50, 0x4B, 3, 4] + common + Array(name.utf8) + data
        }
        let count = little(UInt32(entries.count), 2)
        return file + directory + [0x50, 0x4B, 5, 6] + little(0, 4) + count + count
            + little(UInt32(directory.count), 4) + little(UInt32(file.count), 4) + little(0, 2)
    }

    private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 4 ? UInt8(value >> UInt32($0 * 8) & 0xFF) : 0 }
    }

    private static func checksum(_ data: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in data { value = value >> 8 ^ table[Int((value ^ UInt32(byte)) & 0xFF)] }
        return ~value
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
}
