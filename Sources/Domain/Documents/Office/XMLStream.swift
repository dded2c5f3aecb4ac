import CXML

/// One XML part of an office document as a stream of beginnings, ends and texts.
///
/// Nothing is fetched and no entity is replaced; a part that declares a document type is refused, as is one that nests
/// too deep. Names come with the customary prefix of their namespace, whatever prefix the file uses: "w:p", "text:span".
/// Elements of other namespaces are named "".
struct XMLStream: ~Copyable {
    enum Event { case begin, end, text }

    private let reader: xmlTextReaderPtr
    private let maximumDepth: Int32
    /// The end that an element without content still owes.
    private var owesEnd = false
    private var skips = false

    /// Streams `bytes`, which must outlive it. Throws `unreadable`.
    init(_ bytes: UnsafeRawBufferPointer, maximumDepth: Int) throws(DocumentError) {
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_COMPACT.rawValue
        guard let count = Int32(exactly: bytes.count), count > 0, let base = bytes.baseAddress,
            let reader = xmlReaderForMemory(
                base.assumingMemoryBound(to: CChar.self), count, nil, nil, Int32(options))
        else { throw DocumentError(.unreadable, "an empty part") }
        self.reader = reader
        self.maximumDepth = Int32(clamping: maximumDepth)
    }

    deinit { xmlFreeTextReader(reader) }

    /// Reads `xml` with `body`.
    static func read<R>(
        _ xml: [UInt8], maximumDepth: Int, _ body: (inout XMLStream) throws(DocumentError) -> R
    ) throws(DocumentError) -> R {
        let result: Result<R, DocumentError> = xml.withUnsafeBytes { buffer in
            do throws(DocumentError) {
                var stream = try XMLStream(buffer, maximumDepth: maximumDepth)
                return .success(try body(&stream))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The next event; nil at the end. Every `begin` has its `end`, unless the element is skipped.
    /// Throws `unreadable` for what is not well-formed, `limit` for what nests too deep.
    mutating func next() throws(DocumentError) -> Event? {
        if owesEnd {
            owesEnd = false
            if !skips { return .end }
        }
        while true {
            let step = skips ? xmlTextReaderNext(reader) : xmlTextReaderRead(reader)
            skips = false
            guard step == 1 else {
                if step == 0 { return nil }
                throw DocumentError(.unreadable, "a part is not well-formed XML")
            }
            guard xmlTextReaderDepth(reader) <= maximumDepth else {
                throw DocumentError(.limit, "elements nest deeper than \(maximumDepth)")
            }
            switch xmlTextReaderNodeType(reader) {
            case Int32(XML_READER_TYPE_DOCUMENT_TYPE.rawValue), Int32(XML_READER_TYPE_ENTITY_REFERENCE.rawValue):
                throw DocumentError(.unreadable, "a document type declaration")
            case Int32(XML_READER_TYPE_ELEMENT.rawValue):
                owesEnd = xmlTextReaderIsEmptyElement(reader) == 1
                return .begin
            case Int32(XML_READER_TYPE_END_ELEMENT.rawValue): return .end
            case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue),
                Int32(XML_READER_TYPE_WHITESPACE.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue):
                return .text
            default: break
            }
        }
    }

    /// Passes over the element that has just begun: neither what is in it nor its end is told.
    mutating func skipElement() { skips = true }

    /// The name of the element at hand.
    var name: String {
        guard let space = xmlTextReaderConstNamespaceUri(reader), let local = xmlTextReaderConstLocalName(reader),
            let prefix = Self.prefixes[String(cString: space)]
        else { return "" }
        return prefix + String(cString: local)
    }

    /// The text at hand.
    var text: String { xmlTextReaderConstValue(reader).map { String(cString: $0) } ?? "" }

    /// The value of an attribute of the element at hand, by its name without a prefix.
    func attribute(_ wanted: String) -> String? {
        var found: String?
        while found == nil, xmlTextReaderMoveToNextAttribute(reader) == 1 {
            if let local = xmlTextReaderConstLocalName(reader), String(cString: local) == wanted,
                let value = xmlTextReaderConstValue(reader)
            {
                found = String(cString: value)
            }
        }
        xmlTextReaderMoveToElement(reader)
        return found
    }

    /// The namespaces that matter, those of ISO's strict Office Open XML included.
    private static let prefixes: [String: String] = {
        var prefixes = [
            "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:", "urn:schemas-microsoft-com:vml": "v:",
        ]
        for (prefix, path) in [("w:", "wordprocessingml"), ("a:", "drawingml"), ("dgm:", "drawingml/diagram")] {
            let parts = path.split(separator: "/").map(String.init)
            let rest = parts.count > 1 ? parts[1] : "main"
            prefixes["http://schemas.openxmlformats.org/\(parts[0])/2006/\(rest)"] = prefix
            prefixes["http://purl.oclc.org/ooxml/\(parts[0])/\(rest)"] = prefix
        }
        prefixes["http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"] = "wp:"
        prefixes["http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"] = "wp:"
        prefixes["http://schemas.microsoft.com/office/word/2010/wordprocessingShape"] = "wps:"
        prefixes["http://schemas.openxmlformats.org/officeDocument/2006/math"] = "m:"
        prefixes["http://purl.oclc.org/ooxml/officeDocument/math"] = "m:"
        for (prefix, name) in [
            ("office:", "office"), ("text:", "text"), ("table:", "table"), ("draw:", "drawing"), ("style:", "style"),
            ("svg:", "svg-compatible"),
        ] {
            prefixes["urn:oasis:names:tc:opendocument:xmlns:\(name):1.0"] = prefix
        }
        prefixes["urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"] = "manifest:"
        return prefixes
    }()
}
