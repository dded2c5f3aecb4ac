internal import Base

/// One request, made by the server or by a test. It belongs to the thread that handles it.
///
/// Making one never fails. A target or a length that cannot be read leaves the path empty, which no route matches, and
/// the reason in ``defect``, which the product answers before it does anything else.
public final class Request {
    public let method: Method
    /// The path, percent-decoded: valid UTF-8 that starts with a slash and has no control character, no backslash and no
    /// dot segment. Empty where ``defect`` is set.
    public let path: String
    /// The target as it came, path and query: for logs and for a redirect back. Octets that are not UTF-8 are replaced.
    public let rawTarget: String
    public let query: Parameters
    /// The octets of the body as declared, or nil where that is not known.
    public let contentLength: Int?
    /// The body, which can be read once; see ``bodyBytes(limit:)``, ``json(_:limit:)`` and ``form(_:)``.
    public let body: any BodyStream
    /// What is wrong with the request itself: a 400 to answer with.
    public let defect: Problem?
    /// The captures of the route that matched.
    public var parameters: [String: String] = [:]
    /// What the application found out about the request before it was handled.
    public var preparation: AnyObject?

    private let variables: MetaVariables
    private var readBody: [UInt8]?
    var readForm: Form?

    /// - Parameters:
    ///   - variables: as the gateway passed them; see ``MetaVariables``.
    ///   - body: where the body comes from.
    ///   - maximumQueryFields: more make the request a 400.
    public init(variables: MetaVariables, body: any BodyStream, maximumQueryFields: Int = 512) {
        self.variables = variables
        self.body = body
        method = Method(rawValue: variables.text("REQUEST_METHOD") ?? "")
        let target = variables.octets(of: "REQUEST_URI") ?? []
        rawTarget = String(decoding: target, as: UTF8.self)
        var found: Problem?
        if method.rawValue.isEmpty || !method.rawValue.utf8.allSatisfy(Octet.isToken) {
            found = .badRequest("The method is not valid.")
        }
        switch Self.length(variables.octets(of: "CONTENT_LENGTH")) {
        case .success(let length): contentLength = length
        case .failure(let problem):
            contentLength = nil
            found = found ?? problem
        }
        do {
            let decoded = try RequestTarget(target, maximumQueryFields: maximumQueryFields)
            path = found == nil ? decoded.path : ""
            query = decoded.query
        } catch {
            path = ""
            query = Parameters()
            found = found ?? error
        }
        defect = found
    }

    /// A request for tests.
    /// - Parameters:
    ///   - target: path and query, percent-encoded.
    ///   - chunk: the most octets that one read of the body answers.
    public convenience init(
        _ method: Method, _ target: String, headers: [(String, String)] = [], body: [UInt8] = [],
        remoteAddress: String = "192.0.2.1", isSecure: Bool = false, chunk: Int = .max
    ) {
        var pairs = [
            ("REQUEST_METHOD", method.rawValue), ("REQUEST_URI", target), ("REMOTE_ADDR", remoteAddress),
            ("REQUEST_SCHEME", isSecure ? "https" : "http"),
        ]
        var hasLength = false
        for (name, value) in headers {
            let variable = name.utf8.map { octet -> UInt8 in
                octet == Octet.hyphen ? Octet.underscore : Octet.isLetter(octet) ? octet & 0xdf : octet
            }
            let title = String(decoding: variable, as: UTF8.self)
            hasLength = hasLength || title == "CONTENT_LENGTH"
            pairs.append((title.hasPrefix("CONTENT_") ? title : "HTTP_\(title)", value))
        }
        if !body.isEmpty, !hasLength { pairs.append(("CONTENT_LENGTH", "\(body.count)")) }
        self.init(variables: MetaVariables(pairs), body: MemoryBody(body, chunk: chunk))
    }

    /// The fields of the request.
    public private(set) lazy var headers: Headers = variables.headers

    /// The cookies of the request; of two of one name the first.
    public private(set) lazy var cookies: [String: String] = Cookie.parse(headers.all("Cookie"))

