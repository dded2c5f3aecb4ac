internal import FoundationEssentials

/// An HTTP proxy of the operator's network, by which requests for public addresses leave it.
///
/// It is asked for a tunnel to an address that the egress guard has checked, never to a name: it cannot be led elsewhere, and
/// TLS is between us and the site. What is not public, such as a neighbour that the settings allow, is reached without it.
public struct ProxyServer: Sendable, Equatable {
    let host: String
    let port: Int
    /// The value of `Proxy-Authorization` (RFC 7617); nil where the address names nobody.
    let authorization: String?

    /// Reads `http://proxy.example:3128` or `http://user:password@proxy.example:3128`; nil for anything else.
    public init?(_ text: String) {
        guard let address = try? TargetURL(text), address.target.scheme == "http", address.path == "/",
            !address.text.contains("?"), !address.target.host.isEmpty
        else { return nil }
        (host, port) = (address.target.resolvableHost, address.target.port)
        authorization = address.credentials.map { "Basic " + Data($0.utf8).base64EncodedString() }
    }

    /// What asks for a tunnel to an address (RFC 9110, section 9.3.6).
    func request(for address: NetworkAddress, port: Int) -> [UInt8] {
        let site = Self.authority(address, port)
        var lines = ["CONNECT \(site) HTTP/1.1", "Host: \(site)"]
        if let authorization { lines.append("Proxy-Authorization: " + authorization) }
        return Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
    }

    /// Address and port as they stand in an address of the web.
    static func authority(_ address: NetworkAddress, _ port: Int) -> String {
        address.bytes.count == 16 ? "[\(address)]:\(port)" : "\(address):\(port)"
    }
}

/// The proxy that a hop goes through, and where it is.
struct Detour {
    let proxy: ProxyServer
    let addresses: [NetworkAddress]
}
