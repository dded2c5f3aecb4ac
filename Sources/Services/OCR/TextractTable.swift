/// A piece of a page as Textract describes it; what is not needed is not read.
struct TextractBlock: Decodable {
    struct Box: Decodable {
        var left: Double
        var top: Double
        var width: Double
        var height: Double

        private enum CodingKeys: String, CodingKey {
            case left = "Left"
            case top = "Top"
            case width = "Width"
            case height = "Height"
        }
    }

    struct Geometry: Decodable {
        var box: Box

        private enum CodingKeys: String, CodingKey { case box = "BoundingBox" }
    }

    struct Relation: Decodable {
        var kind: String
        var ids: [String]?

        private enum CodingKeys: String, CodingKey {
            case kind = "Type"
            case ids = "Ids"
        }
    }

    var kind: String
    var id: String?
    var text: String?
    var confidence: Double?
    var page: Int?
    var geometry: Geometry?
    var relations: [Relation]?

    private enum CodingKeys: String, CodingKey {
        case kind = "BlockType"
        case id = "Id"
        case text = "Text"
        case confidence = "Confidence"
        case page = "Page"
        case geometry = "Geometry"
        case relations = "Relationships"
    }
}

/// Writes what Textract found as the table of words that Tesseract writes, so that one code reads both.
enum TextractTable {
    /// Its boxes are parts of the page; those of the table are dots of an A4 page.
    private static let (width, height) = (2480.0, 3508.0)

    /// A table for each page, from 0.
    static func pages(of blocks: [TextractBlock]) -> [Int: [UInt8]] {
        var lines: [String: Int] = [:]
        for (number, block) in blocks.enumerated() where block.kind == "LINE" {
            for relation in block.relations ?? [] where relation.kind == "CHILD" {
                for id in relation.ids ?? [] { lines[id] = number }
            }
        }
        let hasWords = Set(blocks.filter { $0.kind == "WORD" }.map { $0.page ?? 1 })
        var tables: [Int: [UInt8]] = [:]
        for (number, block) in blocks.enumerated() {
            let page = block.page ?? 1
            guard page >= 1, let text = block.text, let box = block.geometry?.box else { continue }
            let words = text.split(whereSeparator: \.isWhitespace)
            switch block.kind {
            case "WORD":
                let line = block.id.flatMap { lines[$0] } ?? number
                write(words.joined(separator: " "), box, block.confidence, page, line, &tables)
            case "LINE" where !hasWords.contains(page):
                // A line without its words: they share its width by their letters.
                let step = box.width / Double(max(1, text.count))
                var at = box.left
                for word in words {
                    var part = box
                    (part.left, part.width) = (at, step * Double(word.count))
                    write(String(word), part, block.confidence, page, number, &tables)
                    at += step * Double(word.count + 1)
                }
            default: break
            }
        }
        return tables
    }

    private static func write(
        _ text: String, _ box: TextractBlock.Box, _ confidence: Double?, _ page: Int, _ line: Int,
        _ tables: inout [Int: [UInt8]]
    ) {
        guard !text.isEmpty else { return }
        let places = [box.left * width, box.top * height, box.width * width, box.height * height].map(whole)
        let fields = [5, page, 0, 0, line, 0] + places + [whole(confidence ?? 100)]
        tables[page - 1, default: []] += Array((fields.map(String.init) + [text]).joined(separator: "\t").utf8) + [10]
    }

    private static func whole(_ number: Double) -> Int {
        number.isFinite ? Int(min(max(number, -100_000), 100_000).rounded()) : 0
    }
}
