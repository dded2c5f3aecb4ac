import Documents
import Model
import TestSupport
import Testing

/// Text of PDFs and DOCX that people do not see is told from text that they do.
struct HiddenTextTests {
    private typealias Make = DocumentFixtures

    private func pdf(_ page: String) throws -> ExtractedText {
        try DocumentReader().read(Make.pdf(pages: [Make.draw("seen", x: 50, y: 750) + page]))
    }

    private func reasons(_ page: String) throws -> [HiddenText.Reason] {
        let result = try pdf(page)
        #expect(result.text == (result.hidden.isEmpty ? "seen\nsecret words" : "seen"))
        if !result.hidden.isEmpty {
            #expect(result.hidden.passages.map(\.text) == ["secret words"])
            #expect(result.hidden.characterCount == 11)
            #expect(result.hidden.passages.map(\.page) == [1])
        }
        return result.hidden.passages.map(\.reason)
    }

    private func secret(y: Double = 700, size: Double = 10, before: String = "", after: String = "") -> String {
        "q \(before) \(Make.draw("secret words", x: 50, y: y, size: size)) \(after) Q\n"
    }

    @Test func `text without ink is hidden`() throws {
        #expect(try reasons("q 3 Tr \(Make.draw("secret words", x: 50, y: 700)) Q") == [.invisible])
    }

    @Test func `tiny text is hidden, small print is not`() throws {
        #expect(try reasons(secret(size: 1)) == [.tiny])
        #expect(try reasons(secret(size: 4)) == [])
    }

    @Test func `text off the page is hidden`() throws {
        #expect(try reasons(secret(y: -40)) == [.outside])
        #expect(try reasons(secret(y: 900)) == [.outside])
    }

    @Test func `white text on white is hidden, on blue it is not`() throws {
        #expect(try reasons(secret(before: "1 1 1 rg")) == [.background])
        #expect(try reasons(secret(before: "0.98 0.98 1 rg")) == [.background])
        #expect(try reasons(secret(before: "0 0 0.5 rg 40 690 200 30 re f 1 1 1 rg")) == [])
        #expect(try reasons(secret(before: "0.6 0.6 0.6 rg")) == [])
    }

    @Test func `text in the colour of the area behind it is hidden`() throws {
        #expect(try reasons(secret(before: "0 0 0.5 rg 40 690 200 30 re f 0 0 0.5 rg")) == [.background])
    }

    @Test func `a shape that only seems to be behind white text hides nothing of the deed`() throws {
        // A dark triangle whose box, but not whose area, holds the text.
        let shape = "0 g 40 600 m 400 600 l 400 760 l 390 620 l 300 610 l h f 1 1 1 rg"
        #expect(try reasons(secret(before: shape)) == [.background])
    }

    @Test func `text below something is hidden, text above it is not`() throws {
        #expect(try reasons(secret(after: "1 1 1 rg 40 690 200 30 re f")) == [.covered])
        #expect(try reasons(secret(before: "0.9 0.9 0.9 rg 40 690 200 30 re f 0 g")) == [])
        // A line below the words covers nothing.
        #expect(try reasons(secret(after: "0 g 40 697 200 1 re f")) == [])
    }

    @Test func `text that is cut away is hidden`() throws {
        #expect(try reasons(secret(before: "300 300 100 100 re W n")) == [.outside])
        #expect(try reasons(secret(before: "40 600 300 200 re W n")) == [])
    }

    @Test func `visible text beside hidden text stays whole`() throws {
        let page = secret(before: "1 1 1 rg") + Make.draw("plain words", x: 50, y: 690)
        let result = try pdf(page)
        #expect(result.text == "seen\nplain words")
        #expect(result.hidden.passages.map(\.text) == ["secret words"])
    }

    @Test func `without painting, colours alone prove nothing`() throws {
        let page = Make.draw("seen", x: 50, y: 750) + secret(before: "1 1 1 rg")
        let result = try DocumentReader(paints: false).read(Make.pdf(pages: [page]))
        #expect(result.hidden.isEmpty)
    }

