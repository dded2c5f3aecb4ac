/// A piece of a document that may run over several lines.
struct ResumeQuote {
    /// Its lines, joined by spaces.
    var text: String
    /// Where it stands in the document, in bytes.
    var range: Range<Int>
}

/// Lines that belong together: a bullet with the lines it runs on to, or a paragraph.
struct ResumeParagraph {
    private(set) var text: String
    /// Where it stands in the document, in bytes.
    private(set) var range: Range<Int>

    private static let limit = 60
    private static let byteLimit = 1500

    static func all(in lines: ArraySlice<ResumeLine>) -> [ResumeParagraph] {
        var paragraphs: [ResumeParagraph] = []
        for line in lines {
            let isNew = paragraphs.isEmpty || line.isBullet || line.isApart
            if !isNew, paragraphs[paragraphs.count - 1].append(line) { continue }
            guard paragraphs.count < limit else { break }
            paragraphs.append(ResumeParagraph(text: line.text, range: line.range))
        }
        return paragraphs
    }

    /// Goes on with a line; answers false where that would make it too long.
    private mutating func append(_ line: ResumeLine) -> Bool {
        guard text.utf8.count + line.text.utf8.count < Self.byteLimit else { return false }
        text += " " + line.text
        range = range.lowerBound..<line.range.upperBound
        return true
    }
}

extension ResumeLine {
    /// What pages print at their ends and nobody wrote for the reader: an address alone, "Page 2 of 3".
    var isFurniture: Bool {
        if text.hasPrefix("http://") || text.hasPrefix("https://") || text.hasPrefix("www.") {
            return !text.utf8.contains(0x20)
        }
        guard tokens.count <= 4, let first = tokens.first else { return false }
        if ["page", "seite", "страница", "стр"].contains(first.text) {
            return tokens.contains { $0.kind == .number } && wordCount <= 2
        }
        // "2/3", "- 2 -": a page's number, with signs and not with "%".
        return wordCount == 0 && !isBullet && isApart
            && tokens.allSatisfy { ["/", "-", "–", "|", "."].contains($0.text) || $0.value >= 0 && $0.value < 100 }
    }
}
