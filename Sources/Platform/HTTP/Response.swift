/// What the server answers: a status, fields and a body. `Content-Length` is the server's to add.
public struct Response: Sendable {
    /// The body of a response.
    public enum Body: Sendable, Equatable {
        case empty
        case bytes([UInt8])
        /// A file, streamed from the disk: `length` octets from `offset`, or all to the end for nil.
        case file(path: String, offset: Int = 0, length: Int? = nil)
    }

    public var status: Status
    public var headers: Headers
    public var body: Body

    public init(status: Status = .ok, headers: Headers = Headers(), body: Body = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    private init(_ status: Status, _ contentType: String, _ octets: [UInt8]) {
        self.init(status: status, headers: Headers([("Content-Type", contentType)]), body: .bytes(octets))
    }

    /// A page or a fragment of one, in UTF-8.
    public static func html(_ octets: [UInt8], status: Status = .ok) -> Response {
        Response(status, "text/html; charset=utf-8", octets)
    }

    /// Plain text.
    public static func text(_ text: String, status: Status = .ok) -> Response {
        Response(status, "text/plain; charset=utf-8", Array(text.utf8))
    }

    /// Octets of any type, such as a CSV file.
    public static func bytes(_ octets: [UInt8], contentType: String, status: Status = .ok) -> Response {
        Response(status, contentType, octets)
    }

    /// A file from the disk.
    public static func file(_ path: String, contentType: String) -> Response {
        Response(headers: Headers([("Content-Type", contentType)]), body: .file(path: path))
    }

    /// JSON of the value: snake_case keys, sorted, dates in RFC 3339.
    /// - Throws: what the value's own `encode(to:)` throws.
    public static func json(_ value: some Encodable, status: Status = .ok) throws -> Response {
        Response(status, "application/json", try JSONText.encode(value))
    }

    /// JSON that is already text.
    public static func json(text: [UInt8], status: Status = .ok) -> Response {
        Response(status, "application/json", text)
    }

    /// The problem as `application/problem+json`, with the fields it asks for.
    public static func problem(_ problem: Problem) -> Response {
        let octets = (try? JSONText.encode(problem)) ?? Array(#"{"status":\#(problem.status.code)}"#.utf8)
        var response = Response(problem.status, "application/problem+json", octets)
        for field in problem.headers { response.headers.add(field.name, field.value) }
        return response
    }

    /// A redirect, by default 303: the next request is a GET. Octets that may not stand in a URL are percent-encoded,
    /// so a target made from a user's text cannot end the field. See ``LocalRedirect`` for targets from outside.
    public static func redirect(to target: String, status: Status = .seeOther) -> Response {
        let encoded = PercentCoding.encode(target) { octet in
            switch octet {
            case 0x21, 0x23...0x3b, 0x3d, 0x3f...0x5b, 0x5d, 0x5f, 0x61...0x7a, 0x7e: true
            default: false
            }
        }
        return Response(status: status, headers: Headers([("Location", encoded)]))
    }

    /// Adds a `Set-Cookie` field.
    /// - Returns: false, with nothing added, where the cookie cannot be written (see ``Cookie/serialized``).
    @discardableResult
    public mutating func setCookie(_ cookie: Cookie) -> Bool {
        guard let text = cookie.serialized else { return false }
        return headers.add("Set-Cookie", text)
    }

    /// Names the file a browser saves the body as: `Content-Disposition: attachment` (RFC 6266), with an ASCII
    /// fallback beside the UTF-8 name.
    public mutating func setAttachment(fileName: String) {
        let fallback = String(
            decoding: fileName.utf8.map {
                Octet.isControl($0) || $0 >= 0x80 || $0 == Octet.quote || $0 == Octet.backslash || $0 == Octet.slash
                    || $0 == Octet.percent ? Octet.underscore : $0
            }, as: UTF8.self)
        headers.set(
            "Content-Disposition",
            "attachment; filename=\"\(fallback)\"; filename*=UTF-8''\(PercentCoding.encode(fileName))")
    }
}
