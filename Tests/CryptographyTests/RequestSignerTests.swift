import Base
import Cryptography
import Foundation
import Testing

/// The examples that Amazon publishes for its signatures.
@Suite struct RequestSignerTests {
    @Test func `the plain request of the test suite`() throws {
        let signer = RequestSigner(
            SigningKey(
                id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region: "us-east-1"),
            service: "service", endpoint: "https://example.amazonaws.com:443/")
        let headers = signer.headers(
            method: "GET", path: "/", payload: Digest.sha256(""),
            at: try #require(UTCDate.parse("2015-08-30T12:36:00Z")))
        #expect(headers.map(\.name) == ["x-amz-date", "Authorization"])
        #expect(headers.first?.value == "20150830T123600Z")
        let signature = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
        #expect(headers.last?.value.hasSuffix("SignedHeaders=host;x-amz-date, Signature=" + signature) == true)
    }

    @Test func `an object is fetched in part`() throws {
        let signer = RequestSigner(
            SigningKey(
                id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", region: "us-east-1"),
            service: "s3", endpoint: "https://examplebucket.s3.amazonaws.com")
        let payload = Digest.sha256("")
        let headers = signer.headers(
            method: "GET", path: "/test.txt",
            headers: [("range", "bytes=0-9"), ("x-amz-content-sha256", payload.hex)], payload: payload,
            at: try #require(UTCDate.parse("2013-05-24T00:00:00Z")))
        let signature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        #expect(headers.last?.value.hasSuffix(signature) == true)
    }

    @Test func `a session's token is sent and signed`() {
        let key = SigningKey(id: "a", secret: "b", session: "token", region: "us-east-1")
        let signer = RequestSigner(key, service: "s3", endpoint: "http://localhost:5000")
        let headers = signer.headers(
            method: "GET", path: "/", payload: Digest.sha256(""),
            at: Date(timeIntervalSince1970: 0))
        #expect(headers.contains { $0.name == "x-amz-security-token" && $0.value == "token" })
        #expect(headers.last?.value.contains("SignedHeaders=host;x-amz-date;x-amz-security-token,") == true)
    }

    @Test func `an address is Amazon's in the region unless there is another`() {
        let key = SigningKey(id: "a", secret: "b", region: "eu-west-1")
        #expect(RequestSigner(key, service: "textract").address == "https://textract.eu-west-1.amazonaws.com")
        #expect(RequestSigner(key, service: "s3", endpoint: "http://minio:9000//").address == "http://minio:9000")
    }

    @Test func `codes of RFC 4231`() {
        let code = Digest.hmacSHA256(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(code.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }
}
