public import Model

/// Reads documents: bytes in, text in reading order out.
///
/// The kind is told by the content, never by a name. The libraries below were written for friendly input too: run this in a
/// child process with limits when the document comes from outside.
public struct DocumentReader: Sendable {
    public let limits: DocumentLimits
    private let pdfium: String?
    private let paints: Bool
    private let isAsPrinted: Bool

    /// A reader.
    /// - Parameters:
    ///   - pdfium: the path of libpdfium.so where it is not in one of `PDFium.searchPaths`.
    ///   - paints: whether a page that may hide text is painted to find out; text that only a picture tells to be hidden
    ///     counts as seen otherwise.
    ///   - isAsPrinted: whether words that are broken at the end of a line stay so, as the page has them.
    public init(
        limits: DocumentLimits = DocumentLimits(), pdfium: String? = nil, paints: Bool = true, isAsPrinted: Bool = false
    ) {
        self.limits = limits
        self.pdfium = pdfium
        self.paints = paints
        self.isAsPrinted = isAsPrinted
    }

    /// The text of the document in `bytes`.
    public func read(_ bytes: [UInt8]) throws(DocumentError) -> ExtractedText {
        guard bytes.count <= limits.inputBytes else {
            throw DocumentError(.tooLarge, "\(bytes.count) bytes, \(limits.inputBytes) are taken")
        }
        var type = try Self.mediaType(of: bytes)
        let raw: RawText
        switch type {
        case .pdf: raw = try pdfReader.read(bytes)
        case .docx, .odt: (type, raw) = try OfficeReader(limits: limits).read(bytes)
        case .rtf: raw = try RichTextReader(limits: limits).read(bytes)
        case .html: raw = HTMLTextReader(limits: limits).read(bytes)
        case .text: raw = RawText(scalars: PlainText.decode(bytes), limits: limits)
        }
        return try finish(raw, type)
    }

    /// A page of a PDF as a picture, at 300 dots an inch where it is no larger than A3.
    /// - Parameter index: from 0.
    public func picture(ofPage index: Int, in bytes: [UInt8]) throws(DocumentError) -> GrayPicture {
        guard try Self.mediaType(of: bytes) == .pdf else { throw DocumentError(.wrongType, "no PDF") }
        return try pdfReader.picture(ofPage: index, in: bytes)
    }

    private var pdfReader: PDFReader {
        get throws(DocumentError) {
            PDFReader(
                library: try PDFium.load(path: pdfium), limits: limits, paints: paints, joinsWords: !isAsPrinted)
        }
    }

    private func finish(_ raw: RawText, _ type: MediaType) throws(DocumentError) -> ExtractedText {
        let clean = TextCleaner.clean(raw.scalars, maximumBytes: limits.textBytes)
        let pages = raw.pages.map { TextCleaner.clean($0, maximumBytes: limits.textBytes).text }
        guard TextCleaner.saysSomething(clean.text) || !raw.pictures.isEmpty else {
            throw DocumentError(.empty, "no text in \(raw.pageCount) pages")
        }
        return ExtractedText(
            text: clean.text, mediaType: type, pageCount: raw.pageCount,
            isTruncated: raw.isTruncated || clean.isTruncated, hidden: raw.hidden.result, pages: pages,
            pictures: raw.pictures)
    }

    /// What the bytes are, by their beginning and their end. Throws `wrongType` for anything the product does not read,
    /// `encrypted` for a locked office file, `empty` for no bytes.
    public static func mediaType(of bytes: [UInt8]) throws(DocumentError) -> MediaType {
        guard !bytes.isEmpty else { throw DocumentError(.empty, "no bytes") }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            return OpenDocumentReader.recognises(head: bytes) ? .odt : .docx
        }
        if bytes.prefix(1024).contains("%PDF-".utf8) { return .pdf }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            let isLocked = bytes.contains("EncryptedPackage".utf8.flatMap { [$0, 0] })
            throw DocumentError(isLocked ? .encrypted : .wrongType, "a compound file")
        }
        switch Markup.kind(of: bytes) {
        case .richText: return .rtf
        case .html: return .html
        case .other: throw DocumentError(.wrongType, "markup")
        case nil: break
        }
        if bytes.contains("startxref".utf8) || bytes.contains("trailer<<".utf8) {
            throw DocumentError(.unreadable, "the rest of a PDF")
        }
        guard PlainText.isText(bytes) else { throw DocumentError(.wrongType, "no kind of document that is read") }
        return .text
    }

    /// Whether a document of this kind under this name is something else than its name says, most likely the page of a web
    /// site that was saved in a document's place.
    public static func isMisnamed(_ type: MediaType, as name: String) -> Bool {
        guard type == .html, let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return false }
        return [".pdf", ".doc", ".docx", ".docm", ".odt", ".rtf"].contains(name[dot...].lowercased())
    }
}

/// What a format's reader found, before it is made clean.
struct RawText {
    var scalars: [Unicode.Scalar] = []
    var pageCount = 1
    var isTruncated = false
    var hidden: HiddenCollector
    /// The text of each page, where a page has to be read from its picture.
    var pages: [[Unicode.Scalar]] = []
    /// Pages, from 0, whose text only their picture holds.
    var pictures: [Int] = []

    init(scalars: [Unicode.Scalar] = [], limits: DocumentLimits) {
        self.scalars = scalars
        hidden = HiddenCollector(limit: limits.hiddenBytes)
    }
}

extension Collection<UInt8> {
    /// Whether `needle` occurs. Plain search: the hay is small.
    func contains(_ needle: some Collection<UInt8>) -> Bool {
        guard let first = needle.first else { return true }
        var rest = self[...]
        while let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: needle) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
