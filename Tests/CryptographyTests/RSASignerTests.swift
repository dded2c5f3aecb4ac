import Cryptography
import TestSupport
import Testing

struct RSASignerTests {
    @Test func `it signs as OpenSSL's own program does`() throws {
        let signature = try RSASigner(pem: TestKey.rsa).sign(Array("hello".utf8))
        let digits = signature.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(
            digits == """
                52260acc3bd02e5b47e7edbafb1b3ee0696d42a0c92d3b13f0325200823b8a402ef5993e5fee62d2f8bba56cb83d40b1\
                6bb2f87046181d3beab18adf9ffc43385ed982792faa00d21930e081557407ea29230b365a0744eb2ccfeffb3edc1a58\
                9ddca6a5f28e66f5070a340d1dee81f3eb81028002c5524beac9958e8c8e94f814f821c789919383fa3b2ebd01bf6b84\
                afdbdf0faee90d99db8946fa00de801fade7326e2ef95b40c3f0761834c95b13039bb7120b4e3eaf4baa432aa496dfbf\
                36744e9c48b45b72e8d25f0b8e1e4ac78f025a71a0dfc92ae8094775c7f38b8c25683da45916da5a71e954d5ef972fca\
                f0a199e6c979fbbfe3ce03f26b7d3768
                """)
    }

    @Test(arguments: ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    func `what is no key is refused`(text: String) {
        #expect(throws: RSASigner.KeyError.self) { try RSASigner(pem: text) }
    }
}
