internal import Base
internal import CSodium
internal import Glibc

/// Encrypts what is stored and must be read again, such as the keys of sources: XChaCha20-Poly1305 with a nonce at random.
public struct Sealer: Sendable {
    /// Why something cannot be sealed or opened.
    public enum Problem: Error, Sendable, Equatable, CustomStringConvertible {
        /// The key is not 32 bytes in hexadecimal digits.
        case malformedKey
        /// The key's file can neither be read nor made.
        case keyFile(String)
        /// Sealed with another key, for another purpose, or changed since.
        case notOurs

        public var description: String {
            switch self {
            case .malformedKey: "The key is not 64 hexadecimal digits."
            case .keyFile(let path): "The key file \(path) can neither be read nor made."
            case .notOurs: "It was sealed with another key, or it was changed since."
            }
        }
    }

    private static let nonceLength = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
    private static let tagLength = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)
    private let key: [UInt8]

    /// - Parameter hex: 32 bytes in hexadecimal digits.
    public init(hex: String) throws(Problem) {
        let digits = hex.utf8.compactMap { Hex.value($0) }
        guard digits.count == hex.utf8.count, digits.count == 2 * Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES)
        else { throw .malformedKey }
        key = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The key of a file, which is made at the first time, readable for its owner alone. Of several processes that start
    /// together one makes it.
    public init(file path: String) throws(Problem) {
        let fresh = "\(path).\(getpid()).\(Randomness.bytes(4).hex)"
        let descriptor = Glibc.open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            let text = Array(Randomness.bytes(Int(crypto_aead_xchacha20poly1305_ietf_KEYBYTES)).hex.utf8)
            let isWritten = write(descriptor, text, text.count) == text.count && fsync(descriptor) == 0
            close(descriptor)
            // A link appears whole or not at all, and never replaces what is there.
            if isWritten { _ = link(fresh, path) }
            unlink(fresh)
        }
        guard let text = Self.read(path) else { throw .keyFile(path) }
        try self.init(hex: text)
    }

    private static func read(_ path: String) -> String? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).filter { $0 > 32 }, as: UTF8.self)
    }

    /// - Parameter purpose: what it is for, such as the id of its row: it opens for the same one only.
    public func seal(_ bytes: [UInt8], for purpose: String) -> [UInt8] {
        let nonce = Randomness.bytes(Self.nonceLength)
        let about = Array(purpose.utf8)
        var sealed = [UInt8](repeating: 0, count: bytes.count + Self.tagLength)
        var length: UInt64 = 0
        crypto_aead_xchacha20poly1305_ietf_encrypt(
            &sealed, &length, bytes, UInt64(bytes.count), about, UInt64(about.count), nil, nonce, key)
        return nonce + sealed.prefix(Int(length))
    }

    public func open(_ sealed: [UInt8], for purpose: String) throws(Problem) -> [UInt8] {
        guard sealed.count >= Self.nonceLength + Self.tagLength else { throw .notOurs }
        let nonce = Array(sealed.prefix(Self.nonceLength))
        let rest = Array(sealed.dropFirst(Self.nonceLength))
        let about = Array(purpose.utf8)
        var bytes = [UInt8](repeating: 0, count: max(1, rest.count - Self.tagLength))
        var length: UInt64 = 0
        let isOurs = crypto_aead_xchacha20poly1305_ietf_decrypt(
            &bytes, &length, nil, rest, UInt64(rest.count), about, UInt64(about.count), nonce, key)
        guard isOurs == 0 else { throw .notOurs }
        return Array(bytes.prefix(Int(length)))
    }
}
