public import Model

/// Reads documents: bytes in, text in reading order out.
///
/// The kind is told by the content, never by a name. The libraries below were written for friendly input too: run this in a
/// child process with limits when the document comes from outside.
public struct DocumentReader: Sendable {
    public let limits: DocumentLimits
    private let pdfium: String?

    /// A reader; `pdfium` is the path of libpdfium.so where it is not in one of `PDFium.searchPaths`.
    public init(limits: DocumentLimits = DocumentLimits(), pdfium: String? = nil) {
        self.limits = limits
        self.pdfium = pdfium
    }

    /// The text of the document in `bytes`.
    public func read(_ bytes: [UInt8]) throws(DocumentError) -> ExtractedText {
        guard bytes.count <= limits.inputBytes else {
            throw DocumentError(.tooLarge, "\(bytes.count) bytes, \(limits.inputBytes) are taken")
        }
        let type = try Self.mediaType(of: bytes)
        let raw: RawText
        switch type {
        case .pdf: raw = try PDFReader(library: PDFium.load(path: pdfium), limits: limits).read(bytes)
        case .docx: raw = try WordReader(limits: limits).read(bytes)
        case .text: raw = RawText(scalars: try PlainText.decode(bytes))
        }
        let clean = TextCleaner.clean(raw.scalars, maximumBytes: limits.textBytes)
        guard TextCleaner.saysSomething(clean.text) else {
            throw DocumentError(.empty, "no text in \(raw.pageCount) pages")
        }
        return ExtractedText(
            text: clean.text, mediaType: type, pageCount: raw.pageCount,
            isTruncated: raw.isTruncated || clean.isTruncated,
            hiddenCharacters: raw.hiddenCharacters)
    }

    /// What the bytes are. Throws `wrongType` for anything the product does not read, `encrypted` for a locked office file,
    /// `empty` for no bytes.
    public static func mediaType(of bytes: [UInt8]) throws(DocumentError) -> MediaType {
        guard !bytes.isEmpty else { throw DocumentError(.empty, "no bytes") }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
            return .docx
        }
        if bytes.prefix(1024).contains("%PDF-".utf8) { return .pdf }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            let isLocked = bytes.contains("EncryptedPackage".utf8.flatMap { [$0, 0] })
            throw DocumentError(isLocked ? .encrypted : .wrongType, "a compound file")
        }
        if PlainText.isMarkup(bytes) { throw DocumentError(.wrongType, "markup") }
        if bytes.contains("startxref".utf8) || bytes.contains("trailer<<".utf8) {
            throw DocumentError(.unreadable, "the rest of a PDF")
        }
        guard PlainText.isText(bytes) else { throw DocumentError(.wrongType, "neither PDF, DOCX nor text") }
        return .text
    }
}

/// What a format's reader found, before it is made clean.
struct RawText {
    var scalars: [Unicode.Scalar]
    var pageCount = 1
    var isTruncated = false
    var hiddenCharacters = 0
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
