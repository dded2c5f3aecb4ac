/// Where Redis is, read from `unix:///path?db=1&password=...` or `redis://[user][:password@]host[:port][/db]`.
struct RedisAddress: Sendable {
    enum Place: Sendable, Equatable {
        case unix(path: String)
        case tcp(host: String, port: Int32)
    }

    let place: Place
    var user: String?
    var password: String?
    var database = 0

    /// Throws `RedisError(.invalidURL)`; the address itself is no part of the error, it may hold a password.
    init(url: String) throws {
        if let rest = Self.rest(of: url, after: "unix://") {
            let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            let path = try Self.decoded(parts[0])
            guard path.hasPrefix("/"), path.utf8.count < 108 else {
                throw RedisError(.invalidURL, "a socket's path begins with / and has 107 bytes at most")
            }
            place = .unix(path: path)
            for item in parts.dropFirst().first?.split(separator: "&") ?? [] {
                let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let value = try Self.decoded(pair.count == 2 ? pair[1] : "")
                switch pair[0] {
                case "db": database = try Self.number(value)
                case "password": password = value
                case "user": user = value
                default: throw RedisError(.invalidURL, "unknown setting \(pair[0])")
                }
            }
        } else if let rest = Self.rest(of: url, after: "redis://") {
            let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            var authority = parts[0]
            if let at = authority.lastIndex(of: "@") {
                let pair = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                user = pair[0].isEmpty ? nil : try Self.decoded(pair[0])
                password = pair.count == 2 ? try Self.decoded(pair[1]) : nil
                authority = authority[authority.index(after: at)...]
            }
            var port = 6379
            var host = authority
            if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
                port = try Self.number(String(authority[authority.index(after: colon)...]))
                host = authority[..<colon]
            }
            if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
            guard !host.isEmpty, (1...65535).contains(port) else {
                throw RedisError(.invalidURL, "no host, or no port between 1 and 65535")
            }
            place = .tcp(host: String(host), port: Int32(port))
            if parts.count == 2, !parts[1].isEmpty { database = try Self.number(String(parts[1])) }
        } else {
            throw RedisError(.invalidURL, "an address begins with unix:// or redis://")
        }
    }

    private static func rest(of url: String, after prefix: String) -> Substring? {
        url.hasPrefix(prefix) ? url.dropFirst(prefix.count) : nil
    }

    private static func number(_ text: String) throws -> Int {
        guard let number = Int(text), number >= 0 else {
            throw RedisError(.invalidURL, "a port or database is no number")
        }
        return number
    }

    private static func decoded(_ text: Substring) throws -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(Substring(rest.prefix(2))), radix: 16), rest.count >= 2 else {
                throw RedisError(.invalidURL, "a percent sign without two digits")
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
