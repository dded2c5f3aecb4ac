import Model

/// Walks one part of a Word document and writes down what it shows.
struct WordXML {
    private var out: FlowWriter
    private let styles: WordStyles
    private var isText = false
    /// Whether the choice of each open alternative was taken.
    private var choices: [Bool] = []
    private var paragraphs: [Paragraph] = []
    /// What is behind the page, each open table, cell and box.
    private var backdrops: [Backdrop]
    /// What each open shape is filled with, as far as it says.
    private var fills: [Backdrop] = []
    /// Where in a shape's properties its own fill may stand, directly within them.
    private var fillPlace = FillPlace.elsewhere
    private enum FillPlace { case elsewhere, properties, plain }
    /// The groups of properties that are open.
    private var properties: [Properties] = []
    /// Whether each open row was deleted.
    private var deletedRows: [Bool] = []

    private enum Properties { case paragraph, run, table, row, cell }

    /// An open paragraph. Text boxes stand inside the paragraph they hang on.
    private struct Paragraph {
        var look: TextLook
        var backdrop: Backdrop?
        var run: TextLook
    }

    private init(styles: WordStyles, page: Backdrop, limits: DocumentLimits) {
        self.styles = styles
        backdrops = [page]
        out = FlowWriter(limits: limits)
    }

