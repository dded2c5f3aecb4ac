/// The fields that tell a browser what a page of this site may do.
public struct SecurityHeaders: Sendable {
    /// Everything comes from this site alone; no inline script or style; no frame may hold a page.
    public static let contentSecurityPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    /// Checked once, added to every response.
    private let fields: Headers
    private let transportSecurity: String

    /// - Parameters:
    ///   - policy: the `Content-Security-Policy`.
    ///   - transportSecurityAge: of `Strict-Transport-Security`, in seconds.
    public init(policy: String = SecurityHeaders.contentSecurityPolicy, transportSecurityAge: Int = 63_072_000) {
        var fields = Headers()
        for (name, value) in [
            ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"),
            ("X-Frame-Options", "DENY"),
        ] {
            fields.add(name, value)
        }
        self.fields = fields
        transportSecurity = "max-age=\(transportSecurityAge); includeSubDomains"
    }

    /// Adds the fields that the response does not have yet; `Strict-Transport-Security` only over TLS, where alone a
    /// browser heeds it.
    public func apply(to response: inout Response, isSecure: Bool) {
        response.headers.addMissing(fields)
        if isSecure, response.headers["Strict-Transport-Security"] == nil {
            response.headers.add("Strict-Transport-Security", transportSecurity)
        }
    }
}
