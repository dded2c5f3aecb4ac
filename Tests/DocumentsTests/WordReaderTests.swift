import Documents
import Model
import TestSupport
import Testing

struct WordReaderTests {
    private typealias Make = DocumentFixtures

    @Test func `paragraphs, tabs and breaks`() throws {
        let body =
            Make.paragraph("Ada Lovelace")
            + "<w:p><w:r><w:t>Title</w:t><w:tab/><w:t>2015</w:t><w:br/><w:t>next</w:t></w:r></w:p>"
        let result = try DocumentReader().read(Make.docx(body: body))
        #expect(result.text == "Ada Lovelace\nTitle\t2015\nnext")
        #expect(result.mediaType == .docx)
    }

    @Test func `entities of XML are characters`() throws {
        #expect(try text(of: Make.docx(body: Make.paragraph("R&amp;D &lt;b&gt; &#8364;"))) == "R&D <b> €")
    }

    @Test func `short cells stay on a line and long ones follow one another`() throws {
        func cell(_ paragraphs: String...) -> String {
            "<w:tc><w:tcPr/>" + paragraphs.map(Make.paragraph).joined() + "</w:tc>"
        }
        let table =
            "<w:tbl><w:tr>\(cell("Python"))\(cell("5 years"))</w:tr><w:tr>\(cell("SKILLS", "Go"))\(cell("EXPERIENCE", "Acme"))</w:tr></w:tbl>"
        #expect(
            try text(of: Make.docx(body: table + Make.paragraph("after")))
                == "Python\t5 years\nSKILLS\nGo\n\nEXPERIENCE\nAcme\n\nafter")
    }

    @Test func `a text box is read once though it is written twice`() throws {
        let box = "<w:txbxContent>\(Make.paragraph("in a box"))</w:txbxContent>"
        let body =
            "<w:p><w:r><w:t>before</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\">\(box)</mc:Choice>"
            + "<mc:Fallback>\(box)</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t> after</w:t></w:r></w:p>"
        #expect(try text(of: Make.docx(body: body)) == "before after\nin a box")
    }

    @Test func `deleted, moved and hidden text and field codes are left out`() throws {
        let body =
            "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
            + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ghost</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
            + "<w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>"
        let result = try DocumentReader().read(Make.docx(body: body))
        #expect(result.text == "link")
        #expect(result.hidden == HiddenText(passages: [.init(reason: .marked, text: "ghost")], characterCount: 5))
    }

    @Test func `headers come first, footers last, equal ones once`() throws {
        func part(_ kind: String, _ words: String) -> String {
            "<w:\(kind) \(Make.wordSpace)>\(Make.paragraph(words))</w:\(kind)>"
        }
        let file = Make.docx(
            body: Make.paragraph("body"),
            parts: [
                ("word/footer1.xml", part("ftr", "foot")), ("word/header1.xml", part("hdr", "head")),
                ("word/header2.xml", part("hdr", "head")), ("word/comments.xml", part("comments", "remark")),
            ])
        #expect(try text(of: file) == "head\n\nbody\n\nfoot")
    }

    @Test func `items of a list bear a bullet`() throws {
        let item = "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>item</w:t></w:r></w:p>"
        #expect(try text(of: Make.docx(body: item)) == "• item")
    }

    @Test func `an archive without a document is of the wrong type`() {
        #expect(failure(Make.zip([Make.Entry("readme.txt", Array("hello".utf8))])) == .wrongType)
        #expect(failure(Make.zip([])) == .wrongType)
    }

    @Test func `a document that declares entities is refused and none is read`() {
        let canary = "file:///etc/passwd"
        let attack =
            "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY x SYSTEM \"\(canary)\">]>"
            + "<w:document \(Make.wordSpace)><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
        #expect(failure(Make.zip([Make.Entry("word/document.xml", Array(attack.utf8))])) == .unreadable)
        var laughs = "<!ENTITY a0 \"ha\">"
        for level in 1...9 {
            laughs += "<!ENTITY a\(level) \"" + String(repeating: "&a\(level - 1);", count: 10) + "\">"
        }
        let bomb =
            "<!DOCTYPE d [\(laughs)]><w:document \(Make.wordSpace)><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
        #expect(failure(Make.zip([Make.Entry("word/document.xml", Array(bomb.utf8))])) == .unreadable)
    }

    @Test func `elements that nest too deep are refused`() {
        let deep = String(repeating: "<w:p>", count: 5000) + String(repeating: "</w:p>", count: 5000)
        let code = failure(Make.docx(body: deep))
        #expect(code == .limit || code == .unreadable)
        let fair = String(repeating: "<w:p>", count: 50) + Make.paragraph("x") + String(repeating: "</w:p>", count: 50)
        #expect(failure(Make.docx(body: fair)) == nil)
    }

    @Test func `an archive that declares 64 MiB is refused before it is unpacked`() {
        var entry = Make.Entry("word/media/image.png", [0, 0, 0])
        entry.size = 64 << 20
        entry.method = 8
        let body = Make.Entry("word/document.xml", Array("<w:document \(Make.wordSpace)/>".utf8))
        #expect(failure(Make.zip([body, entry])) == .limit)
        entry.size = (64 << 20) - 1 - body.data.count
        #expect(failure(Make.zip([body, entry])) == .empty)
    }

    @Test func `an entry that unpacks to more than it declares is stopped`() {
        let (data, size) = Make.spaces(matches: 40_000)
        var entry = Make.Entry("word/document.xml", data)
        entry.method = 8
        entry.size = size
        // Honest about its size: refused by what it declares.
        #expect(failure(Make.zip([entry]), limits: DocumentLimits(unpackedBytes: 1 << 20)) == .limit)
        // Not honest: refused or found damaged by what comes out.
        entry.size = 100
        let code = failure(Make.zip([entry]), limits: DocumentLimits(unpackedBytes: 1 << 20))
        #expect(code == .limit || code == .unreadable)
    }

    @Test func `too many entries are refused`() {
        let entries = (0..<20).map { Make.Entry("word/e\($0).bin", []) }
        let body = Make.Entry("word/document.xml", Array("<w:document \(Make.wordSpace)/>".utf8))
        #expect(failure(Make.zip([body] + entries), limits: DocumentLimits(entries: 20)) == .limit)
        #expect(failure(Make.zip([body] + entries), limits: DocumentLimits(entries: 21)) == .empty)
    }

    @Test func `an encrypted entry is told as such`() {
        var entry = Make.Entry("word/document.xml", [UInt8](repeating: 7, count: 40))
        entry.flags = 1
        #expect(failure(Make.zip([entry])) == .encrypted)
    }

    @Test func `every cut and every turned byte is an answer`() {
        let whole = Make.docx(body: Make.paragraph("some words"))
        for length in stride(from: 0, to: whole.count, by: 11) {
            #expect(failure(Array(whole.prefix(length))) != nil)
        }
        for position in stride(from: 4, to: whole.count, by: 3) {
            var damaged = whole
            damaged[position] ^= 0x55
            #expect(failure(damaged) != .unavailable)
        }
    }
}
