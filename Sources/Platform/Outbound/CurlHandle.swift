internal import CCurl

/// One libcurl easy handle.
///
/// It moves between threads but is used by one at a time: ``CurlClient`` hands it out of its idle list, and whoever
/// took it alone touches it until it is given back. `@unchecked Sendable` says this.
struct CurlHandle: @unchecked Sendable {
    private let raw: UnsafeMutableRawPointer

    /// `nil` when libcurl cannot make one.
    init?() {
        guard Self.isReady, let raw = curl_easy_init() else { return nil }
        self.raw = raw
    }

    /// libcurl's global state, made once before the first handle.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Forgets the options of the last request; connections stay.
    func reset() {
        curl_easy_reset(raw)
    }

    func close() {
        curl_easy_cleanup(raw)
    }

    /// Runs one hop and blocks until it ends.
    func perform(
        _ request: OutboundRequest, at address: TargetURL, into transfer: Transfer,
        configuration: CurlClient.Configuration, remaining: Duration
    ) throws(OutboundError) -> OutboundResponse {
        curl_easy_reset(raw)
        setOptions(configuration, remaining)
        set(CURLOPT_URL, address.text)
        var list: UnsafeMutablePointer<curl_slist>?
        // No "Expect: 100-continue": many servers answer it late or never.
        list = curl_slist_append(list, "Expect:")
        for header in request.headers {
            // curl writes an empty value only when the line ends in a semicolon.
            list = curl_slist_append(list, header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        defer { curl_slist_free_all(list) }
        _ = hunter_curl_set_list(raw, CURLOPT_HTTPHEADER, list)
        var pins: UnsafeMutablePointer<curl_slist>?
        for pin in transfer.destination.pins { pins = curl_slist_append(pins, pin) }
        defer { curl_slist_free_all(pins) }
        _ = hunter_curl_set_list(raw, CURLOPT_RESOLVE, pins)
        let tunnel = setProxy(transfer.destination)
        defer { tunnel.forEach { curl_slist_free_all($0) } }
        let code = withExtendedLifetime(transfer) {
            let context = Unmanaged.passUnretained(transfer).toOpaque()
            for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA] {
                _ = hunter_curl_set_pointer(raw, option, context)
            }
            _ = hunter_curl_set_sink(raw, CURLOPT_WRITEFUNCTION, Transfer.receiveBody)
            _ = hunter_curl_set_sink(raw, CURLOPT_HEADERFUNCTION, Transfer.receiveHeader)
            _ = hunter_curl_set_open_socket(raw, Transfer.openSocket)
            return perform(method: request.method, body: request.body)
        }
        let attempted = "\(request.method) \(address.origin)\(address.path)"
        if let error = transfer.refusal(code: code, attempted: attempted) { throw error }
        var status = 0
        _ = hunter_curl_get_long(raw, CURLINFO_RESPONSE_CODE, &status)
        return OutboundResponse(status: status, headers: transfer.headers, body: transfer.body, url: address.text)
    }

    /// Sends the hop through a tunnel of the operator's proxy, where there is one: to the first of the checked addresses, for a
    /// tunnel has one end.
    /// - Returns: lists that must live as long as the transfer.
    private func setProxy(_ destination: Transfer.Destination) -> [UnsafeMutablePointer<curl_slist>?] {
        guard let detour = destination.detour, let address = destination.addresses.first,
            let server = detour.addresses.first
        else { return [] }
        set(CURLOPT_PROXY, "http://" + ProxyServer.authority(server, detour.proxy.port))
        set(CURLOPT_HTTPPROXYTUNNEL, 1)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // Whatever the environment says: nothing goes past the proxy.
        set(CURLOPT_NOPROXY, "")
        // For any host and port: were the name not matched, the proxy would be asked for it and look it up itself.
        let ends = curl_slist_append(nil, "::" + ProxyServer.authority(address, destination.target.port))
        _ = hunter_curl_set_list(raw, CURLOPT_CONNECT_TO, ends)
        // Fields for the proxy alone: the site sees none of them.
        set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        let fields = detour.proxy.authorization.map { curl_slist_append(nil, "Proxy-Authorization: " + $0) } ?? nil
        _ = hunter_curl_set_list(raw, CURLOPT_PROXYHEADER, fields)
        return [ends, fields]
    }

    private func setOptions(_ configuration: CurlClient.Configuration, _ remaining: Duration) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = configuration.certificateAuthorities { set(CURLOPT_CAINFO, file) }
        // Empty: every encoding that this libcurl decodes.
        set(CURLOPT_ACCEPT_ENCODING, "")
        set(CURLOPT_USERAGENT, configuration.userAgent)
        set(CURLOPT_TIMEOUT_MS, max(1, remaining.milliseconds))
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, min(configuration.connectTimeout, remaining).milliseconds))
        set(CURLOPT_TCP_KEEPALIVE, 1)
    }

    private func perform(method: String, body: [UInt8]?) -> CURLcode {
        switch (method, body) {
        case ("GET", nil): set(CURLOPT_HTTPGET, 1)
        case ("HEAD", _): set(CURLOPT_NOBODY, 1)
        default: set(CURLOPT_CUSTOMREQUEST, method)
        }
        guard let body, method != "HEAD" else { return curl_easy_perform(raw) }
        return body.withUnsafeBytes { bytes in
            _ = hunter_curl_set_size(raw, CURLOPT_POSTFIELDSIZE_LARGE, Int(bytes.count))
            // An empty body needs an address as well, or curl would read one from standard input.
            guard let start = bytes.baseAddress else {
                set(CURLOPT_COPYPOSTFIELDS, "")
                return curl_easy_perform(raw)
            }
            _ = hunter_curl_set_pointer(raw, CURLOPT_POSTFIELDS, start)
            return curl_easy_perform(raw)
        }
    }

    private func set(_ option: CURLoption, _ value: Int) {
        _ = hunter_curl_set_long(raw, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) {
        _ = hunter_curl_set_text(raw, option, value)
    }
}

extension Duration {
    /// Whole milliseconds, bounded so that they fit a C `long` and curl's arithmetic.
    fileprivate var milliseconds: Int {
        Int(min(components.seconds, 1_000_000)) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
