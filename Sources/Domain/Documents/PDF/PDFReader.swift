import CPDFium
import Model

/// The text of a PDF, page by page, in reading order.
struct PDFReader {
    let library: PDFium
    let limits: DocumentLimits
    /// Whether pages may be painted to find out what people see.
    var paints = true
    /// Whether words that are broken at the end of a line are joined.
    var joinsWords = true

    /// Pages of one document that are painted: more do not suspect one another.
    private static let mostPainted = 12

    func read(_ bytes: [UInt8]) throws(DocumentError) -> RawText {
        try library.withDocument(bytes) { document throws(DocumentError) in
            let count = document.pageCount
            guard count > 0 else { throw DocumentError(.unreadable, "no pages") }
            var raw = RawText(limits: limits)
            (raw.pageCount, raw.isTruncated) = (count, count > limits.pages)
            var pages: [PageText] = []
            var (readable, letters, painted) = (0, 0, 0)
            for index in 0..<min(count, limits.pages) {
                let read = document.withPage(index) { page in
                    PageReading(page, index: index, limits: limits, paints: paints && painted < Self.mostPainted)
                }
                guard let read else {
                    pages.append(PageText())
                    continue
                }
                readable += 1
                painted += read.wasPainted ? 1 : 0
                letters += read.text.letterCount
                raw.isTruncated = raw.isTruncated || read.isTruncated
                raw.hidden.take(read.hidden)
                if read.isPicture { raw.pictures.append(index) }
                pages.append(read.text)
                if letters > limits.textBytes {
                    raw.isTruncated = true
                    break
                }
            }
            guard readable > 0 else { throw DocumentError(.unreadable, "no readable page of \(count)") }
            RunningLines.remove(from: &pages)
            let joiner = joinsWords ? Hyphens(pages) : Hyphens([])
            for page in pages {
                var text: [Unicode.Scalar] = []
                page.write(to: &text, joiner)
                raw.scalars += text
                raw.pages.append(text)
            }
            if raw.pictures.isEmpty { raw.pages = [] }
            return raw
        }
    }
}

extension PDFReader {
    /// Dots an inch of a page's picture, and the most dots of a side.
    private static let resolution: Float = 300
    private static let longestSide: Float = 4960

    /// A page painted in shades of grey. Throws `unreadable`.
    func picture(ofPage index: Int, in bytes: [UInt8]) throws(DocumentError) -> GrayPicture {
        try library.withDocument(bytes) { document throws(DocumentError) in
            let picture = document.withPage(index) { page in
                page.paint(longestSide: Int(min(max(page.width, page.height) / 72 * Self.resolution, Self.longestSide)))
            }
            guard let picture = picture ?? nil else { throw DocumentError(.unreadable, "page \(index + 1)") }
            return GrayPicture(width: picture.width, height: picture.height, pixels: picture.pixels)
        }
    }
}

/// A picture in shades of grey: 8 bits a pixel, row by row from the top.
public struct GrayPicture: Sendable {
    public let width: Int
    public let height: Int
    public let pixels: [UInt8]

    /// As a file of the portable graymap format.
    public var portableGraymap: [UInt8] { Array("P5\n\(width) \(height)\n255\n".utf8) + pixels }
}

/// One page as it was read.
struct PageReading {
    let text: PageText
    let hidden: HiddenCollector
    let isTruncated: Bool
    let wasPainted: Bool
    /// Its text is only in its pictures, or has to be compared with them.
    let isPicture: Bool

    /// Fewer letters than these say nothing of a page: a page number, a remark at its edge.
    private static let leastLetters = 25
    /// Part of a page that a picture of text covers.
    private static let leastPictured: Float = 0.2
    /// Outlines that make up some lines of text.
    private static let manyPaths = 150

    init(_ page: borrowing PDFPage, index: Int, limits: DocumentLimits, paints: Bool) {
        var sight = PageSight(page, characterLimit: limits.pageCharacters, paints: paints)
        var glyphs = PageGlyphs(sight)
        let isDrawn = sight.pictured > Self.leastPictured || sight.pathCount > Self.manyPaths
        var isPicture = isDrawn && glyphs.letterCount < Self.leastLetters
        if isPicture, sight.pictured > Self.leastPictured {
            // What was recognised in a scan lies below it, or over it without ink.
            sight.trustRecognisedText()
            glyphs = PageGlyphs(sight)
        }
        if glyphs.isUnreadable { isPicture = true }
        text = PageText(PageLayout(glyphs.glyphs).blocks)
        hidden = Self.hidden(sight, page: index + 1, limits: limits)
        isTruncated = sight.characterCount == limits.pageCharacters
        wasPainted = sight.wasPainted
        self.isPicture = isPicture
    }

    private static func hidden(_ sight: PageSight, page: Int, limits: DocumentLimits) -> HiddenCollector {
        var hidden = HiddenCollector(limit: limits.hiddenBytes)
        var goesOn = false
        for (character, reason) in sight.seen {
            if let reason {
                let scalar = Unicode.Scalar(character.scalar) ?? "\u{FFFD}"
                hidden.take(CollectionOfOne(scalar), reason, page: page, continues: goesOn)
                goesOn = true
            } else if goesOn {
                // Spaces and line ends that PDFium put in between hidden letters.
                if character.generated == 1 || character.scalar == 0x20 {
                    hidden.space()
                } else if character.scalar > 0x20 {
                    goesOn = false
                }
            }
        }
        return hidden
    }
}
