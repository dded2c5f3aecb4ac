import Base
import Cryptography
import Testing

@Suite struct CryptographyTests {
    private let hasher: PasswordHasher

    init() throws {
        hasher = try PasswordHasher(parameters: .init(memoryBytes: 8192 * 1024, passes: 1), concurrency: 4)
    }

    @Test func `SHA-256 matches the example of FIPS 180`() {
        #expect(Digest.sha256("abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `bytes are equal or not`() {
        #expect(Digest.equal([1, 2], [1, 2]))
        #expect(!Digest.equal([1, 2], [1, 3]))
        #expect(!Digest.equal([1], [1, 2]))
    }

    @Test func `a password belongs to its own hash only`() throws {
        let hash = try hasher.hash("correct horse battery staple")
        #expect(hash.hasPrefix("$argon2id$"))
        #expect(try hasher.verify("correct horse battery staple", against: hash))
        #expect(try !hasher.verify("correct horse battery stapl", against: hash))
        #expect(try !hasher.verify("", against: hash))
        #expect(try !hasher.verify("x", against: "not a hash"))
        #expect(try hasher.hash("a") != hasher.hash("a"))
    }

    @Test func `the standard parameters are those that OWASP recommends`() throws {
        let standard = try PasswordHasher(concurrency: 1)
        #expect(try standard.hash("x").hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try standard.needsRehash(hasher.hash("x")))
        #expect(try !standard.needsRehash(standard.hash("x")))
    }

    @Test func `too many at once are refused`() throws {
        let closed = try PasswordHasher(concurrency: 0)
        #expect(throws: PasswordError.busy) { try closed.hash("x") }
        #expect(throws: PasswordError.busy) { try closed.verify("x", against: "y") }
    }

    @Test func `tokens are long, unlike each other, and known by their hash`() {
        let token = Token()
        #expect(token.text.utf8.count == 43)
        #expect(token != Token())
        #expect(Token(text: token.text)?.hash == token.hash)
        #expect(token.derived("csrf") != token.derived("other"))
        #expect(!token.derived("csrf").contains(token.text))
    }

    @Test(arguments: ["", "short", String(repeating: "a", count: 42) + "=", String(repeating: "ä", count: 43)])
    func `what cannot be a token is refused`(text: String) {
        #expect(Token(text: text) == nil)
    }
}
