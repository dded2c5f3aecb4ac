internal import Base

/// The lines of `.deps/lib/occupations.tsv`: identifier, labels between bars with the preferred one first, description.
struct OccupationTable {
    struct Row {
        let identifier: String
        var labels: [String]
        let description: String
        /// The description's first sentence, in lower case.
        let gist: String
    }

    private(set) var rows: [Row] = []

    /// - Parameter limit: read so many lines, at most.
    /// - Throws: ``TaxonomyError`` where the file is missing or holds a line of another form.
    init(path: String, limit: Int = .max) throws(TaxonomyError) {
        let file: MappedFile
        do throws(MappedFile.Problem) { file = try MappedFile(path: path) } catch {
            throw TaxonomyError(words: "\(error): run `make setup`")
        }
        for line in file.bytes.split(separator: 0x0A, maxSplits: limit).prefix(limit) {
            let fields = line.split(separator: 0x09, omittingEmptySubsequences: false)
            guard fields.count == 3, !fields[0].isEmpty, !fields[1].isEmpty else {
                throw TaxonomyError(words: "\(path) holds no table of occupations: run `make setup`")
            }
            let labels = fields[1].split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            rows.append(
                Row(
                    identifier: String(decoding: fields[0], as: UTF8.self), labels: labels,
                    description: String(decoding: fields[2], as: UTF8.self),
                    gist: String(decoding: Self.firstSentence(Array(fields[2])), as: UTF8.self).lowercased()))
        }
    }

    private static func firstSentence(_ text: [UInt8]) -> ArraySlice<UInt8> {
        for index in text.indices.dropLast() where text[index] == UInt8(ascii: ".") && text[index + 1] == 0x20 {
            return text[..<index]
        }
        return text[...]
    }
}
