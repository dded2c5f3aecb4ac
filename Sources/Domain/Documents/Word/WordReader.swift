/// The text of a DOCX: headers, the body, foot- and endnotes, footers.
struct WordReader {
    let limits: DocumentLimits

    func read(_ bytes: [UInt8]) throws(DocumentError) -> RawText {
        let result: Result<RawText, DocumentError> = bytes.withUnsafeBytes { buffer in
            do throws(DocumentError) {
                return .success(try read(ZipArchive(buffer, limits: limits)))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func read(_ archive: borrowing ZipArchive) throws(DocumentError) -> RawText {
        let parts = Self.parts(archive.names)
        guard parts.contains(where: { $0.isBody }) else {
            throw DocumentError(.wrongType, "an archive, but no Word document")
        }
        var raw = RawText(scalars: [])
        var unpacked = 0
        var seen: Set<[Unicode.Scalar]> = []
        for part in parts {
            let xml = try archive.read(part.index)
            unpacked += xml.count
            guard unpacked <= limits.unpackedBytes else { throw DocumentError(.limit, "the parts unpack to too much") }
            var content: (scalars: [Unicode.Scalar], hidden: Int)
            do throws(DocumentError) {
                content = try WordXML.text(of: xml, limits: limits)
            } catch {
                // A header that cannot be read is left out; the body that cannot be read is an error.
                if part.isBody { throw error } else { continue }
            }
            // The first page's header, the even pages' and the rest often say the same.
            guard part.isBody || seen.insert(content.scalars).inserted else { continue }
            raw.hiddenCharacters += content.hidden
            raw.scalars += content.scalars
            raw.scalars.append("\n")
            guard raw.scalars.count <= limits.textBytes else {
                raw.isTruncated = true
                break
            }
        }
        return raw
    }

    private struct Part {
        let index: Int
        let isBody: Bool
        let rank: Int
        let name: String
    }

    /// The parts with text, in reading order. Of two entries with one name the first counts, as it does for Word.
    private static func parts(_ names: [String]) -> [Part] {
        var parts: [Part] = []
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where name.hasPrefix("word/") && name.hasSuffix(".xml") {
            let file = name.dropFirst(5).dropLast(4)
            guard !file.utf8.contains(UInt8(ascii: "/")), seen.insert(name).inserted else { continue }
            let rank: Int
            if file.hasPrefix("header") {
                rank = 0
            } else if file == "document" {
                rank = 1
            } else if file.hasPrefix("footnotes") {
                rank = 3
            } else if file.hasPrefix("endnotes") {
                rank = 4
            } else if file.hasPrefix("footer") {
                rank = 5
            } else if file.hasPrefix("document") {
                rank = 2
            } else {
                continue
            }
            parts.append(Part(index: index, isBody: rank == 1 || rank == 2, rank: rank, name: name))
        }
        // Some writers number the body ("document2.xml"); it counts where there is no "document.xml".
        if parts.contains(where: { $0.rank == 1 }) { parts.removeAll { $0.rank == 2 } }
        return parts.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }
    }
}
