/// Why a row or a record is not a posting.
public struct PostingError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        /// Not the form that was expected: no JSON object, a row with too many fields, bytes that are not UTF-8.
        case malformed
        case missingField
        case invalidField
    }

    public let code: Code
    /// A sentence for whoever supplied the row.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
