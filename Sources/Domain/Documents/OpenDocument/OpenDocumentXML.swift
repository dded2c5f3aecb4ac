import Model

/// Walks one part of an OpenDocument text and writes down what it shows.
struct OpenDocumentXML {
    /// What is taken: the body of "content.xml", or the headers or footers of "styles.xml".
    enum Part { case body, header, footer }

    private var out: FlowWriter
    private let part: Part
    private let styles: OpenDocumentStyles
    private var isInside = false
    /// How the text of each open paragraph and span looks.
    private var looks: [TextLook] = []
    /// What is behind the page and each open paragraph, cell and box.
    private var backdrops: [Backdrop]
    private var paragraphs = 0
    /// Whether an open item of a list has had its bullet.
    private var items: [Bool] = []
    /// Open sections and pieces of text that are marked as hidden.
    private var hiding = 0
    private var wasSpace = false

    static func text(
        of xml: [UInt8], part: Part, styles: OpenDocumentStyles, limits: DocumentLimits
    ) throws(DocumentError) -> (scalars: [Unicode.Scalar], hidden: HiddenCollector) {
        var walker = OpenDocumentXML(
            out: FlowWriter(limits: limits), part: part, styles: styles, backdrops: [styles.page])
        try XMLStream.read(xml, maximumDepth: limits.depth) { (stream: inout XMLStream) throws(DocumentError) in
            try walker.walk(&stream, limits)
        }
        return (walker.out.finish(), walker.out.hidden)
    }

    private mutating func walk(_ stream: inout XMLStream, _ limits: DocumentLimits) throws(DocumentError) {
        while let event = try stream.next() {
            switch event {
            case .begin: if !begin(stream) { stream.skipElement() }
            case .end: end(stream.name)
            case .text: if isInside, paragraphs > 0 { write(stream.text) }
            }
            guard out.count <= limits.textBytes * 2 else { return }
        }
    }

    /// White space counts once, as in HTML.
    private mutating func write(_ text: String) {
        var scalars: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            let isSpace = scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r"
            if !isSpace { scalars.append(scalar) } else if !wasSpace { scalars.append(" ") }
            wasSpace = isSpace
        }
        var look = looks.last ?? TextLook()
        if hiding > 0 { look.isMarkedHidden = true }
        out.write(scalars, hiding: look.hiding(on: backdrops[backdrops.count - 1]))
    }

    /// Takes an element's start; false where what is in it says nothing.
    private mutating func begin(_ stream: borrowing XMLStream) -> Bool {
        let name = stream.name
        switch name {
        case "office:text": isInside = part == .body
        case "style:header", "style:header-left", "style:header-first": isInside = part == .header
        case "style:footer", "style:footer-left", "style:footer-first": isInside = part == .footer
        // Deleted text, remarks, what only describes a drawing, and the recipes of indexes.
        case "text:tracked-changes", "office:annotation", "svg:title", "svg:desc", "text:note-citation",
            "text:ruby-text", "office:forms", "text:table-of-content-source", "table:covered-table-cell",
            "office:event-listeners":
            return false
        case _ where !isInside: break
        case "text:p", "text:h": beginParagraph(stream.attribute("style-name"))
        case "text:span":
            var look = looks.last ?? TextLook()
            styles.apply("text", stream.attribute("style-name"), to: &look)
            looks.append(look)
        case "text:s":
            out.write([Unicode.Scalar](repeating: " ", count: min(stream.attribute("c").flatMap { Int($0) } ?? 1, 8)))
        case "text:tab": out.write("\t")
        case "text:line-break": out.write("\n")
        case "text:section": if stream.attribute("display") == "none" || hiding > 0 { hiding += 1 }
        case "text:hidden-text": hiding += 1
        case "text:hidden-paragraph":
            if stream.attribute("is-hidden") == "true", !looks.isEmpty { looks[looks.count - 1].isMarkedHidden = true }
        case "text:list-item": items.append(false)
        case "table:table": out.beginTable()
        case "table:table-row":
            if stream.attribute("visibility") == "collapse" { return false }
            out.beginRow()
        case "table:table-cell":
            out.beginCell()
            var look = TextLook()
            let area = styles.apply("table-cell", stream.attribute("style-name"), to: &look)
            backdrops.append(area ?? backdrops[backdrops.count - 1])
        case "draw:text-box", "draw:custom-shape", "draw:rect", "draw:ellipse", "draw:circle", "draw:polygon":
            out.beginBox()
            // The shape's own colour is not looked for.
            backdrops.append(.unknown)
        case "text:note-body": out.beginNote()
        default: break
        }
        return true
    }

    private mutating func beginParagraph(_ style: String?) {
        paragraphs += 1
        wasSpace = true
        var look = TextLook()
        let area = styles.apply("paragraph", style, to: &look)
        looks.append(look)
        backdrops.append(area ?? backdrops[backdrops.count - 1])
        if items.last == false {
            out.beginItem()
            items[items.count - 1] = true
        }
    }

    private mutating func end(_ name: String) {
        switch name {
        case "office:text", "style:header", "style:header-left", "style:header-first", "style:footer",
            "style:footer-left", "style:footer-first":
            isInside = false
        case _ where !isInside: break
        case "text:p", "text:h":
            paragraphs = max(0, paragraphs - 1)
            _ = looks.popLast()
            leaveBackdrop()
            out.endParagraph()
            // A box's paragraph stands inside that of the text around it, which goes on.
            wasSpace = paragraphs == 0
            if paragraphs == 0 { out.writeBoxes() }
        case "text:span": _ = looks.popLast()
        case "text:section", "text:hidden-text": hiding = max(0, hiding - 1)
        case "text:list-item": _ = items.popLast()
        case "table:table": out.endTable()
        case "table:table-row": out.endRow()
        case "table:table-cell":
            out.endCell()
            leaveBackdrop()
        case "draw:text-box", "draw:custom-shape", "draw:rect", "draw:ellipse", "draw:circle", "draw:polygon":
            out.endBox()
            leaveBackdrop()
        case "text:note-body": out.endNote()
        default: break
        }
    }

    private mutating func leaveBackdrop() {
        if backdrops.count > 1 { backdrops.removeLast() }
    }
}
