import HTTP
import Testing

@Suite struct ResponseTests {
    private func text(_ response: Response) -> String {
        guard case .bytes(let octets) = response.body else { return "" }
        return String(decoding: octets, as: UTF8.self)
    }

    @Test func `a problem has the shape of RFC 9457 and its fields`() {
        let response = Response.problem(
            .unprocessable([.init(field: "email", message: "is not an address")], detail: "Look at the fields."))
        #expect(response.status == .unprocessableContent)
        #expect(response.headers["Content-Type"] == "application/problem+json")
        #expect(
            text(response)
                == #"{"detail":"Look at the fields.","errors":[{"field":"email","message":"is not an address"}],"#
                + #""status":422,"title":"Unprocessable Content","type":"about:blank"}"#)
        #expect(Response.problem(.tooMany(retryAfter: 7)).headers["Retry-After"] == "7")
        #expect(Response.problem(.unavailable(retryAfter: 0)).headers["Retry-After"] == "1")
        #expect(Response.problem(.methodNotAllowed(allow: [.get, .head])).headers["Allow"] == "GET, HEAD")
        #expect(text(.problem(.notFound())).contains(#""detail":null"#))
    }

    @Test func `JSON is in snake case and sorted`() throws {
        struct Item: Encodable {
            let minPay = 1
            let area = "a/b"
        }
        #expect(text(try .json(Item())) == #"{"area":"a/b","min_pay":1}"#)
    }

    @Test func `a response is tagged and answered 304 when it did not change`() {
        let page = Response.html(Array("<p>1".utf8))
        let first = page.withETag(for: Request(.get, "/"))
        let tag = first.headers["ETag"] ?? ""
        #expect(first.status == .ok && tag.hasPrefix("W/\""))
        var again = page
        again.setCookie(Cookie(name: "s", value: "1"))
        again.headers.set("Cache-Control", "private")
        for condition in [tag, "\"x\", \(tag)", "*", String(tag.dropFirst(2))] {
            let answer = again.withETag(for: Request(.get, "/", headers: [("If-None-Match", condition)]))
            #expect(answer.status == .notModified && answer.body == .empty, "\(condition)")
            #expect(answer.headers["ETag"] == tag && answer.headers["Cache-Control"] == "private")
            #expect(answer.headers["Set-Cookie"] != nil && answer.headers["Content-Type"] == nil)
        }
        let stale = [("If-None-Match", tag)]
        #expect(Response.html(Array("<p>2".utf8)).withETag(for: Request(.get, "/", headers: stale)).status == .ok)
        #expect(page.withETag(for: Request(.post, "/", headers: stale)).status == .ok)
        #expect(Response.html([], status: .notFound).withETag(for: Request(.get, "/")).headers["ETag"] == nil)
        let named = page.withETag("\"v7\"", for: Request(.get, "/", headers: [("If-None-Match", "W/\"v7\"")]))
        #expect(named.status == .notModified)
    }

    @Test func `tags differ wherever the octets do`() {
        var tags: Set<String> = []
        for length in 0..<40 {
            tags.insert(EntityTag.of([UInt8](repeating: 0, count: length)))
            for position in 0..<length {
                var octets = [UInt8](repeating: 0, count: length)
                octets[position] = 1
                tags.insert(EntityTag.of(octets))
            }
        }
        #expect(tags.count == 40 + 40 * 39 / 2)
        // The same in every process and on every run.
        #expect(EntityTag.of(Array("Resume".utf8)) == EntityTag.of(Array("Resume".utf8)))
    }

    @Test func `security fields are complete and HSTS only over TLS`() {
        var response = Response.html([])
        SecurityHeaders().apply(to: &response, isSecure: false)
        let policy = response.headers["Content-Security-Policy"] ?? ""
        #expect(
            policy
                == "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
        #expect(response.headers["X-Content-Type-Options"] == "nosniff")
        for name in [
            "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy",
        ] {
            #expect(response.headers[name] != nil, "\(name)")
        }
        #expect(response.headers["Strict-Transport-Security"] == nil)
        var secure = Response.html([])
        secure.headers.set("Content-Security-Policy", "sandbox")
        SecurityHeaders().apply(to: &secure, isSecure: true)
        #expect(secure.headers["Strict-Transport-Security"]?.hasPrefix("max-age=63072000") == true)
        #expect(secure.headers.all("Content-Security-Policy") == ["sandbox"])
    }

    @Test(arguments: [
        "//evil.test", "https:evil.test", "https://evil.test", "\\\\evil", "/\\evil", "/a\\b", "/\r\nSet-Cookie: x",
        "/\t/evil.test", "", "evil", "javascript:alert(1)", "/\u{0}", " /a", "///x",
    ])
    func `a redirect that would leave is refused`(target: String) {
        #expect(!LocalRedirect.isLocal(target))
        #expect(LocalRedirect.target(target, otherwise: "/home") == "/home")
    }

    @Test func `a redirect that stays is kept`() {
        for target in ["/", "/a", "/a?next=//x", "/a#b", "/ж"] {
            #expect(LocalRedirect.target(target, otherwise: "/home") == target)
        }
        #expect(LocalRedirect.target(nil, otherwise: "/home") == "/home")
    }

    @Test func `the client's favourite type is chosen`() {
        let offers = ["text/html", "application/json"]
        let cases: [(String?, String?)] = [
            (nil, "text/html"), ("", "text/html"), ("*/*", "text/html"), ("application/json", "application/json"),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
            ("application/json, text/html;q=0.9", "application/json"),
            ("text/html;q=0.1, application/*", "application/json"),
            ("*/*, text/html;q=0", "application/json"), ("image/png", nil), ("application/json;q=nonsense", nil),
            ("garbage", "text/html"),
        ]
        for (accept, type) in cases {
            #expect(Negotiation.preferred(accept: accept, offers: offers) == type, "\(accept ?? "")")
        }
    }

    @Test func `what the answer should be follows the path and the fields`() {
        #expect(Request(.get, "/api/v1/x").wantsJSON)
        #expect(!Request(.get, "/apiary").wantsJSON)
        #expect(Request(.get, "/x", headers: [("Accept", "application/json")]).wantsJSON)
        #expect(!Request(.get, "/x", headers: [("Accept", "text/html,*/*;q=0.8")]).wantsJSON)
        #expect(Request(.get, "/x", headers: [("HX-Request", "true")]).isFragment)
        let restored = [("HX-Request", "true"), ("HX-History-Restore-Request", "true")]
        #expect(!Request(.get, "/x", headers: restored).isFragment)
    }

    @Test func `a saved file's name cannot break out of its field`() {
        var response = Response.text("x")
        response.setAttachment(fileName: "a\"; x=\r\nY: ж%.csv")
        #expect(
            response.headers["Content-Disposition"]
                == "attachment; filename=\"a_; x=__Y: ___.csv\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0AY%3A%20%D0%B6%25.csv"
        )
    }

    @Test func `a status knows its phrase and whether it has a body`() {
        #expect(Status(code: 404).description == "404 Not Found")
        #expect(Status(code: 299).description == "299")
        #expect(Status.notModified.forbidsBody && Status.noContent.forbidsBody && !Status.ok.forbidsBody)
    }
}
