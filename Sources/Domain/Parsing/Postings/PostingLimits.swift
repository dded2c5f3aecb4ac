/// How long the parts of a posting may be.
public struct PostingLimits: Sendable {
    /// Characters (Unicode scalars) of a title; longer ones are cut.
    public var title: Int
    public var company: Int
    public var location: Int
    /// Bytes of an address; a longer one is refused.
    public var urlBytes: Int
    /// Bytes of a description as it came; what is beyond is not read.
    public var descriptionBytes: Int
    /// Bytes of a description's Markdown.
    public var markdownBytes: Int
    /// Skills of one posting.
    public var skills: Int
    /// Minor units of any amount; a larger one is no pay.
    public var amount: Int
    /// Bytes of one row of an import.
    public var rowBytes: Int

    public init(
        title: Int = 300, company: Int = 200, location: Int = 200, urlBytes: Int = 2_000,
        descriptionBytes: Int = 1_000_000, markdownBytes: Int = 200_000, skills: Int = 80,
        amount: Int = 1_000_000_000_000, rowBytes: Int = 4_000_000
    ) {
        self.title = title
        self.company = company
        self.location = location
        self.urlBytes = urlBytes
        self.descriptionBytes = descriptionBytes
        self.markdownBytes = markdownBytes
        self.skills = skills
        self.amount = amount
        self.rowBytes = rowBytes
    }
}