    // MARK: DOCX

    private func run(_ text: String, _ properties: String) -> String {
        "<w:r><w:rPr>\(properties)</w:rPr><w:t>\(text)</w:t></w:r>"
    }

    private func word(_ body: String, styles: String = "") throws -> ExtractedText {
        let part = "<w:styles \(Make.wordSpace)>\(styles)</w:styles>"
        return try DocumentReader().read(
            Make.docx(body: Make.paragraph("seen") + body, parts: [("word/styles.xml", part)]))
    }

    private func found(
        _ properties: String, in paragraph: String = "", styles: String = ""
    ) throws -> [HiddenText.Reason] {
        let result = try word("<w:p><w:pPr>\(paragraph)</w:pPr>\(run("secret", properties))</w:p>", styles: styles)
        #expect(result.text == (result.hidden.isEmpty ? "seen\nsecret" : "seen"))
        return result.hidden.passages.map(\.reason)
    }

    @Test func `Word's own mark, white and tiny runs are hidden`() throws {
        #expect(try found("<w:vanish/>") == [.marked])
        #expect(try found("<w:vanish w:val=\"0\"/>") == [])
        #expect(try found("<w:color w:val=\"FFFFFF\"/>") == [.background])
        #expect(try found("<w:color w:val=\"auto\"/>") == [])
        #expect(try found("<w:sz w:val=\"2\"/>") == [.tiny])
        #expect(try found("<w:color w:val=\"FFFFFF\"/>", in: "<w:rPr><w:vanish/></w:rPr>") == [.background])
    }

    @Test func `white on a dark ground is seen`() throws {
        #expect(try found("<w:color w:val=\"FFFFFF\"/><w:shd w:val=\"clear\" w:fill=\"1F3864\"/>") == [])
        #expect(try found("<w:color w:val=\"FFFFFF\"/><w:highlight w:val=\"blue\"/>") == [])
        #expect(try found("<w:color w:val=\"FFFFFF\"/>", in: "<w:shd w:val=\"clear\" w:fill=\"1F3864\"/>") == [])
        let cell =
            "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val=\"clear\" w:fill=\"1F3864\"/></w:tcPr><w:p>"
            + run("white", "<w:color w:val=\"FFFFFF\"/>") + "</w:p></w:tc></w:tr></w:tbl>"
        #expect(try word(cell).text == "seen\nwhite")
        // But not once the cell is white again.
        #expect(try word(cell.replacing("1F3864", with: "FFFFFF")).text == "seen")
    }

    @Test func `styles hide as their runs do`() throws {
        let styles =
            "<w:style w:type=\"character\" w:styleId=\"Base\"><w:rPr><w:vanish/></w:rPr></w:style>"
            + "<w:style w:type=\"character\" w:styleId=\"Ghost\"><w:basedOn w:val=\"Base\"/></w:style>"
            + "<w:style w:type=\"paragraph\" w:styleId=\"Pale\"><w:rPr><w:color w:val=\"FEFEFE\"/></w:rPr></w:style>"
            + "<w:style w:type=\"character\" w:styleId=\"Loop\"><w:basedOn w:val=\"Loop\"/></w:style>"
        #expect(try found("<w:rStyle w:val=\"Ghost\"/>", styles: styles) == [.marked])
        #expect(try found("<w:rStyle w:val=\"Ghost\"/><w:vanish w:val=\"false\"/>", styles: styles) == [])
        #expect(try found("", in: "<w:pStyle w:val=\"Pale\"/>", styles: styles) == [.background])
        #expect(try found("<w:rStyle w:val=\"Loop\"/>", styles: styles) == [])
    }

