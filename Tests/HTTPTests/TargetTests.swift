import HTTP
import Testing

@Suite struct TargetTests {
    @Test(arguments: [
        ("/", "/"), ("/postings", "/postings"), ("/postings/", "/postings/"), ("/p%20q", "/p q"),
        ("/%D0%B6", "/ж"), ("/jobs/1;x=y", "/jobs/1;x=y"), ("/a+b", "/a+b"), ("/%252e%252e/x", "/%2e%2e/x"),
        ("/static/....//etc", "/static/....//etc"), ("http://host.test/x?y=1", "/x"), ("/.env", "/.env"),
    ])
    func `a path is decoded once`(target: String, path: String) {
        let request = Request(.get, target)
        #expect(request.path == path)
        #expect(request.defect == nil)
    }

    @Test(arguments: [
        "", "x", "*", "http://host.test", "/%", "/%2", "/%zz", "/%u0041", "/%00", "/a%00.html", "/%ff%fe", "/%c0%af",
        "/..", "/../../etc/passwd", "/%2e%2e/%2E%2E/etc", "/a/./b", "/a/%2e", "/static/..%2f..%2fetc", "/a%2Fb",
        "/static/..%5c..%5cetc", "/a\\b", "/a%0d%0ab", "/a%7f", "/%ed%a0%80",
    ])
    func `a path that could be read in two ways is refused`(target: String) {
        let request = Request(.get, target)
        #expect(request.path.isEmpty)
        #expect(request.defect?.status == .badRequest)
    }

    @Test func `octets that are not UTF-8 are refused`() {
        var pairs: [UInt8] = []
        for (name, value) in [("REQUEST_METHOD", Array("GET".utf8)), ("REQUEST_URI", [0x2f, 0xff, 0xfe])] {
            pairs += [UInt8(name.utf8.count), UInt8(value.count)] + Array(name.utf8) + value
        }
        let variables = MetaVariables(fastCGIPairs: pairs, maximumCount: 10)
        #expect(variables.map { Request(variables: $0, body: MemoryBody()).defect?.status } == .badRequest)
    }

    @Test func `the first of two values wins and all are kept`() {
        let request = Request(.get, "/jobs?id=1&id=2&&empty=&bare&q=a+b%2B%D0%B6")
        #expect(request.query["id"] == "1")
        #expect(request.query.all("id") == ["1", "2"])
        #expect(request.query["empty"] == "")
        #expect(request.query["bare"] == "")
        #expect(request.query["q"] == "a b+ж")
        #expect(request.query["absent"] == nil)
        #expect(request.query.count == 5)
    }

    @Test(arguments: ["/?a=%", "/?a=%zz", "/?%ff=1", "/?a=%00", "/?a=%c0%80", "/?a=%ed%a0%80"])
    func `a query that is not percent-encoded UTF-8 is refused`(target: String) {
        #expect(Request(.get, target).defect?.status == .badRequest)
    }

    @Test func `a query with too many fields is refused`() {
        let many = String(repeating: "a[]=1&", count: 513)
        #expect(Request(.get, "/?" + many).defect?.status == .badRequest)
        #expect(Request(.get, "/?" + many.dropLast(6)).defect == nil)
    }

    @Test func `a length that is not a number is refused`() {
        for length in ["-1", "1e3", "0x10", "99999999999999999999", "1 "] {
            #expect(
                Request(.post, "/", headers: [("Content-Length", length)]).defect?.status == .badRequest, "\(length)")
        }
        #expect(Request(.post, "/", headers: [("Content-Length", "12")]).contentLength == 12)
        #expect(Request(.get, "/").contentLength == nil)
    }

    @Test func `a method that is not a token is refused`() {
        #expect(Request(Method(rawValue: "GE T"), "/").defect?.status == .badRequest)
        #expect(Request(Method(rawValue: ""), "/").defect?.status == .badRequest)
        #expect(Request(Method(rawValue: "PURGE"), "/").defect == nil)
    }

    @Test func `a query is written as it was read`() throws {
        let text = "ж &=+%\"\u{1F600}"
        let encoded = Parameters([.init(name: text, value: text)]).encoded
        let read = try Parameters(urlEncoded: Array(encoded.utf8), maximumCount: 1)
        #expect(read[text] == text)
        #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f })
    }

    @Test func `another page of a list keeps the other parameters`() {
        let query: Parameters = ["q": "swift", "page": "2"]
        #expect(query.replacing("page", with: "3").encoded == "q=swift&page=3")
        #expect(query.replacing("page", with: nil).encoded == "q=swift")
    }
}
