public import Documents
public import Model

/// A document as read by the child.
public struct DocumentReading: Codable, Sendable, Equatable {
    /// What people see, in reading order.
    public var text: String
    public var mediaType: MediaType
    /// Pages of the document, read or not.
    public var pageCount: Int
    /// Whether a limit cut the text short.
    public var isTruncated: Bool
    /// What somebody who looks at the document does not see.
    public var hidden: HiddenText
    /// The text of each page; empty unless there are `pictures`.
    public var pages: [String]
    /// Pages, from 0, whose text only a picture holds.
    public var pictures: [Int]
    /// Pages, from 0, whose text was recognised in their pictures.
    public var recognised: [Int] = []
    /// Pages, from 0, that are pictures nobody could read.
    public var unread: [Int] = []
    /// What the text says about its person; nil where that was not asked for.
    public var profile: Profile?

    /// A reading of `text`.
    public init(_ text: ExtractedText, profile: Profile?) {
        self.text = text.text
        mediaType = text.mediaType
        pageCount = text.pageCount
        isTruncated = text.isTruncated
        hidden = text.hidden
        pages = text.pages
        pictures = text.pictures
        self.profile = profile
    }
}

/// What the child writes on standard output: one JSON object with a reading or a failure.
public struct DocumentAnswer: Codable, Sendable {
    /// What was read.
    public let reading: DocumentReading?
    private let error: Failure?

    private struct Failure: Codable, Sendable {
        let code: String
        let message: String
    }

    /// An answer that holds a reading.
    public init(_ reading: DocumentReading) {
        self.reading = reading
        error = nil
    }

    /// An answer that says why there is none.
    public init(_ failure: DocumentError) {
        reading = nil
        error = Failure(code: failure.code.rawValue, message: failure.message)
    }

    /// Why there is no reading.
    public var failure: DocumentError? {
        error.map { DocumentError(DocumentError.Code(rawValue: $0.code) ?? .unavailable, $0.message) }
    }
}
