import HTTP
import Testing

@Suite struct RouterTests {
    private let router: Router<String>

    init() throws {
        router = try Router([
            (.get, "/", "home"), (.get, "/postings", "list"), (.post, "/postings", "create"),
            (.get, "/postings/new", "new"), (.get, "/postings/{id}", "show"), (.delete, "/postings/{id}", "remove"),
            (.post, "/postings/import", "import"), (.get, "/postings/{id}/matches/{match}", "match"),
            (.head, "/ping", "ping"), (.get, "/резюме", "unicode"),
        ])
    }

    private func found(_ method: Method, _ path: String) -> String {
        switch router.match(method, path) {
        case .found(let endpoint, let captures):
            captures.isEmpty
                ? endpoint : endpoint + captures.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        case .methodNotAllowed(let allow): "405 " + allow.map(\.rawValue).joined(separator: ",")
        case .notFound: "404"
        }
    }

    @Test(arguments: [
        ("/", "home"), ("/postings", "list"), ("/postings/", "list"), ("/postings/new", "new"),
        ("/postings/7", "show id=7"), ("/postings/7/", "show id=7"), ("/postings/a b", "show id=a b"),
        ("/postings/1/matches/2", "match id=1 match=2"), ("/postings/new/matches/2", "match id=new match=2"),
        ("/postings/import", "show id=import"), ("/резюме", "unicode"), ("", "404"), ("/nothing", "404"),
        ("//postings", "404"), ("/postings//", "404"), ("/postings//matches/2", "404"), ("postings", "404"),
        ("/Postings", "404"), ("/postings/1/matches", "404"), ("/postings/1/matches/2/3", "404"),
    ])
    func `a path finds its endpoint`(path: String, endpoint: String) {
        #expect(found(.get, path) == endpoint)
    }

    @Test func `the other methods of a path are named`() {
        #expect(found(.put, "/postings") == "405 GET,HEAD,POST")
        #expect(found(.patch, "/postings/7") == "405 DELETE,GET,HEAD")
        #expect(found(.put, "/postings/import") == "405 DELETE,GET,HEAD,POST")
        #expect(found(.get, "/ping") == "405 HEAD")
        #expect(found(Method(rawValue: "BREW"), "/") == "405 GET,HEAD")
    }

    @Test func `HEAD falls back to GET`() {
        #expect(found(.head, "/postings") == "list")
        #expect(found(.head, "/ping") == "ping")
        #expect(found(.head, "/nothing") == "404")
    }

    @Test(arguments: ["postings", "/a//b", "/a/{}", "/{id}/{id}", "/a{b}", "/a/{b"])
    func `a pattern that is none is refused at the start`(pattern: String) {
        #expect(throws: HTTPError.self) { try Router([(.get, pattern, 1)]) }
    }

    @Test func `two routes for one request are refused at the start`() {
        #expect(throws: HTTPError.self) { try Router([(.get, "/a/{b}", 1), (.get, "/a/{c}/", 2)]) }
        #expect(throws: Never.self) { try Router([(.get, "/a/{b}", 1), (.post, "/a/{c}", 2)]) }
    }
}
