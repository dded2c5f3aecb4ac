import Documents
import Model
import TestSupport
import Testing

struct OpenDocumentReaderTests {
    private typealias Make = DocumentFixtures

    @Test func `paragraphs, tabs, spaces and breaks`() throws {
        let body =
            "<text:h text:outline-level=\"1\">Ada  \n Lovelace</text:h>"
            + "<text:p>Title<text:tab/>2015<text:line-break/>next<text:s text:c=\"3\"/><text:span>word</text:span></text:p>"
        let result = try DocumentReader().read(Make.odt(body: body))
        #expect(result.text == "Ada Lovelace\nTitle\t2015\nnext word")
        #expect(result.mediaType == .odt)
    }

    @Test func `items bear a bullet and rows stay on a line`() throws {
        let body =
            "<text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p>"
            + "</text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>Go</text:p>"
            + "</table:table-cell><table:table-cell table:number-columns-repeated=\"1000000000\"><text:p>5 years</text:p>"
            + "</table:table-cell><table:covered-table-cell/></table:table-row></table:table>"
        #expect(try text(of: Make.odt(body: body)) == "• one\n• two\nGo\t5 years")
    }

    @Test func `text boxes follow their paragraph, notes come last`() throws {
        let body =
            "<text:p>before<draw:frame><draw:text-box><text:p>in a box</text:p></draw:text-box><svg:title>name</svg:title>"
            + "</draw:frame> after<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            + "<text:p>a note</text:p></text:note-body></text:note></text:p><text:p>end</text:p>"
        #expect(try text(of: Make.odt(body: body)) == "before after\nin a box\nend\n\na note")
    }

    @Test func `headers come first, footers last`() throws {
        let frame =
            "<office:master-styles><style:master-page style:name=\"S\"><style:header><text:p>head</text:p></style:header>"
            + "<style:footer><text:p>foot</text:p></style:footer></style:master-page></office:master-styles>"
        #expect(try text(of: Make.odt(body: "<text:p>body</text:p>", frame: frame)) == "head\n\nbody\n\nfoot")
    }

    @Test func `deleted text and remarks are left out`() throws {
        let body =
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p></text:deletion>"
            + "</text:changed-region></text:tracked-changes><text:p>kept<office:annotation><text:p>remark</text:p>"
            + "</office:annotation></text:p>"
        #expect(try text(of: Make.odt(body: body)) == "kept")
    }

    @Test func `hidden, white and tiny text is kept apart`() throws {
        func style(_ name: String, _ properties: String) -> String {
            "<style:style style:name=\"\(name)\" style:family=\"text\"><style:text-properties \(properties)/></style:style>"
        }
        let styles =
            style("H", "text:display=\"none\"") + style("W", "fo:color=\"#ffffff\"")
            + style("T", "fo:font-size=\"1pt\"")
            + "<style:style style:name=\"D\" style:family=\"paragraph\"><style:paragraph-properties "
            + "fo:background-color=\"#000080\"/></style:style>"
        let body =
            "<text:p>seen <text:span text:style-name=\"H\">ghost</text:span><text:span text:style-name=\"W\">white</text:span>"
            + "<text:span text:style-name=\"T\">tiny</text:span></text:p>"
            + "<text:p text:style-name=\"D\"><text:span text:style-name=\"W\">on blue</text:span></text:p>"
        let result = try DocumentReader().read(Make.odt(body: body, styles: styles))
        #expect(result.text == "seen\non blue")
        #expect(result.hidden.passages.map(\.reason) == [.marked, .background, .tiny])
        #expect(result.hidden.passages.map(\.text) == ["ghost", "white", "tiny"])
    }

    @Test func `a locked document is encrypted, another archive of the wrong type`() {
        let manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
        #expect(failure(Make.odt(body: "", parts: [("META-INF/manifest.xml", manifest)])) == .encrypted)
        #expect(
            failure(
                Make.zip([
                    .init("mimetype", Array("application/vnd.oasis.opendocument.spreadsheet".utf8)),
                    .init("content.xml", Array("<a/>".utf8)),
                ])) == .wrongType)
    }

    @Test func `entities, deep nesting and damage are answers`() {
        let attack = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"
        let kind = Make.Entry("mimetype", Array("application/vnd.oasis.opendocument.text".utf8))
        #expect(failure(Make.zip([kind, .init("content.xml", Array(attack.utf8))])) == .unreadable)
        let deep = String(repeating: "<text:p>", count: 1000) + String(repeating: "</text:p>", count: 1000)
        let code = failure(Make.odt(body: deep))
        #expect(code == .limit || code == .unreadable)
        let whole = Make.odt(body: "<text:p>some words</text:p>")
        for position in stride(from: 4, to: whole.count, by: 5) {
            var damaged = whole
            damaged[position] ^= 0x55
            #expect(failure(damaged) != .unavailable)
        }
    }
}
