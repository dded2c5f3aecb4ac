internal import Cryptography
internal import HTTP

extension Site {
    /// A name with the prefix that binds a cookie to this host, where the connection allows it.
    func cookieName(_ name: String, _ request: Request) -> String {
        isSecure(request) ? "__Host-" + name : name
    }

    func cookie(_ name: String, _ value: String, maxAge: Int?, _ request: Request) -> Cookie {
        Cookie(
            name: cookieName(name, request), value: value, path: "/", maxAge: maxAge, secure: isSecure(request),
            httpOnly: true, sameSite: .lax)
    }

    /// The secret of somebody who is not logged in, which the forms for logging in and registering need.
    func visitorToken(of request: Request) -> Token? {
        request.cookies[cookieName("visitor", request)].flatMap { Token(text: $0) }
    }

    /// Refuses what a browser says another site started (Fetch Metadata; the Origin field where that is missing).
    func refuseForeignOrigin(_ request: Request) throws {
        if let site = request.headers["Sec-Fetch-Site"], !["same-origin", "none"].contains(site.lowercased()) {
            throw Problem.forbidden("This change was started by another site.")
        }
        guard let origin = request.headers["Origin"] else { return }
        let host = origin.hasPrefix("https://") ? origin.dropFirst(8) : origin.dropFirst(7)
        guard origin.hasPrefix("http"), host.lowercased() == request.host.lowercased() else {
            throw Problem.forbidden("This change was started by another site.")
        }
    }

    /// Refuses a form whose token was not made for this caller.
    func refuseForgery(_ form: Form, secret: Token?) throws {
        guard let secret, let sent = form.fields["csrf_token"],
            Digest.equal(Array(sent.utf8), Array(secret.derived("csrf").utf8))
        else {
            throw Problem.forbidden("This form is no longer valid. Go back, reload the page and send it again.")
        }
    }
}