    /// The address of the client as the gateway names it.
    public private(set) lazy var remoteAddress: String = variables.text("REMOTE_ADDR") ?? ""

    /// Whether the client speaks TLS, as the gateway says: `HTTPS` is `on`, or `REQUEST_SCHEME` is `https`.
    public private(set) lazy var isSecure: Bool =
        variables.text("HTTPS") == "on" || variables.text("REQUEST_SCHEME") == "https"

    /// The `Host` field where it is a host with an optional port, else empty. A client can write anything that has that
    /// shape, so links in mail and the like are made from a setting, never from this.
    public private(set) lazy var host: String = {
        guard let host = variables.text("HTTP_HOST"), host.utf8.count <= 260,
            host.utf8.allSatisfy({
                Octet.isLetter($0) || Octet.isDigit($0) || $0 == Octet.dot || $0 == Octet.hyphen || $0 == Octet.colon
                    || $0 == 0x5b || $0 == 0x5d
            })
        else { return "" }
        return host.asciiLowercased
    }()

    /// Names the request in logs: the gateway's `REQUEST_ID` where it passes one, else 32 random hexadecimal digits.
    /// A field that the client sent is never taken.
    public private(set) lazy var id: String = {
        if let id = variables.text("REQUEST_ID"), (1...64).contains(id.utf8.count),
            id.utf8.allSatisfy({ Octet.isLetter($0) || Octet.isDigit($0) || $0 == Octet.hyphen })
        {
            return id
        }
        return Randomness.bytes(16).hex
    }()

    /// A gateway's own variable by name, such as `SERVER_NAME`; nil where it is not passed or not UTF-8.
    public func variable(_ name: StaticString) -> String? { variables.text(name) }

    /// Whether the answer should be JSON: the path is under `/api/`, or `Accept` likes JSON better than HTML.
    public var wantsJSON: Bool {
        path == "/api" || path.utf8.starts(with: "/api/".utf8)
            || preferredType(of: ["text/html", "application/json"]) == "application/json"
    }

    /// Whether only a part of a page is wanted: htmx asks, and not to restore its history.
    public var isFragment: Bool {
        headers["HX-Request"] == "true" && headers["HX-History-Restore-Request"] != "true"
    }

    /// Which of the media types the client likes best; see ``Negotiation``.
    public func preferredType(of offers: [String]) -> String? {
        Negotiation.preferred(accept: headers["Accept"], offers: offers)
    }

    /// The whole body, kept: a second call answers the same octets.
    /// - Throws: ``Problem`` 413 for more than `limit` octets, 400 or 408 where the body does not come whole.
    public func bodyBytes(limit: Int) throws(Problem) -> [UInt8] {
        if let readBody { return readBody }
        if let contentLength, contentLength > limit { throw .tooLarge("The body has more than \(limit) bytes.") }
        let octets = try body.readAll(limit: limit)
        readBody = octets
        return octets
    }

    /// The body as JSON with snake_case keys and RFC 3339 dates.
    /// - Parameter limit: in octets.
    /// - Throws: ``Problem`` 415 where the body is not declared as JSON in UTF-8, 413 over the limit, 400 where it is not
    ///   JSON or has a NUL in a string, 422 naming the field where it is JSON of another shape.
    public func json<T: Decodable>(_ type: T.Type = T.self, limit: Int = 1 << 20) throws -> T {
        guard let media = headers["Content-Type"].flatMap(MediaType.init), media.isJSON, media.isUTF8 else {
            throw Problem.unsupportedType("Send application/json in UTF-8.")
        }
        return try JSONText.decode(type, from: try bodyBytes(limit: limit))
    }

    private static func length(_ octets: ArraySlice<UInt8>?) -> Result<Int?, Problem> {
        guard let octets, !octets.isEmpty else { return .success(nil) }
        guard octets.count <= 18, octets.allSatisfy(Octet.isDigit) else {
            return .failure(.badRequest("The length of the body is not a number."))
        }
        return .success(octets.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }
}
