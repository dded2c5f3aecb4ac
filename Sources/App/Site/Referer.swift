internal import HTTP

extension Request {
    /// Where on this site the request came from, as the browser says: from the slash after the host on. It may say anything.
    var pageBefore: String? {
        guard let address = headers["Referer"], let host = headers["Host"], let start = address.firstRange(of: "://"),
            address[start.upperBound...].hasPrefix(host + "/")
        else { return nil }
        return String(address[start.upperBound...].dropFirst(host.count))
    }
}
