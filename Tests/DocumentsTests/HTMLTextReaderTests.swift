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

    @Test func `rules of style sheets hide by name, class and id`() throws {
        let result = try read(
            """
            <html><head><style>/* .seen { display: none } */ .none, .other{display:none} #away { visibility: hidden }
            SMALL { font-size: 0 } p.pale { color: #fefefe } .side { background: navy; color: white }
            @font-face { font-family: x; src: url(x) } .late { display: none !important }</style></head><body>
            <p class="seen">seen</p><p class="note none">none</p><p id="away">away</p><p><small>small</small></p>
            <p class="pale">pale</p><div class="pale">div</div><div class="side"><p>on blue</p></div>
            <p class="late" style="display:block">shown</p></body></html>
            """)
        #expect(result.text == "seen\n\ndiv\n\non blue\n\nshown")
        #expect(result.hidden.passages.map(\.text) == ["none", "away", "small", "pale"])
        #expect(result.hidden.passages.map(\.reason) == [.marked, .marked, .tiny, .background])
    }

    @Test func `the rule that tells most counts, and the later of two alike`() throws {
        func isHidden(_ css: String, _ tag: String = "<p class=\"a b\" id=\"i\">") throws -> Bool {
            let result = try read("<html><style>\(css)</style><p>seen</p>\(tag)secret</p></html>")
            return result.text == "seen" && result.hidden.passages.map(\.text) == ["secret"]
        }
        #expect(try isHidden(".a{display:none}"))
        #expect(try isHidden("*{display:block} .a{display:none}"))
        #expect(try isHidden(".a{display:block} .b{display:none}"))
        #expect(try !isHidden(".b{display:none} .a{display:block}"))
        #expect(try !isHidden("#i{display:block} .a{display:none} p{display:none}", "<p class=\"a\" id=i>"))
        #expect(try isHidden("#i{display:none} .a.b{display:block}"))
        #expect(try !isHidden(".A{display:none}"), "classes have their case")
        // What may be meant for another place hides nothing, and what may be shown is.
        for css in [
            ".x .a{display:none}", ".a:hover{display:none}", ".a[title]{display:none}",
            "@media print{.a{display:none}}",
            ".a{display:none} .open .a{display:block}", ".a{display:none} @media screen{.a{display:block}}",
            ".a{display:none} .a:target{display:block}", "{display:none}", ".a",
        ] {
            #expect(try !isHidden(css), "\(css)")
        }
    }

    @Test func `nothing is concluded from a colour where the backdrop cannot be told`() throws {
        func text(_ css: String) throws -> String {
            try read("<html><style>\(css)</style><p>seen<span class=\"w\"> pale</span></p></html>").text
        }
        #expect(try text(".w{color:white}") == "seen")
        #expect(try text(".w{color:white} .x{background:navy}") == "seen")
        #expect(try text(".w{color:white} .x .w{background:navy}") == "seen pale")
        #expect(try text(".w{color:white} p{background:url(dark.png)}") == "seen pale")
        #expect(try text(".w{color:white} .x{background:navy;position:absolute}") == "seen pale")
        #expect(try text(".w{color:white} p{background-image:linear-gradient(#123,#456)}") == "seen pale")
        #expect(try text(".w{color:white} .x{background-image:none}") == "seen")
        #expect(try text("</style><link rel=stylesheet href=x.css><style>.w{color:white}") == "seen pale")
    }

    @Test func `nothing is concluded from a colour that another rule may change`() throws {
        func text(_ css: String) throws -> String {
            try read("<html><style>\(css)</style><p>seen<a class=\"w\"> pale</a></p></html>").text
        }
        #expect(try text("a{color:#fff}") == "seen")
        #expect(try text("a{color:#fff} .main a{color:#036}") == "seen pale")
        #expect(try text("a{color:#fff} @media screen{a{color:#222}}") == "seen pale")
    }

    @Test func `sheets count that browsers apply to the page, and each way to move a text alone`() throws {
        func isHidden(_ page: String) throws -> Bool {
            try read("<html>\(page)<p>seen</p><p class=\"x\">secret</p></html>").text == "seen"
        }
        #expect(try isHidden("<style type=\"text/css\">.x{display:none}</style>"))
        #expect(try !isHidden("<style media=\"print\">.x{display:none}</style>"))
        #expect(try !isHidden("<!--[if mso]><style>.x{display:none}</style><![endif]-->"))
        #expect(try !isHidden("<script>\"<style>.x{display:none}</style>\"</script>"))
        #expect(try isHidden("<style media=print>.y{}</style><style>.x{display:none}</style>"))
        #expect(try isHidden("<style>.x{left:-9999px;margin-top:0}</style>"))
        #expect(try isHidden("<style>.x{left:-9999px} p{margin-top:0} p.x{margin-left:0}</style>"))
        #expect(try !isHidden("<style>.x{left:-9999px} p.x{left:0}</style>"))
    }

    @Test func `sheets without an end or a sense are answers`() {
        let deep = String(repeating: "@media x{", count: 20_000)
        for css in [
            deep, String(repeating: "}", count: 50_000), "/*", "/* *", "a{", String(repeating: ".a,", count: 50_000),
        ] {
            #expect(failure(Array("<html><style>\(css)</style><p>seen</p>".utf8)) == nil)
            #expect(failure(Array("<html><p>seen</p><style>\(css)".utf8)) == nil)
            #expect(failure(Array("<html><p>seen</p>\(String(repeating: "<style ", count: 20_000))\(css)".utf8)) == nil)
        }
    }

    @Test func `deep and broken pages are answers`() {
        #expect(failure(Array(("<html>" + String(repeating: "<div>", count: 50_000) + "x").utf8)) == nil)
        #expect(failure(Array(("<html>" + String(repeating: "<table><tr><td>", count: 2000) + "x").utf8)) == nil)
        #expect(failure(Array("<html></td></tr></table><td>x</p></div>".utf8)) == nil)
        #expect(failure(Array("<html>".utf8)) == .empty)
    }
}
