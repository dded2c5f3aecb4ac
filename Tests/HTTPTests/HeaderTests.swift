import HTTP
import Testing

@Suite struct HeaderTests {
    @Test func `names are compared without case and keep their order`() {
        var headers = Headers([("Accept", "a"), ("accept", "b"), ("X-One", "1")])
        #expect(headers["ACCEPT"] == "a")
        #expect(headers.all("accept") == ["a", "b"])
        headers.set("ACCEPT", "c")
        #expect(headers.all("accept") == ["c"])
        headers.remove("x-one")
        #expect(headers.map(\.name) == ["ACCEPT"])
    }

    @Test func `a value that would end the field is refused`() {
        var headers = Headers()
        for value in ["a\r\nSet-Cookie: x=1", "a\nb", "a\rb", "a\0b", "\r\n"] {
            let (added, changed) = (headers.add("X", value), headers.set("X", value))
            #expect(!added && !changed)
        }
        for name in ["", "a b", "a:", "a\r\n", "ж"] {
            let added = headers.add(name, "v")
            #expect(!added)
        }
        #expect(headers.isEmpty)
    }

    @Test func `a list field takes each member once`() {
        var headers = Headers()
        headers.append("Cookie", toListOf: "Vary")
        headers.append("Accept", toListOf: "Vary")
        headers.append("cookie", toListOf: "Vary")
        #expect(headers["Vary"] == "Cookie, Accept")
    }

    @Test func `a redirect made from hostile text stays one field`() {
        let response = Response.redirect(to: "/a b\r\nSet-Cookie: x=1\"<ж>\\")
        #expect(response.status == .seeOther)
        #expect(response.headers["Location"] == "/a%20b%0D%0ASet-Cookie:%20x=1%22%3C%D0%B6%3E%5C")
        #expect(Response.redirect(to: "/jobs?q=a%20b&p=2#x").headers["Location"] == "/jobs?q=a%20b&p=2#x")
    }

    @Test func `a cookie is strict by default and cannot be broken out of`() {
        #expect(
            Cookie(name: "s", value: "abc", maxAge: 60).serialized
                == "s=abc; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax")
        for value in ["a;b", "a b", "a\r\n", "a\"", "a,b", "ж", "a\\"] {
            #expect(Cookie(name: "s", value: value).serialized == nil)
        }
        #expect(Cookie(name: "s s", value: "a").serialized == nil)
        #expect(Cookie(name: "s", value: "a", path: "/; Domain=x").serialized == nil)
        var response = Response()
        let set = ["", "a", "b"].map { response.setCookie(Cookie(name: $0, value: "1")) }
        #expect(set == [false, true, true])
        #expect(response.headers.all("Set-Cookie").count == 2)
    }

    @Test func `cookies are read and the first of a name wins`() {
        let request = Request(.get, "/", headers: [("Cookie", "a=1; b=\"two\"; a=3; bad; =x; c=; sp ace=1;d=e=f")])
        #expect(request.cookies == ["a": "1", "b": "two", "c": "", "d": "e=f"])
        let many = (0..<200).map { "c\($0)=1" }.joined(separator: "; ")
        #expect(Cookie.parse([many]).count == 64)
    }

    @Test func `fields come from the gateway's variables`() {
        let variables = MetaVariables([
            ("REQUEST_METHOD", "POST"), ("REQUEST_URI", "/x"), ("HTTP_X_REQUEST_ID", "forged"), ("HTTP_ACCEPT", "a"),
            ("CONTENT_TYPE", "text/plain"), ("CONTENT_LENGTH", ""), ("HTTP_HOST", "App.Test:8080"),
            ("HTTP_BAD", "a\u{1}b"), ("REQUEST_ID", "0123abcd"), ("HTTPS", "on"), ("REMOTE_ADDR", "203.0.113.9"),
            ("SERVER_NAME", "app"),
        ])
        let request = Request(variables: variables, body: MemoryBody())
        #expect(request.headers["accept"] == "a")
        #expect(request.headers["Content-Type"] == "text/plain")
        #expect(request.headers["Content-Length"] == nil)
        #expect(request.headers["Bad"] == nil)
        #expect(request.id == "0123abcd")
        #expect(request.isSecure)
        #expect(request.host == "app.test:8080")
        #expect(request.remoteAddress == "203.0.113.9")
        #expect(request.variable("SERVER_NAME") == "app")
    }

    @Test func `a request identifier of the client's is never taken`() {
        let request = Request(.get, "/", headers: [("X-Request-ID", "forged\n")])
        #expect(request.id.utf8.count == 32)
        #expect(request.id != Request(.get, "/").id)
        let bad = Request(variables: MetaVariables([("REQUEST_ID", "a b")]), body: MemoryBody())
        #expect(bad.id.utf8.count == 32)
    }

    @Test func `a host with anything but a host is empty`() {
        for host in ["evil.test/path", "a b", "a\"b", "a@b", String(repeating: "a", count: 300)] {
            #expect(Request(.get, "/", headers: [("Host", host)]).host.isEmpty, "\(host)")
        }
        #expect(Request(.get, "/", headers: [("Host", "[::1]:80")]).host == "[::1]:80")
    }

    @Test func `name-value pairs whose lengths lie are refused`() {
        #expect(MetaVariables(fastCGIPairs: [1, 1, 0x41], maximumCount: 9) == nil)
        #expect(MetaVariables(fastCGIPairs: [1], maximumCount: 9) == nil)
        #expect(MetaVariables(fastCGIPairs: [0xff, 0xff, 0xff], maximumCount: 9) == nil)
        #expect(MetaVariables(fastCGIPairs: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], maximumCount: 9) == nil)
        #expect(MetaVariables(fastCGIPairs: [1, 1, 0x41, 0x42, 0, 0], maximumCount: 1) == nil)
        let long = [UInt8](repeating: 0x61, count: 300)
        let variables = MetaVariables(fastCGIPairs: [1, 0x80, 0, 1, 44, 0x41] + long, maximumCount: 1)
        #expect(variables?.octets(of: "A").map(Array.init) == long)
    }
}
