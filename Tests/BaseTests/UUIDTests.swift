import Base
import Foundation
import Testing

@Suite struct UUIDTests {
    @Test func `version 5 matches the example of RFC 9562`() {
        let dns = UUID(text: "6ba7b810-9dad-11d1-80b4-00c04fd430c8")
        #expect(
            dns.map { UUID.v5(name: "www.example.com", namespace: $0).text } == "2ed6657d-e927-568b-95e1-2665a8aea6a2")
    }

    @Test func `version 7 carries its time and sorts by it`() {
        let early = UUID.v7(at: Date(timeIntervalSince1970: 1_645_557_742))
        #expect(early.text.hasPrefix("017f22e2-79b0-7"))
        #expect(early.text < UUID.v7(at: Date(timeIntervalSince1970: 1_645_557_743)).text)
        #expect(UUID.v7() != UUID.v7())
    }

    @Test func `text is lower case and comes back`() {
        let id = UUID()
        #expect(id.text == id.uuidString.lowercased())
        #expect(UUID(text: id.uuidString) == id)
    }

    @Test(arguments: [
        "", "1", "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}", "6ba7b8109dad11d180b400c04fd430c8aaaa",
        "6ba7b810-9dad-11d1-80b4-00c04fd430cg", "6ba7b810-9dad-11d1-80b4_00c04fd430c8",
    ])
    func `refuses other forms`(text: String) {
        #expect(UUID(text: text) == nil)
    }

    @Test func `bytes as hexadecimal and base64`() {
        #expect([0, 15, 255].hex == "000fff")
        #expect(Array("any carnal pleas".utf8).base64URL == "YW55IGNhcm5hbCBwbGVhcw")
        #expect([0xfb, 0xff].base64URL == "-_8")
    }

    @Test func `a seeded generator repeats itself`() {
        var (one, two) = (SplitMix64(seed: 7), SplitMix64(seed: 7))
        #expect((0..<5).map { _ in one.next() } == (0..<5).map { _ in two.next() })
    }
}
