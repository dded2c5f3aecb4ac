import Documents
import TestSupport
import Testing

struct DocumentReaderTests {
    private func utf16(_ text: String, big: Bool) -> [UInt8] {
        [big ? 0xFE : 0xFF, big ? 0xFF : 0xFE]
            + text.utf16.flatMap { big ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    @Test func `plain text is read in the encodings that are about`() throws {
        #expect(try text(of: Array("Füße €\r\nzwei\rdrei".utf8)).hasPrefix("Füße €\nzwei"))
        #expect(try text(of: [0xEF, 0xBB, 0xBF] + Array("mark".utf8)) == "mark")
        #expect(try text(of: utf16("Größe 😀", big: false)) == "Größe 😀")
        #expect(try text(of: utf16("Größe", big: true)) == "Größe")
        #expect(try text(of: [0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72, 0x20, 0x80, 0x39]) == "Müller €9")
        #expect(try text(of: [0xCE, 0xEF, 0xFB, 0xF2, 0x20, 0xF0, 0xE0, 0xE1, 0xEE, 0xF2, 0xFB]) == "Опыт работы")
    }

    @Test func `what is no resume is of the wrong type`() {
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 0x49, 0x48]
        #expect(failure(png) == .wrongType)
        #expect(failure(Array("<?xml version=\"1.0\"?><svg><text>hi</text></svg>".utf8)) == .wrongType)
        #expect(failure(Array("  <svg><text>hi</text></svg>".utf8)) == .wrongType)
        #expect(failure(Array("%!PS-Adobe-3.0 (hi) show".utf8)) == .wrongType)
        #expect(failure([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]) == .wrongType)
        #expect(failure([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) == .wrongType)
    }

    @Test func `a locked office file is encrypted`() {
        let name: [UInt8] = "EncryptedPackage".utf8.flatMap { [$0, 0] as [UInt8] }
        #expect(failure([0xD0, 0xCF, 0x11, 0xE0] + [UInt8](repeating: 0, count: 100) + name) == .encrypted)
    }

    @Test func `the kind is told by the content`() throws {
        #expect(try DocumentReader.mediaType(of: Array("\n%PDF-1.7".utf8)) == .pdf)
        #expect(try DocumentReader.mediaType(of: [0x50, 0x4B, 3, 4]) == .docx)
        #expect(try DocumentReader.mediaType(of: DocumentFixtures.odt(body: "")) == .odt)
        #expect(try DocumentReader.mediaType(of: Array("{\\rtf1 hello}".utf8)) == .rtf)
        #expect(try DocumentReader.mediaType(of: Array("  <!DOCTYPE HTML><p>hi</p>".utf8)) == .html)
        #expect(try DocumentReader.mediaType(of: Array("<?xml version='1.0'?>\n<html>hi</html>".utf8)) == .html)
        #expect(try DocumentReader.mediaType(of: Array("PK and %PD".utf8)) == .text)
    }

    @Test func `only a web page is refused for its name`() {
        #expect(DocumentReader.isMisnamed(.html, as: "resume.PDF"))
        #expect(DocumentReader.isMisnamed(.html, as: "a/resume.docx"))
        #expect(!DocumentReader.isMisnamed(.html, as: "resume.html"))
        #expect(!DocumentReader.isMisnamed(.html, as: "resume"))
        #expect(!DocumentReader.isMisnamed(.rtf, as: "resume.doc"))
    }

    @Test func `nothing, and nothing to read, are empty`() {
        #expect(failure([]) == .empty)
        #expect(failure(Array(" \n\t \u{200B} --- \n".utf8)) == .empty)
    }

    @Test func `a file over the limit is too large`() {
        #expect(failure(Array("abcdef".utf8), limits: DocumentLimits(inputBytes: 5)) == .tooLarge)
        #expect(failure(Array("abcde".utf8), limits: DocumentLimits(inputBytes: 5)) == nil)
    }

    @Test func `text over the limit is cut at a character and told of`() throws {
        let result = try DocumentReader(limits: DocumentLimits(textBytes: 100)).read(
            Array(String(repeating: "я", count: 500).utf8))
        #expect(result.isTruncated)
        #expect(result.text.utf8.count <= 100 && result.text.utf8.count > 80)
        #expect(result.text.allSatisfy { $0 == "я" })
    }

    @Test func `what a database refuses or a reader cannot see is taken out`() throws {
        let dirty = "a\u{0}b\u{7}c\u{200B}d\u{202E}e\u{FEFF}f\u{FFFF}\u{AD}g\u{1B}[0m"
        #expect(try text(of: utf16(dirty, big: false)) == "abcdefg[0m")
        #expect(
            try text(of: Array("o\u{FB03}ce  \u{A0} wide\u{3000}space   \n\n\n\nend  ".utf8))
                == "office wide space\n\nend")
    }

    @Test func `a missing library is our fault, not the document's`() {
        // Loading happens once a process, so the path is only looked at where nothing was loaded before.
        let paths = PDFium.searchPaths
        #expect(paths.last == "./.deps/lib/libpdfium.so")
    }
}
