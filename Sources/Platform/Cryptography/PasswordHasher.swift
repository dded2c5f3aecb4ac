internal import CSodium
internal import Synchronization

/// Hashes passwords with Argon2id (RFC 9106) through libsodium.
///
/// One hash takes 19 MiB, so how many run at once is bounded: a flood of log-ins waits or is refused, and the machine's
/// memory is not its victim.
public final class PasswordHasher: Sendable {
    /// OWASP's first recommendation: 19 MiB, two passes, one lane.
    public struct Parameters: Sendable {
        public var memoryBytes: Int
        public var passes: Int

        public init(memoryBytes: Int = 19 << 20, passes: Int = 2) {
            self.memoryBytes = memoryBytes
            self.passes = passes
        }
    }

    private let parameters: Parameters
    private let limit: Int
    private let running = Mutex(0)

    /// - Parameter concurrency: how many hashes may be computed at once.
    public init(parameters: Parameters = Parameters(), concurrency: Int) throws(PasswordError) {
        guard sodium_init() >= 0 else { throw .unavailable }
        self.parameters = parameters
        limit = concurrency
    }

    /// The encoded hash (`$argon2id$…`) of a password.
    /// - Throws: ``PasswordError/busy`` when too many hashes are being computed.
    public func hash(_ password: String) throws(PasswordError) -> String {
        try enter()
        defer { leave() }
        var encoded = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let code = password.withCString { text in
            crypto_pwhash_str_alg(
                &encoded, text, UInt64(password.utf8.count), UInt64(parameters.passes), parameters.memoryBytes,
                crypto_pwhash_ALG_ARGON2ID13)
        }
        guard code == 0 else { throw .unavailable }
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether a password belongs to an encoded hash.
    /// - Throws: ``PasswordError/busy`` when too many hashes are being computed.
    public func verify(_ password: String, against encoded: String) throws(PasswordError) -> Bool {
        try enter()
        defer { leave() }
        return password.withCString { text in
            crypto_pwhash_str_verify(encoded, text, UInt64(password.utf8.count)) == 0
        }
    }

    /// Whether a hash was made with other parameters than today's and should be made anew at the next log-in.
    public func needsRehash(_ encoded: String) -> Bool {
        crypto_pwhash_str_needs_rehash(encoded, UInt64(parameters.passes), parameters.memoryBytes) != 0
    }

    private func enter() throws(PasswordError) {
        let entered = running.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard entered else { throw .busy }
    }

    private func leave() {
        running.withLock { $0 -= 1 }
    }
}

/// Why a password could not be hashed.
public enum PasswordError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Too many at once: try again in a moment.
    case busy
    /// libsodium cannot be used, or the memory for a hash is not there.
    case unavailable

    public var description: String {
        switch self {
        case .busy: "too many passwords are being checked at once"
        case .unavailable: "passwords cannot be hashed: libsodium or memory is missing"
        }
    }
}
