internal import Base
internal import CCrypto

/// Signs with an RSA key (RSASSA-PKCS1-v1_5 with SHA-256, RFC 8017: `RS256` of JSON web tokens).
public struct RSASigner: Sendable {
    public struct KeyError: Error, Sendable, CustomStringConvertible {
        public var description: String { "the private key is no RSA key in PEM form" }
    }

    /// Owns OpenSSL's key. `@unchecked`: the key does not change after it was read, and OpenSSL counts its own references
    /// atomically, so threads may sign with it at once.
    private final class Key: @unchecked Sendable {
        let raw: OpaquePointer

        init(_ raw: OpaquePointer) { self.raw = raw }

        deinit { EVP_PKEY_free(raw) }
    }

    private let key: Key

    /// - Parameter pem: the private key, PKCS #1 or PKCS #8, not encrypted.
    public init(pem: String) throws(KeyError) {
        let bytes = Array(pem.utf8)
        guard let source = BIO_new_mem_buf(bytes, Int32(clamping: bytes.count)) else { throw KeyError() }
        defer { BIO_free(source) }
        // The callback stands for a question after a pass phrase, which nobody is there to answer.
        let read = PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil)
        guard let read else { throw KeyError() }
        key = Key(read)
        guard EVP_PKEY_get_base_id(read) == EVP_PKEY_RSA else { throw KeyError() }
    }

    /// The signature of some bytes.
    public func sign(_ bytes: [UInt8]) throws(KeyError) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw KeyError() }
        defer { EVP_MD_CTX_free(context) }
        var length = Int(EVP_PKEY_get_size(key.raw))
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key.raw) == 1,
            EVP_DigestSign(context, &signature, &length, bytes, bytes.count) == 1
        else { throw KeyError() }
        return Array(signature.prefix(length))
    }
}
