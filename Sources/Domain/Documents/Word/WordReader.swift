import Model

/// The text of a DOCX: headers, the body, drawings of text, foot- and endnotes, footers.
struct WordReader {
    let limits: DocumentLimits

    /// Whether an archive with these entries is a Word document.
    static func recognises(_ names: [String]) -> Bool { parts(names).contains { $0.isBody } }

    func read(_ archive: borrowing ZipArchive) throws(DocumentError) -> RawText {
        let parts = Self.parts(archive.names)
        var unpacked = 0
        var contents: [(part: Part, xml: [UInt8])] = []
        for part in parts {
            let xml = try archive.read(part.index)
            unpacked += xml.count
            guard unpacked <= limits.unpackedBytes else { throw DocumentError(.limit, "the parts unpack to too much") }
            contents.append((part, xml))
        }
        let styles = try styles(archive, left: limits.unpackedBytes - unpacked)
        // A picture or a shape behind the text of one part may be behind that of all.
        let page: Backdrop = contents.contains { Self.hasBackdrop($0.xml) } ? .unknown : .color(.white)
        var raw = RawText(limits: limits)
        var seen: Set<[Unicode.Scalar]> = []
        for (part, xml) in contents {
            let content: (scalars: [Unicode.Scalar], hidden: HiddenCollector)
            do throws(DocumentError) {
                content = try WordXML.text(of: xml, styles: styles, page: page, limits: limits)
            } catch {
                // A header that cannot be read is left out; the body that cannot be read is an error.
                if part.isBody { throw error } else { continue }
            }
            // The first page's header, the even pages' and the rest often say the same.
            guard part.isBody || seen.insert(content.scalars).inserted else { continue }
            raw.hidden.take(content.hidden)
            raw.scalars += content.scalars
            raw.scalars.append("\n")
            guard raw.scalars.count <= limits.textBytes else {
                raw.isTruncated = true
                break
            }
        }
        return raw
    }

    /// Styles that cannot be read hide nothing.
    private func styles(_ archive: borrowing ZipArchive, left: Int) throws(DocumentError) -> WordStyles {
        guard let index = archive.names.firstIndex(of: "word/styles.xml") else { return WordStyles() }
        let xml: [UInt8]
        do throws(DocumentError) {
            xml = try archive.read(index)
        } catch {
            if error.code == .unreadable { return WordStyles() }
            throw error
        }
        guard xml.count <= left else { throw DocumentError(.limit, "the parts unpack to too much") }
        return (try? WordStyles(xml, limits: limits)) ?? WordStyles()
    }

    /// Whether something of unknown colour stands behind the text: a drawing, or the page's own colour.
    private static func hasBackdrop(_ xml: [UInt8]) -> Bool {
        xml.contains("behindDoc=\"1\"".utf8) || xml.contains("z-index:-".utf8) || xml.contains("<w:background".utf8)
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
            guard let rank = rank(name.dropFirst(5).dropLast(4)), seen.insert(name).inserted else { continue }
            parts.append(Part(index: index, isBody: rank == 1 || rank == 2, rank: rank, name: name))
        }
        // Some writers number the body ("document2.xml"); it counts where there is no "document.xml".
        if parts.contains(where: { $0.rank == 1 }) { parts.removeAll { $0.rank == 2 } }
        return parts.sorted { ($0.rank, $0.name.utf8.count, $0.name) < ($1.rank, $1.name.utf8.count, $1.name) }
    }

    /// Where the text of a part stands in the whole; nil for parts without.
    private static func rank(_ file: Substring) -> Int? {
        // The data of a diagram hold its text once; its other parts repeat it.
        if file.hasPrefix("diagrams/data") { return 3 }
        guard !file.utf8.contains(UInt8(ascii: "/")) else { return nil }
        if file == "document" { return 1 }
        return ["header": 0, "document": 2, "footnotes": 4, "endnotes": 5, "footer": 6].first {
            file.hasPrefix($0.key)
        }?.value
    }
}
