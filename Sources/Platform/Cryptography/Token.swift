internal import Base

/// A secret that a client keeps and the server knows only by its digest.
public struct Token: Sendable, Equatable {
    /// 43 characters, safe in cookies and URLs: 256 random bits.
    public let text: String

    /// A new secret.
    public init() {
        text = Randomness.bytes(32).base64URL
    }

    /// What a client sent; `nil` when it cannot be a token.
    public init?(text: String) {
        guard text.utf8.count == 43, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    /// What is stored in its place.
    public var hash: [UInt8] { Digest.sha256(text) }

    /// A second secret that follows from this one and does not lead back to it, for hidden form fields.
    public func derived(_ purpose: String) -> String {
        Digest.sha256(purpose + ":" + text).base64URL
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
