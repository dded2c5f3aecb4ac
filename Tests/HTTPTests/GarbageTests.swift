import Testing

@testable import HTTP

/// What the fuzzer found, by name.
@Suite struct GarbageTests {
    @Test func `a slash with an accent is no slash and no address of a page`() throws {
        let router = try Router([(.get, "/", "start"), (.get, "/jobs", "jobs"), (.get, "/jobs/{id}", "job")])
        for path in ["/\u{301}jobs", "/\u{301}", "/jobs/\u{301}1", "/\u{301}jobs/1"] {
            guard case .found(let endpoint, let parameters) = router.match(.get, path) else { continue }
            #expect(endpoint == "job" && parameters["id"].map { Array($0.utf8) } == Array("\u{301}1".utf8), "\(path)")
        }
        guard case .notFound = router.match(.get, Request(.get, "/%CC%81jobs").path) else {
            Issue.record("an accent is dropped from a path")
            return
        }
    }

    @Test func `an address of the API is one whatever follows the slash`() {
        #expect(Request(.get, "/api/%CC%81x", headers: [("Accept", "text/html")]).wantsJSON)
    }

    @Test func `no control character but a tab stands in a field`() {
        for octet in Array(UInt8(0)..<32) + [127] where octet != 9 {
            var headers = Headers()
            let value = "a" + String(decoding: [octet], as: UTF8.self) + "b"
            #expect(!headers.add("X-Text", value) && !headers.set("X-Text", value), "\(octet)")
            #expect(headers.isEmpty)
        }
        #expect(Headers([("X-Text", "a\tb")]).count == 1)
    }
}
