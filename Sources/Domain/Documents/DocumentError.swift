/// Why a document could not be read. Codes are stable: they are stored with a resume and chosen by pages and tests.
public struct DocumentError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// Damaged, or not what it begins as.
        case unreadable
        /// Locked with a password.
        case encrypted
        /// Holds no text: most likely a scan.
        case empty
        /// Neither PDF, DOCX nor plain text.
        case wrongType = "wrong_type"
        /// More bytes than are taken.
        case tooLarge = "too_large"
        /// Unpacks to too much, nests too deep, or needs more time or memory than one document is given.
        case limit
        /// The reader itself is missing or broken; the document may be fine.
        case unavailable
    }

    public let code: Code
    /// What was found, for logs; holds nothing of the document's text.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(code.rawValue): \(message)" }
}
