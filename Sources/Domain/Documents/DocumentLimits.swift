/// What one document may cost.
public struct DocumentLimits: Sendable, Equatable {
    /// Bytes of the document as it came.
    public var inputBytes: Int
    /// Pages that are read; the rest is left out and the result marked.
    public var pages: Int
    /// Characters of one page that are read.
    public var pageCharacters: Int
    /// Bytes of text, in UTF-8; longer text is cut at a character's edge and the result marked.
    public var textBytes: Int
    /// Bytes of hidden text that are kept; more is counted only.
    public var hiddenBytes: Int
    /// Bytes an archive unpacks to, all entries together, as declared and as found.
    public var unpackedBytes: Int
    /// Entries of an archive.
    public var entries: Int
    /// Nesting of XML elements.
    public var depth: Int

    /// Limits; the defaults suit resumes.
    public init(
        inputBytes: Int = 20 << 20, pages: Int = 50, pageCharacters: Int = 100_000, textBytes: Int = 1 << 20,
        hiddenBytes: Int = 16 << 10,
        unpackedBytes: Int = (64 << 20) - 1, entries: Int = 4096, depth: Int = 200
    ) {
        self.inputBytes = inputBytes
        self.pages = pages
        self.pageCharacters = pageCharacters
        self.textBytes = textBytes
        self.hiddenBytes = hiddenBytes
        self.unpackedBytes = unpackedBytes
        self.entries = entries
        self.depth = depth
    }
}
