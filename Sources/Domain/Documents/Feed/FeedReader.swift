internal import CXML

/// Takes feeds apart: RSS 0.9 to 2.0 and Atom (RFC 4287).
///
/// Nothing is fetched and no entity replaced; a feed that declares a document type is refused.
public enum FeedReader {
    private static let maximumDepth: Int32 = 64
    /// Entries that are looked at.
    private static let maximumEntries = 10_000

    /// The entries as they stand in the feed, each as an XML document of its own in UTF-8.
    /// - Throws: `unreadable` for what is not a feed or ends in the middle, `limit` for what nests too deep.
    public static func entries(_ bytes: [UInt8]) throws(DocumentError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var isFeed = false
        try walk(bytes) { (reader) throws(DocumentError) -> Bool in
            guard let name = reader.name else { return true }
            if !isFeed {
                guard ["rss", "feed", "RDF"].contains(name) else {
                    throw DocumentError(.unreadable, "its outermost element is <\(name)>")
                }
                isFeed = true
            }
            guard name == "item" || name == "entry" else { return true }
            guard let text = xmlTextReaderReadOuterXml(reader.raw) else {
                throw DocumentError(.unreadable, "an entry ends in the middle")
            }
            defer { hunter_xml_free(text) }
            entries.append(Array(UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text)))))
            guard entries.count <= maximumEntries else {
                throw DocumentError(.limit, "more than \(maximumEntries) entries")
            }
            return false
        }
        guard isFeed else { throw DocumentError(.unreadable, "it is empty") }
        return entries
    }

    /// What an entry says.
    public static func read(_ bytes: [UInt8]) throws(DocumentError) -> FeedEntry {
        var entry = FeedEntry()
        /// The elements that are open, from the entry's children on.
        var open: [(name: String, text: String)] = []
        try walk(bytes) { (reader) throws(DocumentError) -> Bool in
            switch reader.type {
            case Int32(XML_READER_TYPE_ELEMENT.rawValue):
                guard xmlTextReaderDepth(reader.raw) > 0, let name = reader.name?.lowercased() else { return true }
                if name == "link", let address = reader.attribute("href") {
                    // Atom has many links; the one without a relation, or the alternate, is the page.
                    if ["alternate", nil].contains(reader.attribute("rel")) { entry.add("link", address) }
                    return true
                }
                if xmlTextReaderIsEmptyElement(reader.raw) == 0 { open.append((name, "")) }
            case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue):
                if !open.isEmpty { open[open.count - 1].text += reader.text }
            case Int32(XML_READER_TYPE_END_ELEMENT.rawValue):
                guard let (name, text) = open.popLast() else { return true }
                // <author><name>…</name></author>, <tt:locations><tt:location><tt:name>…: the outer one has the meaning.
                let parent = name == "name" ? open.last?.name ?? name : name
                entry.add(parent, text)
            default: break
            }
            return true
        }
        return entry
    }

    private struct Reader {
        let raw: xmlTextReaderPtr

        var type: Int32 { xmlTextReaderNodeType(raw) }
        /// Of an element that begins, without its prefix.
        var name: String? {
            guard type == Int32(XML_READER_TYPE_ELEMENT.rawValue), let name = xmlTextReaderConstLocalName(raw) else {
                return nil
            }
            return String(cString: name)
        }
        var text: String { xmlTextReaderConstValue(raw).map { String(cString: $0) } ?? "" }

        func attribute(_ name: String) -> String? {
            guard let value = xmlTextReaderGetAttribute(raw, name) else { return nil }
            defer { hunter_xml_free(value) }
            return String(cString: value)
        }
    }

    /// Walks over all nodes. `visit` says whether to go into the node at hand; otherwise the next one beside it follows.
    private static func walk(
        _ bytes: [UInt8], _ visit: (Reader) throws(DocumentError) -> Bool
    ) throws(DocumentError) {
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_COMPACT.rawValue
        let result: Result<Void, DocumentError> = bytes.withUnsafeBytes { buffer in
            guard let count = Int32(exactly: buffer.count), let base = buffer.baseAddress,
                let raw = xmlReaderForMemory(
                    base.assumingMemoryBound(to: CChar.self), count, nil, nil, Int32(options))
            else { return .failure(DocumentError(.unreadable, "it is empty")) }
            defer { xmlFreeTextReader(raw) }
            var entersNext = true
            while true {
                let step = entersNext ? xmlTextReaderRead(raw) : xmlTextReaderNext(raw)
                guard step == 1 else {
                    return step == 0 ? .success(()) : .failure(DocumentError(.unreadable, "it is not well-formed XML"))
                }
                guard xmlTextReaderDepth(raw) <= maximumDepth else {
                    return .failure(DocumentError(.limit, "elements nest deeper than \(maximumDepth)"))
                }
                let type = xmlTextReaderNodeType(raw)
                guard type != Int32(XML_READER_TYPE_DOCUMENT_TYPE.rawValue),
                    type != Int32(XML_READER_TYPE_ENTITY_REFERENCE.rawValue)
                else { return .failure(DocumentError(.unreadable, "it declares a document type")) }
                do throws(DocumentError) {
                    entersNext = try visit(Reader(raw: raw))
                } catch {
                    return .failure(error)
                }
            }
        }
        try result.get()
    }
}

/// What one entry of a feed says: the texts of its elements by their names in lower case, without prefixes.
public struct FeedEntry: Sendable, Equatable {
    private var texts: [String: [String]] = [:]

    public init() {}

    mutating func add(_ name: String, _ text: String) {
        var view = Substring(text)
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        while let last = view.last, last.isWhitespace { view.removeLast() }
        if !view.isEmpty { texts[name, default: []].append(String(view)) }
    }

    /// The first text of the first name that has one.
    public func first(of names: [String]) -> String? {
        names.lazy.compactMap { texts[$0]?.first }.first
    }

    /// Every text of these names.
    public func all(of names: [String]) -> [String] {
        names.flatMap { texts[$0] ?? [] }
    }

    public var title: String? { first(of: ["title"]) }
    public var id: String? { first(of: ["guid", "id"]) }
    public var author: String? { first(of: ["author", "creator"]) }
    public var date: String? { first(of: ["pubdate", "published", "updated", "date"]) }
    /// HTML: `content:encoded` and `content` are the whole, `description` and `summary` may be the beginning.
    public var content: String? { first(of: ["encoded", "content", "description", "summary"]) }

    /// The address of the page; a `guid` is one only where nothing else is.
    public var link: String? {
        first(of: ["link"]) ?? first(of: ["guid", "id"]).flatMap { $0.hasPrefix("http") ? $0 : nil }
    }
}
