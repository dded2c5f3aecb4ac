internal import Documents

/// The texts of a posting.
public enum PostingText {
    /// One line of text: controls dropped, every run of white space one space, none at the ends.
    /// - Parameter limit: in Unicode scalars; longer text is cut.
    public static func line(_ text: String, limit: Int) -> String {
        var out = String.UnicodeScalarView()
        var count = 0
        var isSpaceDue = false
        for scalar in text.unicodeScalars where count < limit {
            if scalar.properties.isWhitespace {
                isSpaceDue = count > 0
            } else if scalar.properties.generalCategory != .control {
                if isSpaceDue {
                    out.append(" ")
                    count += 1
                }
                isSpaceDue = false
                out.append(scalar)
                count += 1
            }
        }
        return String(out)
    }

    /// A description as Markdown: HTML and plain text are converted, Markdown stays.
    public static func markdown(_ description: String, limits: PostingLimits = PostingLimits()) -> String {
        let bytes = Array(description.utf8.prefix(limits.descriptionBytes))
        let markup = HTMLToMarkdown.Limits(inputBytes: limits.descriptionBytes, outputBytes: limits.markdownBytes)
        // Markdown may contain a tag, and HTML a line that looks like Markdown: then the first character decides.
        let isMarkdown = isMarkdown(bytes)
        if HTMLToMarkdown.isHTML(bytes), !isMarkdown || bytes.trimmed.first == UInt8(ascii: "<") {
            return HTMLToMarkdown.convert(bytes, limits: markup)
        }
        guard isMarkdown else { return HTMLToMarkdown.convertPlainText(bytes, limits: markup) }
        return Markdown.withoutHTML(
            String(decoding: bytes, as: UTF8.self), limits: Markdown.Limits(inputBytes: limits.markdownBytes))
    }

    /// Whether text says in Markdown's own way that it is Markdown: a heading, strong text, a link, a fence. Bullets alone
    /// do not: they are read the same as plain text.
    static func isMarkdown(_ bytes: [UInt8]) -> Bool {
        let starts = bytes.split { $0 == 10 || $0 == 13 }
        for line in starts {
            let hashes = line.prefix { $0 == UInt8(ascii: "#") }.count
            if (1...6).contains(hashes), line.dropFirst(hashes).first == 32 { return true }
            if line.starts(with: "```".utf8) || line.starts(with: "~~~".utf8) { return true }
            if line.contains(UInt8(ascii: "]")), contains(line, "](http") || contains(line, "](mailto:") { return true }
            if line.contains(UInt8(ascii: "*")), hasStrong(line) { return true }
        }
        return false
    }

    private static func contains(_ line: ArraySlice<UInt8>, _ text: String) -> Bool {
        line.firstRange(of: Array(text.utf8)) != nil
    }

    /// `**word**`
    private static func hasStrong(_ line: ArraySlice<UInt8>) -> Bool {
        let mark = Array("**".utf8)
        guard let start = line.firstRange(of: mark), start.upperBound < line.endIndex,
            !line[start.upperBound].isBlank, let end = line[(start.upperBound + 1)...].firstRange(of: mark)
        else { return false }
        return !line[end.lowerBound - 1].isBlank
    }
}
