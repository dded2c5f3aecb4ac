import Foundation

/// Small documents made in code.
public enum DocumentFixtures {
    // MARK: PDF

    /// A PDF of pages with these content streams. `extra` goes into the trailer, `objects` become objects from 4 on,
    /// `resources` those of every page; `catalog` and `entries` go into the catalogue and into every page.
    public static func pdf(
        pages: [String], extra: String = "", objects more: [String] = [], resources: String = "", catalog: String = "",
        entries: String = ""
    ) -> [UInt8] {
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R \(catalog) >>", "",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ]
        objects += more
        var kids: [String] = []
        for content in pages {
            kids.append("\(objects.count + 1) 0 R")
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> \(resources) >> "
                    + "/Contents \(objects.count + 2) 0 R \(entries) >>")
            objects.append("<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream")
        }
        objects[1] = "<< /Type /Pages /Kids [\(kids.joined(separator: " "))] /Count \(pages.count) >>"
        var file = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { file += String(format: "%010d 00000 n \n", offset) }
        file += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R \(extra) >>\nstartxref\n\(start)\n%%EOF\n"
        return Array(file.utf8)
    }

    /// A text drawing operation at a place, in points from the lower left corner.
    public static func draw(_ text: String, x: Double, y: Double, size: Double = 10, more: String = "") -> String {
        "BT /F1 \(size) Tf \(more) 1 0 0 1 \(x) \(y) Tm (\(text)) Tj ET\n"
    }

    // MARK: DOCX

    public static let wordSpace =
        "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
        + "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\""

    /// A DOCX whose body is this XML.
    public static func docx(body: String, parts: [(String, String)] = []) -> [UInt8] {
        let document = "<?xml version=\"1.0\"?><w:document \(wordSpace)><w:body>\(body)</w:body></w:document>"
        return zip(([("word/document.xml", document)] + parts).map { Entry($0.0, Array($0.1.utf8)) })
    }

    public static func paragraph(_ text: String) -> String { "<w:p><w:r><w:t>\(text)</w:t></w:r></w:p>" }

    // MARK: ODT

    /// An ODT whose text is this XML, with these automatic styles and this frame of "styles.xml".
    public static func odt(
        body: String, styles: String = "", frame: String = "", parts: [(String, String)] = []
    ) -> [UInt8] {
        let spaces =
            ["office", "text", "table", "style"].map { name in
                "xmlns:\(name)=\"urn:oasis:names:tc:opendocument:xmlns:\(name):1.0\""
            }.joined(separator: " ")
            + " xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\""
            + " xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\""
            + " xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\""
        let content =
            "<?xml version=\"1.0\"?><office:document-content \(spaces)><office:automatic-styles>\(styles)"
            + "</office:automatic-styles><office:body><office:text>\(body)</office:text></office:body></office:document-content>"
        let styles = "<office:document-styles \(spaces)>\(frame)</office:document-styles>"
        let entries = [
            ("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content), ("styles.xml", styles),
        ]
        return zip((entries + parts).map { Entry($0.0, Array($0.1.utf8)) })
    }

    // MARK: ZIP

    public struct Entry {
        public var name: String
        /// As stored in the file.
        public var data: [UInt8]
        public var size: Int
        public var checksum: UInt32
        public var method: UInt16 = 0
        public var flags: UInt16 = 0

        public init(_ name: String, _ data: [UInt8]) {
            self.name = name
            self.data = data
            size = data.count
            checksum = DocumentFixtures.checksum(data)
        }
    }

    public static func zip(_ entries: [Entry]) -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let common =
                bytes16(20) + bytes16(entry.flags) + bytes16(entry.method) + bytes32(0) + bytes32(entry.checksum)
                + bytes32(UInt32(entry.data.count)) + bytes32(UInt32(entry.size))
                + bytes16(UInt16(entry.name.utf8.count)) + bytes16(0)
            directory +=
                [0x50, 0x4B, 0x01, 0x02] + bytes16(20) + common + [UInt8](repeating: 0, count: 10)
                + bytes32(UInt32(file.count)) + Array(entry.name.utf8)
            file += [0x50, 0x4B, 0x03, 0x04] + common + Array(entry.name.utf8) + entry.data
        }
        let start = UInt32(file.count)
        file += directory
        file += [0x50, 0x4B, 0x05, 0x06] + bytes32(0) + bytes16(UInt16(entries.count)) + bytes16(UInt16(entries.count))
        return file + bytes32(UInt32(directory.count)) + bytes32(start) + bytes16(0)
    }

    /// A deflate stream of `count * 258 + 1` spaces: one literal, then the longest match there is, over and over.
    public static func spaces(matches count: Int) -> (deflated: [UInt8], size: Int) {
        var out: [UInt8] = []
        var held: UInt32 = 0
        var bits = 0
        func put(_ value: UInt32, _ width: Int) {
            held |= value << UInt32(bits)
            bits += width
            while bits >= 8 {
                out.append(UInt8(held & 0xFF))
                held >>= 8
                bits -= 8
            }
        }
        put(0b011, 3)  // the last block, fixed codes
        put(0b0000_1010, 8)  // the literal 0x20: its code 0x50, first bit first
        for _ in 0..<count {
            put(0b1010_0011, 8)  // length 258: its code 0xC5, first bit first
            put(0, 5)  // distance 1
        }
        put(0, 7)  // the end
        put(0, 7)
        return (out, count * 258 + 1)
    }

    public static func checksum(_ data: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in data {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        return ~value
    }

    private static func bytes16(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
    private static func bytes32(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> ($0 * 8) & 0xFF) } }
}
