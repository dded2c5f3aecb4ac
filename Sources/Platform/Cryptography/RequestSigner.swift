internal import Base
public import FoundationEssentials

/// Who we are at Amazon's services and those like them, and in which region.
public struct SigningKey: Sendable {
    public var id: String
    public var secret: String
    /// The token of temporary keys; empty for lasting ones.
    public var session: String
    public var region: String

    public init(id: String, secret: String, session: String = "", region: String) {
        self.id = id
        self.secret = secret
        self.session = session
        self.region = region
    }
}

/// Signs requests to one service as Amazon's services and those like them want it (Signature Version 4).
public struct RequestSigner: Sendable {
    /// The service's base address, without a slash at its end.
    public let address: String
    private let key: SigningKey
    private let service: String
    /// As it is sent: with its port where that is not the scheme's own.
    private let host: String

    /// - Parameters:
    ///   - service: its name in signatures: "s3".
    ///   - endpoint: scheme, host and port; empty for Amazon's in the region.
    public init(_ key: SigningKey, service: String, endpoint: String = "") {
        self.key = key
        self.service = service
        let given = endpoint.isEmpty ? "https://\(service).\(key.region).amazonaws.com" : endpoint
        address = String(given.reversed().drop { $0 == "/" }.reversed())
        host = Self.host(address)
    }

    /// The headers to send beside `headers`: the time, a session's token, and the signature over all of them.
    /// - Parameters:
    ///   - path: as it is sent, percent-encoded already.
    ///   - query: as it is sent, its parameters sorted by name.
    ///   - headers: what is signed besides, names in lower case.
    ///   - payload: SHA-256 of the body.
    public func headers(
        method: String, path: String, query: String = "", headers: [(name: String, value: String)] = [],
        payload: [UInt8], at time: Date
    ) -> [(name: String, value: String)] {
        let moment = Self.moment(time)
        var own = [(name: "x-amz-date", value: moment)]
        if !key.session.isEmpty { own.append((name: "x-amz-security-token", value: key.session)) }
        let signed = ([(name: "host", value: host)] + headers + own).sorted { $0.name < $1.name }
        let names = signed.map(\.name).joined(separator: ";")
        let lines = signed.map { "\($0.name):\($0.value)" }
        let request = [method, path, query] + lines + ["", names, payload.hex]
        let scope = "\(moment.prefix(8))/\(key.region)/\(service)/aws4_request"
        let text = ["AWS4-HMAC-SHA256", moment, scope, Digest.sha256(request.joined(separator: "\n")).hex]
        var code = Array("AWS4\(key.secret)".utf8)
        for part in [String(moment.prefix(8)), key.region, service, "aws4_request", text.joined(separator: "\n")] {
            code = Digest.hmacSHA256(Array(part.utf8), key: code)
        }
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(key.id)/\(scope), SignedHeaders=\(names), Signature=\(code.hex)"
        return own + [(name: "Authorization", value: authorization)]
    }

    private static func host(_ address: String) -> String {
        let parts = address.split(separator: "/", omittingEmptySubsequences: true)
        guard parts.count == 2 else { return "" }
        let usual = parts[0] == "https:" ? ":443" : ":80"
        return String(parts[1].hasSuffix(usual) ? parts[1].dropLast(usual.count) : parts[1])
    }

    /// "20150830T123600Z"
    private static func moment(_ time: Date) -> String {
        let digits = UTCDate.format(time).prefix { $0 != "." && $0 != "Z" }.filter { $0 != "-" && $0 != ":" }
        return digits + "Z"
    }
}
