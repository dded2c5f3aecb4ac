import Documents
import Model
import Testing

struct HTMLTextReaderTests {
    private func read(_ html: String) throws -> ExtractedText {
        try DocumentReader().read(Array(("<!DOCTYPE html>" + html).utf8))
    }

    @Test func `blocks, breaks, lists and entities`() throws {
        let result = try read(
            "<head><title>t</title><style>p{}</style></head><h1>Ada\n Lovelace</h1><p>R&amp;D<br>next<p>two<ul><li>a<li>b</ul>"
        )
        #expect(result.text == "Ada Lovelace\n\nR&D\nnext\n\ntwo\n\n• a\n• b")
        #expect(result.mediaType == .html)
    }

    @Test func `rows of a table stay on a line, columns follow one another`() throws {
        let rows =
            "<table><tr><td>Go<td>5 years<tr><td><p>SKILLS</p><p>Go</p><td><p>EXPERIENCE</p><p>Acme</p></table>after"
        #expect(try read(rows).text == "Go\t5 years\nSKILLS\n\nGo\n\nEXPERIENCE\n\nAcme\n\nafter")
    }

    @Test func `the page's encoding counts`() throws {
        let head = Array("<html><meta charset=\"koi8-r\"><p>".utf8)
        #expect(try text(of: head + [0xEF, 0xD0, 0xD9, 0xD4]) == "Опыт")
        let western = Array("<html><meta charset=windows-1252><p>M".utf8) + [0xFC] + Array("ller".utf8)
        #expect(try text(of: western) == "Müller")
        #expect(try text(of: Array("<html><meta charset=utf-7><p>+ADw-b+AD4-".utf8)) == "+ADw-b+AD4-")
    }

    @Test func `scripts say nothing and hidden text is kept apart`() throws {
        let result = try read(
            """
            <script>alert(1)</script><p>seen<span style="display:none">none</span><span style="color:#FFF">white</span>\
            <font color="white">font</font><span style="font-size:1px">tiny</span><span hidden>attribute</span>\
            <span style="position:absolute;left:-9999px">away</span></p>\
            <div style="background:#000080"><p style="color:white">on blue</p></div>
            """)
        #expect(result.text == "seen\n\non blue")
        #expect(result.hidden.passages.map(\.reason) == [.marked, .background, .tiny, .marked])
        #expect(result.hidden.passages.map(\.text) == ["none", "whitefont", "tiny", "attributeaway"])
    }

    @Test func `deep and broken pages are answers`() {
        #expect(failure(Array(("<html>" + String(repeating: "<div>", count: 50_000) + "x").utf8)) == nil)
        #expect(failure(Array(("<html>" + String(repeating: "<table><tr><td>", count: 2000) + "x").utf8)) == nil)
        #expect(failure(Array("<html></td></tr></table><td>x</p></div>".utf8)) == nil)
        #expect(failure(Array("<html>".utf8)) == .empty)
    }
}
