/// An address of the web, read by the parser that fetches it.
public struct WebLocation: Sendable, Equatable {
    /// Normalised, without a fragment.
    public let url: String
    /// Scheme, host and port, as addresses have them: `https://a.example`.
    public let origin: String
    /// Path and query, as they are sent.
    public let target: String

    /// - Parameters:
    ///   - text: absolute, or relative to `base`.
    ///   - base: where `text` was found.
    /// - Returns: nil for what is no address of `http` or `https`, or names a person.
    public init?(_ text: String, relativeTo base: WebLocation? = nil) {
        let from = base.flatMap { try? TargetURL($0.url) }
        guard let found = try? TargetURL(text, relativeTo: from), !found.target.host.isEmpty, !found.target.hasUserInfo,
            found.target.scheme == "http" || found.target.scheme == "https"
        else { return nil }
        url = found.text
        let isDefault = found.target.port == (found.target.scheme == "https" ? 443 : 80)
        origin = "\(found.target.scheme)://\(found.target.host)" + (isDefault ? "" : ":\(found.target.port)")
        let start = found.text.utf8.dropFirst(found.target.scheme.utf8.count + 3)
        let path = start.drop { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        target = path.first == UInt8(ascii: "/") ? String(Substring(path)) : "/" + String(Substring(path))
    }
}
