/// Why a request was refused, in the shape of RFC 9457 (`application/problem+json`).
///
/// Handlers throw it; the product renders it as JSON or as a page.
public struct Problem: Error, Encodable, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong with one field of a form or a JSON body.
    public struct FieldError: Encodable, Sendable, Equatable {
        public let field: String
        public let message: String

        public init(field: String, message: String) {
            self.field = field
            self.message = message
        }
    }

    /// A URI that names the kind of problem; `about:blank` where the status says it all.
    public var type: String
    /// A short sentence for people, the same for every problem of the kind.
    public var title: String
    public var status: Status
    /// What happened this time and what to do; nil where there is no more to say.
    public var detail: String?
    public var errors: [FieldError]
    /// Fields that the response carries, such as `Retry-After` and `Allow`.
    public var headers: Headers

    public init(
        _ status: Status, title: String? = nil, detail: String? = nil, errors: [FieldError] = [],
        type: String = "about:blank", headers: Headers = Headers()
    ) {
        self.type = type
        self.title = title ?? status.reason
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    public var description: String {
        ([status.description] + [detail].compactMap(\.self) + errors.map { "\($0.field): \($0.message)" })
            .joined(separator: "; ")
    }

    public static func == (left: Problem, right: Problem) -> Bool {
        left.type == right.type && left.title == right.title && left.status == right.status
            && left.detail == right.detail && left.errors == right.errors
            && Array(left.headers) == Array(right.headers)
    }

    private enum CodingKeys: String, CodingKey {
        case type, title, status, detail, errors
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type, forKey: .type)
        try container.encode(title, forKey: .title)
        try container.encode(status.code, forKey: .status)
        try container.encode(detail, forKey: .detail)
        try container.encode(errors, forKey: .errors)
    }

    /// 400: the request itself is malformed.
    public static func badRequest(_ detail: String? = nil) -> Problem { Problem(.badRequest, detail: detail) }
    /// 401: nobody is signed in, or the token is not valid. Browsers ask nobody for a bearer token.
    public static func unauthorized(_ detail: String? = nil) -> Problem {
        Problem(.unauthorized, detail: detail, headers: Headers([("WWW-Authenticate", "Bearer")]))
    }
    /// 403: somebody is signed in who may not do this.
    public static func forbidden(_ detail: String? = nil) -> Problem { Problem(.forbidden, detail: detail) }
    /// 404: not there, or not theirs.
    public static func notFound(_ detail: String? = nil) -> Problem { Problem(.notFound, detail: detail) }
    /// 409: the state does not allow it.
    public static func conflict(_ detail: String? = nil) -> Problem { Problem(.conflict, detail: detail) }
    /// 413: more octets than a limit allows.
    public static func tooLarge(_ detail: String? = nil) -> Problem { Problem(.contentTooLarge, detail: detail) }
    /// 415: a body of a kind that is not read here.
    public static func unsupportedType(_ detail: String? = nil) -> Problem {
        Problem(.unsupportedMediaType, detail: detail)
    }
    /// 422: well-formed, but some fields are not right.
    public static func unprocessable(_ errors: [FieldError], detail: String? = nil) -> Problem {
        Problem(.unprocessableContent, detail: detail, errors: errors)
    }
    /// 405: the address is right, the method is not.
    public static func methodNotAllowed(allow: [Method]) -> Problem {
        Problem(
            .methodNotAllowed, headers: Headers([("Allow", allow.map(\.rawValue).joined(separator: ", "))]))
    }
    /// 429: too many requests; `retryAfter` in seconds.
    public static func tooMany(retryAfter: Int, detail: String? = nil) -> Problem {
        Problem(.tooManyRequests, detail: detail, headers: Headers([("Retry-After", "\(max(1, retryAfter))")]))
    }
    /// 503: not now; `retryAfter` in seconds.
    public static func unavailable(retryAfter: Int, detail: String? = nil) -> Problem {
        Problem(.serviceUnavailable, detail: detail, headers: Headers([("Retry-After", "\(max(1, retryAfter))")]))
    }
}
