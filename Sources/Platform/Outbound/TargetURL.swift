internal import CCurl

/// An absolute address as curl's own parser reads it, so that what the egress guard checks is what is fetched.
struct TargetURL {
    /// Normalised, without a fragment.
    let text: String
    let target: EgressGuard.Target
    let path: String
    /// `user:password`, decoded; nil where the address names nobody.
    let credentials: String?

    /// The parser's reason for refusing.
    struct Malformed: Error {
        let reason: String
    }

    /// - Parameters:
    ///   - text: absolute, or relative to `base`.
    ///   - base: the address of the answer that named `text` in its `Location`.
    init(_ text: String, relativeTo base: TargetURL? = nil) throws(Malformed) {
        guard !text.isEmpty else { throw Malformed(reason: "the address is empty") }
        guard let parser = curl_url() else { throw Malformed(reason: "out of memory") }
        defer { curl_url_cleanup(parser) }
        if let base { try Self.set(base.text, on: parser) }
        try Self.set(text, on: parser)
        _ = curl_url_set(parser, CURLUPART_FRAGMENT, nil, 0)
        let host = try Self.host(of: parser)
        guard let whole = Self.part(CURLUPART_URL, of: parser), let scheme = Self.part(CURLUPART_SCHEME, of: parser)
        else { throw Malformed(reason: "the address has no scheme") }
        let port = Self.part(CURLUPART_PORT, of: parser, flags: UInt32(CURLU_DEFAULT_PORT)).flatMap { Int($0) }
        self.text = whole
        path = Self.part(CURLUPART_PATH, of: parser) ?? "/"
        let user = Self.part(CURLUPART_USER, of: parser, flags: UInt32(CURLU_URLDECODE))
        let password = Self.part(CURLUPART_PASSWORD, of: parser, flags: UInt32(CURLU_URLDECODE))
        credentials = user == nil && password == nil ? nil : "\(user ?? ""):\(password ?? "")"
        target = EgressGuard.Target(
            scheme: String(decoding: scheme.utf8.map(ASCII.lower), as: UTF8.self),
            host: String(decoding: host.utf8.map(ASCII.lower), as: UTF8.self), port: port ?? 0,
            hasUserInfo: Self.part(CURLUPART_USER, of: parser) != nil
                || Self.part(CURLUPART_PASSWORD, of: parser) != nil)
    }

    /// Scheme, host and port: what decides whether a redirect leaves the origin.
    var origin: String { "\(target.scheme)://\(target.host):\(target.port)" }

    private static func set(_ text: String, on parser: OpaquePointer) throws(Malformed) {
        guard !text.utf8.contains(0) else { throw Malformed(reason: "the address contains a NUL") }
        // Sources write spaces and letters beyond ASCII into addresses; curl encodes them where they may stand.
        let code = curl_url_set(parser, CURLUPART_URL, text, UInt32(CURLU_URLENCODE))
        guard code == CURLUE_OK else { throw Malformed(reason: String(cString: curl_url_strerror(code))) }
    }

    /// The host as name servers know it, put in place of what was written: what is resolved is what is sent.
    private static func host(of parser: OpaquePointer) throws(Malformed) -> String {
        guard let written = part(CURLUPART_HOST, of: parser), !written.isEmpty else { return "" }
        guard let name = hunter_curl_host(parser) else { throw Malformed(reason: "the host's name is malformed") }
        defer { curl_free(name) }
        guard curl_url_set(parser, CURLUPART_HOST, name, 0) == CURLUE_OK else {
            throw Malformed(reason: "the host's name is malformed")
        }
        return String(cString: name)
    }

    private static func part(_ part: CURLUPart, of parser: OpaquePointer, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(parser, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
