internal import Base
public import FoundationEssentials

/// Signs requests as Amazon's services and those like them want it (Signature Version 4).
public struct RequestSigner: Sendable {
    private let keyID: String
    private let secret: String
    private let session: String
    private let region: String
    private let service: String

    /// - Parameters:
    ///   - session: the token of temporary keys; empty for lasting ones.
    ///   - service: its name in signatures: "s3".
    public init(keyID: String, secret: String, session: String = "", region: String, service: String) {
        self.keyID = keyID
        self.secret = secret
        self.session = session
        self.region = region
        self.service = service
    }

    /// The headers to send beside `headers`: the time, a session's token, and the signature over all of them.
    /// - Parameters:
    ///   - host: with its port, unless that is the scheme's own.
    ///   - path: as it is sent, percent-encoded already.
    ///   - query: as it is sent, its parameters sorted by name.
    ///   - headers: what is signed besides, names in lower case.
    ///   - payload: SHA-256 of the body.
    public func headers(
        method: String, host: String, path: String, query: String = "", headers: [(name: String, value: String)] = [],
        payload: [UInt8], at time: Date
    ) -> [(name: String, value: String)] {
        let moment = Self.moment(time)
        var own = [(name: "x-amz-date", value: moment)]
        if !session.isEmpty { own.append((name: "x-amz-security-token", value: session)) }
        let signed = ([(name: "host", value: host)] + headers + own).sorted { $0.name < $1.name }
        let names = signed.map(\.name).joined(separator: ";")
        let lines = signed.map { "\($0.name):\($0.value)" }
        let request = [method, path, query] + lines + ["", names, payload.hex]
        let scope = "\(moment.prefix(8))/\(region)/\(service)/aws4_request"
        let text = ["AWS4-HMAC-SHA256", moment, scope, Digest.sha256(request.joined(separator: "\n")).hex]
        var key = Array("AWS4\(secret)".utf8)
        for part in [String(moment.prefix(8)), region, service, "aws4_request", text.joined(separator: "\n")] {
            key = Digest.hmacSHA256(Array(part.utf8), key: key)
        }
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(keyID)/\(scope), SignedHeaders=\(names), Signature=\(key.hex)"
        return own + [(name: "Authorization", value: authorization)]
    }

    /// "20150830T123600Z"
    private static func moment(_ time: Date) -> String {
        let digits = UTCDate.format(time).prefix { $0 != "." && $0 != "Z" }.filter { $0 != "-" && $0 != ":" }
        return digits + "Z"
    }
}
