/// A cookie for a response (RFC 6265). The defaults are the strict ones.
public struct Cookie: Sendable, Equatable {
    /// When a browser sends the cookie with a request that another site caused.
    public enum SameSite: String, Sendable {
        case strict = "Strict"
        case lax = "Lax"
        case none = "None"
    }

    public var name: String
    public var value: String
    public var path: String
    /// In seconds; nil until the browser closes, 0 removes the cookie.
    public var maxAge: Int?
    public var secure: Bool
    public var httpOnly: Bool
    public var sameSite: SameSite

    public init(
        name: String, value: String, path: String = "/", maxAge: Int? = nil, secure: Bool = true, httpOnly: Bool = true,
        sameSite: SameSite = .lax
    ) {
        self.name = name
        self.value = value
        self.path = path
        self.maxAge = maxAge
        self.secure = secure
        self.httpOnly = httpOnly
        self.sameSite = sameSite
    }

    /// The value of a `Set-Cookie` field, or nil where the name, value or path may not stand in one.
    public var serialized: String? {
        guard !name.isEmpty, name.utf8.allSatisfy(Octet.isToken), value.utf8.allSatisfy(Cookie.isOctet),
            path.utf8.allSatisfy({ !Octet.isControl($0) && $0 != Octet.semicolon && $0 < 0x80 })
        else { return nil }
        var text = "\(name)=\(value); Path=\(path)"
        if let maxAge { text += "; Max-Age=\(maxAge)" }
        if secure { text += "; Secure" }
        if httpOnly { text += "; HttpOnly" }
        return text + "; SameSite=\(sameSite.rawValue)"
    }

    /// Reads the values of `Cookie` fields. Of two cookies of one name the first wins, as browsers send the most
    /// specific first; malformed pairs and everything after `maximumCount` pairs are passed over.
    public static func parse(_ values: [String], maximumCount: Int = 64) -> [String: String] {
        var cookies: [String: String] = [:]
        var seen = 0
        for value in values {
            for pair in value.utf8.split(separator: Octet.semicolon) where seen < maximumCount {
                seen += 1
                guard let equals = pair.firstIndex(of: Octet.equals) else { continue }
                let name = Substring(pair[..<equals]).trimmingBlanks
                var content = Substring(pair[pair.index(after: equals)...]).trimmingBlanks
                if content.utf8.count >= 2, content.utf8.first == Octet.quote, content.utf8.last == Octet.quote {
                    content = String(content.dropFirst().dropLast())
                }
                guard !name.isEmpty, name.utf8.allSatisfy(Octet.isToken), cookies[name] == nil,
                    content.utf8.allSatisfy({ !Octet.isControl($0) })
                else { continue }
                cookies[name] = content
            }
        }
        return cookies
    }

    /// `cookie-octet` of RFC 6265, section 4.1.1.
    private static func isOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x21, 0x23...0x2b, 0x2d...0x3a, 0x3c...0x5b, 0x5d...0x7e: true
        default: false
        }
    }
}