    @Test func `where a picture may be behind the text, white proves nothing`() throws {
        let drawing = "<w:drawing><wp:anchor xmlns:wp=\"x\" behindDoc=\"1\"/></w:drawing>"
        let result = try word("<w:p>\(run("white", "<w:color w:val=\"FFFFFF\"/>"))<w:r>\(drawing)</w:r></w:p>")
        #expect(result.text == "seen\nwhite")
    }

    // MARK: Forms

    /// A form with one field: how it is drawn, and its flags (2: hidden, 4: printed).
    private func form(_ drawing: String, flags: Int = 4, entries: String = "/Annots [4 0 R]") throws -> ExtractedText {
        let look = "/Tx BMC q BT /F1 10 Tf \(drawing) 2 6 Td (Typed words) Tj ET Q EMC"
        return try DocumentReader().read(
            Make.pdf(
                pages: [Make.draw("seen", x: 50, y: 750)],
                objects: [
                    "<< /Type /Annot /Subtype /Widget /FT /Tx /T (skills) /V (Typed words) /F \(flags) "
                        + "/Rect [50 600 300 620] /DA (/F1 10 Tf 0 g) /AP << /N 5 0 R >> >>",
                    "<< /Type /XObject /Subtype /Form /BBox [0 0 250 20] /Resources << /Font << /F1 3 0 R >> >> "
                        + "/Length \(look.utf8.count) >>\nstream\n\(look)\nendstream",
                ], catalog: "/AcroForm << /Fields [4 0 R] >>", entries: entries))
    }

    @Test func `what somebody typed into a form is read, as far as it is seen`() throws {
        let seen = try form("0 g")
        #expect(seen.text.split(separator: "\n") == ["seen", "Typed words"] && seen.hidden.isEmpty)
        let white = try form("1 g")
        #expect(white.text == "seen" && white.hidden.passages.map(\.reason) == [.background])
        #expect(try form("0 g", flags: 2).text == "seen")
        #expect(try form("0 g", entries: "").text == "seen")
    }

    // MARK: Text boxes

    private func box(_ properties: String, fill: String) throws -> ExtractedText {
        let spaces =
            "xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" "
            + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\""
        let shape =
            "<wps:wsp \(spaces)><wps:spPr>\(fill)<a:ln><a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill></a:ln></wps:spPr>"
            + "<wps:txbx><w:txbxContent><w:p>\(run("boxed", properties))</w:p></w:txbxContent></wps:txbx></wps:wsp>"
        return try word("<w:p><w:r><w:drawing>\(shape)</w:drawing></w:r></w:p>")
    }

    @Test func `white text in a text box is hidden where the box is white, and is not elsewhere`() throws {
        func fill(_ color: String, _ more: String = "") -> String {
            "<a:solidFill><a:srgbClr val=\"\(color)\">\(more)</a:srgbClr></a:solidFill>"
        }
        let white = "<w:color w:val=\"FFFFFF\"/>"
        let hidden = try box(white, fill: fill("FFFFFF"))
        #expect(hidden.text == "seen" && hidden.hidden.passages.map(\.reason) == [.background])
        #expect(try box("<w:color w:val=\"1F3864\"/>", fill: fill("203864")).text == "seen")
        let gradient = "<a:gradFill><a:gsLst><a:gs><a:srgbClr val=\"FFFFFF\"/></a:gs></a:gsLst></a:gradFill>"
        let pattern = "<a:pattFill><a:fgClr><a:srgbClr val=\"FFFFFF\"/></a:fgClr></a:pattFill>"
        let none = "<a:noFill/><a:extLst><a:ext><a:hiddenFill>\(fill("FFFFFF"))</a:hiddenFill></a:ext></a:extLst>"
        for fill in [
            fill("1F3864"), "<a:noFill/>", "", fill("FFFFFF", "<a:alpha val=\"0\"/>"), gradient, pattern, none,
            fill("FFFFFF", "<a:shade val=\"50000\"/>"),
        ] {
            let result = try box(white, fill: fill)
            #expect(result.text.split(separator: "\n").last == "boxed" && result.hidden.isEmpty, "\(fill)")
        }
        #expect(try box("", fill: fill("FFFFFF")).text.contains("boxed"))
    }
}
