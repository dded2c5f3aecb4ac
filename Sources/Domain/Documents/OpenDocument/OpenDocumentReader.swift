/// The text of an ODT: headers, the body, footnotes, footers.
struct OpenDocumentReader {
    let limits: DocumentLimits

    private static let kinds: Set<String> = [
        "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text-template",
        "application/vnd.oasis.opendocument.text-master",
    ]

    /// Whether the first bytes of an archive say that it is an OpenDocument text: its first entry, not compressed, is its kind.
    static func recognises(head: [UInt8]) -> Bool {
        head.prefix(120).contains("mimetypeapplication/vnd.oasis.opendocument.text".utf8)
    }

    /// Whether an archive is an OpenDocument text.
    static func recognises(_ archive: borrowing ZipArchive) throws(DocumentError) -> Bool {
        guard let index = archive.names.firstIndex(of: "mimetype"), archive.names.contains("content.xml") else {
            return false
        }
        let kind = try archive.read(index).filter { $0 > 0x20 }
        return kind.count < 100 && kinds.contains(String(decoding: kind, as: UTF8.self))
    }

    func read(_ archive: borrowing ZipArchive) throws(DocumentError) -> RawText {
        try refuseLocked(archive)
        guard let index = archive.names.firstIndex(of: "content.xml") else {
            throw DocumentError(.unreadable, "no content")
        }
        let content = try archive.read(index)
        var frame: [UInt8] = []
        if let index = archive.names.firstIndex(of: "styles.xml") {
            frame = try archive.read(index)
            guard frame.count + content.count <= limits.unpackedBytes else {
                throw DocumentError(.limit, "the parts unpack to too much")
            }
        }
        var styles = OpenDocumentStyles()
        // A frame that cannot be read costs the headers and hides nothing; content that cannot is an error.
        let isFramed = !frame.isEmpty && (try? styles.read(frame, limits: limits)) != nil
        try styles.read(content, limits: limits)
        let body = try OpenDocumentXML.text(of: content, part: .body, styles: styles, limits: limits)
        let header =
            isFramed ? try? OpenDocumentXML.text(of: frame, part: .header, styles: styles, limits: limits) : nil
        let footer =
            isFramed ? try? OpenDocumentXML.text(of: frame, part: .footer, styles: styles, limits: limits) : nil
        var raw = RawText(limits: limits)
        for part in [header, body, footer] {
            guard let part else { continue }
            raw.scalars += part.scalars
            raw.scalars.append("\n")
            raw.hidden.take(part.hidden)
        }
        raw.isTruncated = raw.scalars.count > limits.textBytes
        return raw
    }

    private func refuseLocked(_ archive: borrowing ZipArchive) throws(DocumentError) {
        guard let index = archive.names.firstIndex(of: "META-INF/manifest.xml") else { return }
        guard try archive.read(index).contains("encryption-data".utf8) else { return }
        throw DocumentError(.encrypted, "a locked OpenDocument text")
    }
}
