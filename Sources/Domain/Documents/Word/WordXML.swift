import CXML

/// Walks one part of a Word document and writes down what it shows.
///
/// The reader streams, fetches nothing, replaces no entities and refuses documents that declare any.
struct WordXML {
    private var out = TextStack()
    private var hidden = 0
    private var isHiddenRun = false
    /// Text boxes stand inside a paragraph and are written after it.
    private var boxes: [[Unicode.Scalar]] = []
    private var rows: [[[Unicode.Scalar]]] = []
    private var choices: [Bool] = []
    private var paragraphs = 0

    /// The text of the part in `xml` and how many hidden characters were left out.
    static func text(
        of xml: [UInt8], limits: DocumentLimits
    ) throws(DocumentError) -> (scalars: [Unicode.Scalar], hidden: Int) {
        var walker = WordXML()
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_COMPACT.rawValue
        let result: Result<Void, DocumentError> = xml.withUnsafeBytes { buffer in
            guard let count = Int32(exactly: buffer.count), count > 0, let base = buffer.baseAddress,
                let reader = xmlReaderForMemory(
                    base.assumingMemoryBound(to: CChar.self), count, nil, nil, Int32(options))
            else { return .failure(DocumentError(.unreadable, "an empty part")) }
            defer { xmlFreeTextReader(reader) }
            do throws(DocumentError) {
                try walker.walk(reader, limits)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
        walker.out.endLine()
        return (walker.out.text, walker.hidden)
    }

    private mutating func walk(_ reader: xmlTextReaderPtr, _ limits: DocumentLimits) throws(DocumentError) {
        var step = xmlTextReaderRead(reader)
        while step == 1 {
            let depth = xmlTextReaderDepth(reader)
            guard depth <= limits.depth else {
                throw DocumentError(.limit, "elements nest deeper than \(limits.depth)")
            }
            var skips = false
            switch xmlTextReaderNodeType(reader) {
            case Int32(XML_READER_TYPE_DOCUMENT_TYPE.rawValue), Int32(XML_READER_TYPE_ENTITY_REFERENCE.rawValue):
                throw DocumentError(.unreadable, "a document type declaration")
            case Int32(XML_READER_TYPE_ELEMENT.rawValue):
                skips = begin(reader)
                if !skips, xmlTextReaderIsEmptyElement(reader) == 1 { end(name(reader)) }
            case Int32(XML_READER_TYPE_END_ELEMENT.rawValue): end(name(reader))
            case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue),
                Int32(XML_READER_TYPE_WHITESPACE.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue):
                take(reader)
            default: break
            }
            guard out.count <= limits.textBytes * 2 else { return }
            step = skips ? xmlTextReaderNext(reader) : xmlTextReaderRead(reader)
        }
        guard step == 0 else { throw DocumentError(.unreadable, "a part is not well-formed XML") }
    }

    private var isText = false

    private mutating func take(_ reader: xmlTextReaderPtr) {
        guard isText, let value = xmlTextReaderConstValue(reader) else { return }
        let text = String(cString: value)
        if isHiddenRun {
            hidden += text.unicodeScalars.count
        } else {
            out.write(text.unicodeScalars)
        }
    }

    /// Takes an element's start; true where what is in it says nothing.
    private mutating func begin(_ reader: xmlTextReaderPtr) -> Bool {
        switch name(reader) {
        // Deleted and moved text, instructions of fields, and properties that only look like text (tab stops, list levels).
        case "del", "moveFrom", "instrText", "delText", "delInstrText", "sectPr", "tblPr", "trPr", "tcPr", "tblGrid",
            "sdtPr",
            "rPrChange", "pPrChange", "tabs":
            return true
        case "AlternateContent": choices.append(false)
        case "Choice": if !choices.isEmpty { choices[choices.count - 1] = true }
        case "Fallback": return choices.last ?? false
        case "p": paragraphs += 1
        case "numPr": out.beginItem()
        case "r": isHiddenRun = false
        case "vanish": isHiddenRun = attribute(reader, "val").map { $0 != "0" && $0 != "false" } ?? true
        case "t": isText = true
        case "tab", "ptab": out.write(["\t"])
        case "br", "cr": out.write(["\n"])
        case "noBreakHyphen": out.write(["-"])
        case "sym": out.write(["•"])
        case "tbl": out.endLine()
        case "tr": rows.append([])
        case "tc": out.push()
        case "txbxContent": out.push()
        default: break
        }
        return false
    }

    private mutating func end(_ name: String) {
        switch name {
        case "t": isText = false
        case "AlternateContent": _ = choices.popLast()
        case "r": isHiddenRun = false
        case "p":
            paragraphs -= 1
            out.write(["\n"])
            if paragraphs == 0 { writeBoxes() }
        case "txbxContent": boxes.append(out.pop())
        case "tc":
            let cell = out.pop()
            if !rows.isEmpty { rows[rows.count - 1].append(cell) }
        case "tr": writeRow(rows.popLast() ?? [])
        case "tbl": out.write(["\n"])
        default: break
        }
    }

    private mutating func writeBoxes() {
        let pending = boxes
        boxes = []
        for box in pending {
            out.write(box)
            out.endLine()
        }
    }

    /// Short cells of one line each stay on one line, a tab apart; others follow one another.
    private mutating func writeRow(_ cells: [[Unicode.Scalar]]) {
        let cells = cells.map(TextStack.trimmed).filter { !$0.isEmpty }
        let isOneLine = cells.allSatisfy { !$0.contains("\n") } && cells.reduce(0) { $0 + $1.count } <= 200
        for (index, cell) in cells.enumerated() {
            if index > 0 { out.write(isOneLine ? ["\t"] : ["\n", "\n"]) }
            out.write(cell)
        }
        out.endLine()
    }

    /// The element's local name; "" outside the namespaces that matter.
    private func name(_ reader: xmlTextReaderPtr) -> String {
        guard let space = xmlTextReaderConstNamespaceUri(reader), let local = xmlTextReaderConstLocalName(reader) else {
            return ""
        }
        let uri = String(cString: space)
        let isWord = uri.hasSuffix("/wordprocessingml/2006/main") || uri.hasSuffix("/wordprocessingml/main")
        let isChoice = uri.hasSuffix("/markup-compatibility/2006")
        return isWord || isChoice ? String(cString: local) : ""
    }

    private func attribute(_ reader: xmlTextReaderPtr, _ wanted: String) -> String? {
        var found: String?
        while xmlTextReaderMoveToNextAttribute(reader) == 1 {
            if let local = xmlTextReaderConstLocalName(reader), String(cString: local) == wanted,
                let value = xmlTextReaderConstValue(reader)
            {
                found = String(cString: value)
            }
        }
        xmlTextReaderMoveToElement(reader)
        return found
    }
}

/// Text that is written into the innermost open box or cell.
struct TextStack {
    private var levels: [[Unicode.Scalar]] = [[]]
    private(set) var count = 0

    var text: [Unicode.Scalar] { levels[0] }

    mutating func write(_ scalars: some Sequence<Unicode.Scalar>) {
        let before = levels[levels.count - 1].count
        levels[levels.count - 1].append(contentsOf: scalars)
        count += levels[levels.count - 1].count - before
    }

    mutating func endLine() {
        if let last = levels[levels.count - 1].last, last != "\n" { write(["\n"]) }
    }

    /// Begins an item of a list where a line begins.
    mutating func beginItem() {
        if levels[levels.count - 1].last ?? "\n" == "\n" { write(["•", " "]) }
    }

    mutating func push() { levels.append([]) }

    mutating func pop() -> [Unicode.Scalar] {
        levels.count > 1 ? levels.removeLast() : []
    }

    static func trimmed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return [] }
        return Array(scalars[first...last])
    }
}