    /// The text of the part in `xml` that people see and that they do not. `page` is what is behind the text.
    static func text(
        of xml: [UInt8], styles: WordStyles, page: Backdrop, limits: DocumentLimits
    ) throws(DocumentError) -> (scalars: [Unicode.Scalar], hidden: HiddenCollector) {
        var walker = WordXML(styles: styles, page: page, limits: limits)
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
            case .text: if isText { write(stream.text) }
            }
            guard out.count <= limits.textBytes * 2 else { return }
        }
    }

    private mutating func write(_ text: String) {
        let look = paragraphs.last?.run ?? TextLook()
        let behind = paragraphs.last?.backdrop ?? backdrops[backdrops.count - 1]
        out.write(text.unicodeScalars, hiding: look.hiding(on: behind))
    }

    /// Takes an element's start; false where what is in it says nothing.
    private mutating func begin(_ stream: borrowing XMLStream) -> Bool {
        let name = stream.name
        switch name {
        // Deleted and moved text, instructions of fields, and properties that only look like text (tab stops, levels).
        case "w:del" where properties.last == .row: deletedRows[max(0, deletedRows.count - 1)] = !deletedRows.isEmpty
        case "w:del", "w:moveFrom", "w:instrText", "w:delText", "w:delInstrText", "w:sectPr", "w:tblGrid", "w:sdtPr",
            "w:rPrChange", "w:pPrChange", "w:tcPrChange", "w:tblPrChange", "w:trPrChange", "w:tabs", "w:tblPrEx":
            return false
        case "mc:AlternateContent": choices.append(false)
        case "mc:Choice": if !choices.isEmpty { choices[choices.count - 1] = true }
        case "mc:Fallback": return choices.last != true
        case "w:p": beginParagraph()
        case "w:r":
            if !paragraphs.isEmpty { paragraphs[paragraphs.count - 1].run = paragraphs[paragraphs.count - 1].look }
        // The properties of a paragraph's mark are not those of its text.
        case "w:rPr" where properties.last == .paragraph: return false
        case "w:pPr": properties.append(.paragraph)
        case "w:rPr": properties.append(.run)
        case "w:tblPr": properties.append(.table)
        case "w:trPr": properties.append(.row)
        case "w:tcPr": properties.append(.cell)
        case "w:t", "m:t", "a:t": isText = true
        case "w:tab", "w:ptab": out.write("\t")
        case "w:br", "w:cr", "a:br": out.write("\n")
        case "w:noBreakHyphen": out.write("-")
        case "w:sym": writeSymbol(stream)
        case "w:tbl":
            out.beginTable()
            backdrops.append(backdrops[backdrops.count - 1])
        case "w:tr":
            out.beginRow()
            deletedRows.append(false)
        case "w:tc":
            out.beginCell()
            backdrops.append(backdrops[backdrops.count - 1])
        case "wps:wsp": fills.append(.unknown)
        case "wps:spPr": fillPlace = .properties
        case "a:xfrm", "a:off", "a:ext", "a:prstGeom", "a:custGeom", "a:avLst": break
        case "a:solidFill" where fillPlace == .properties: fillPlace = .plain
        case "a:srgbClr" where fillPlace == .plain && !fills.isEmpty:
            let color = stream.attribute("val").flatMap { InkColor(hex: $0) }
            fills[fills.count - 1] = color.map { .color($0) } ?? .unknown
        case "w:txbxContent":
            out.beginBox()
            // Behind one without a fill of its own may be another shape.
            backdrops.append(fills.last ?? .unknown)
        // No fill, several colours, a picture; of a plain one what makes it lighter or lets see through it.
        case _ where fillPlace != .elsewhere:
            if fillPlace == .plain, !fills.isEmpty { fills[fills.count - 1] = .unknown }
            fillPlace = .elsewhere
        default: if !properties.isEmpty { takeProperty(stream, name) }
        }
        return true
    }

    private mutating func beginParagraph() {
        let (look, backdrop) = styles.paragraph(nil)
        paragraphs.append(Paragraph(look: look, backdrop: backdrop, run: look))
    }

    private mutating func writeSymbol(_ stream: borrowing XMLStream) {
        let value = stream.attribute("char").flatMap { UInt32($0, radix: 16) }
        out.write(CollectionOfOne(value.flatMap { Unicode.Scalar($0) } ?? "•"))
    }

    private mutating func takeProperty(_ stream: borrowing XMLStream, _ name: String) {
        switch (properties.last, name) {
        case (.paragraph, "w:numId"): if stream.attribute("val") != "0" { out.beginItem() }
        case (.paragraph, "w:pStyle"):
            guard !paragraphs.isEmpty, let id = stream.attribute("val") else { return }
            let (look, backdrop) = styles.paragraph(id)
            paragraphs[paragraphs.count - 1] = Paragraph(look: look, backdrop: backdrop, run: look)
        case (.paragraph, "w:shd"):
            guard !paragraphs.isEmpty, let shading = LookChanges.shading(stream) else { return }
            paragraphs[paragraphs.count - 1].backdrop = shading
        case (.run, _):
            guard !paragraphs.isEmpty else { return }
            if name == "w:rStyle", let id = stream.attribute("val") {
                styles.apply(id, to: &paragraphs[paragraphs.count - 1].run)
            } else {
                var changes = LookChanges()
                changes.take(stream)
                changes.apply(to: &paragraphs[paragraphs.count - 1].run)
            }
        case (.table, "w:tblStyle"):
            if let id = stream.attribute("val"), styles.isShadedTable(id) { backdrops[backdrops.count - 1] = .unknown }
        case (.table, "w:shd"), (.cell, "w:shd"):
            if let shading = LookChanges.shading(stream) { backdrops[backdrops.count - 1] = shading }
        default: break
        }
    }

    private mutating func end(_ name: String) {
        switch name {
        case "w:t", "m:t", "a:t": isText = false
        case "mc:AlternateContent": _ = choices.popLast()
        case "w:pPr", "w:rPr", "w:tblPr", "w:trPr", "w:tcPr": _ = properties.popLast()
        case "a:p": out.endParagraph()
        case "w:p":
            _ = paragraphs.popLast()
            out.endParagraph()
            if paragraphs.isEmpty { out.writeBoxes() }
        case "wps:wsp": _ = fills.popLast()
        case "wps:spPr", "a:solidFill": fillPlace = .elsewhere
        case "w:txbxContent":
            out.endBox()
            leaveBackdrop()
        case "w:tc":
            out.endCell()
            leaveBackdrop()
        case "w:tr": out.endRow(isShown: deletedRows.popLast() != true)
        case "w:tbl":
            out.endTable()
            leaveBackdrop()
        default: break
        }
    }

    private mutating func leaveBackdrop() {
        if backdrops.count > 1 { backdrops.removeLast() }
    }
}
