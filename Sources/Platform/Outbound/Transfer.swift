internal import CCurl

/// What one hop receives, filled by curl's callbacks on the thread that runs the hop.
///
/// The callbacks are stored in a nonisolated type: written in a main they would inherit the main actor and trap.
final class Transfer {
    private(set) var headers: [OutboundHeader] = []
    private(set) var body: [UInt8] = []
    private var headerBytes = 0
    private var exceeded: OutboundError.Code?
    private var refusedAddress = false
    private let maximumBodyBytes: Int
    private let maximumHeaderBytes: Int
    let destination: Destination

    /// Where a hop may go.
    struct Destination {
        let egress: EgressGuard
        let target: EgressGuard.Target
        /// What the host resolved to, each checked.
        let addresses: [NetworkAddress]
        /// By which proxy; nil for none.
        let detour: Detour?

        /// What tells curl these addresses, so that it asks nobody itself (`CURLOPT_RESOLVE`). Names with a final dot are
        /// the same to some of curl's versions and others to others.
        var pins: [String] {
            let host = target.host
            let bare = host.hasSuffix(".") ? String(host.dropLast()) : host
            let list = addresses.map(\.description).joined(separator: ",")
            return ["\(bare):\(target.port):\(list)", "\(bare).:\(target.port):\(list)"]
        }

        func admits(_ address: NetworkAddress) -> Bool {
            if let detour { return detour.addresses.contains(address) }
            return addresses.contains(address) && egress.admits(address, for: target)
        }
    }

    init(maximumBodyBytes: Int, maximumHeaderBytes: Int, destination: Destination) {
        self.maximumBodyBytes = maximumBodyBytes
        self.maximumHeaderBytes = maximumHeaderBytes
        self.destination = destination
    }

    /// Decoded bytes of the body. Any other return value than the count ends the transfer: a bomb stops growing here.
    static let receiveBody: hunter_curl_sink = { bytes, size, count, context in
        guard let context, let bytes else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let length = size * count
        guard transfer.body.count + length <= transfer.maximumBodyBytes else {
            transfer.exceeded = .bodyTooLarge
            return length == 0 ? 1 : 0
        }
        transfer.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
        return length
    }

    /// One header line, or the status line that begins a new set.
    static let receiveHeader: hunter_curl_sink = { bytes, size, count, context in
        guard let context, let bytes else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let length = size * count
        transfer.headerBytes += length
        guard transfer.headerBytes <= transfer.maximumHeaderBytes else {
            transfer.exceeded = .headersTooLarge
            return length == 0 ? 1 : 0
        }
        transfer.read(line: UnsafeRawBufferPointer(start: bytes, count: length))
        return length
    }

    /// Opens the socket for an address, unless it is another than those that were checked.
    static let openSocket: curl_opensocket_callback = { context, purpose, address in
        guard let context, let address, purpose == CURLSOCKTYPE_IPCXN else { return CURL_SOCKET_BAD }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        var bytes = [UInt8](repeating: 0, count: 16)
        let length = Int(hunter_curl_address(address, &bytes))
        let opened = NetworkAddress(bytes: Array(bytes.prefix(length)))
        guard let opened, transfer.destination.admits(opened) else {
            transfer.refusedAddress = true
            return CURL_SOCKET_BAD
        }
        return hunter_curl_socket(address)
    }

    private func read(line: UnsafeRawBufferPointer) {
        if line.count >= 5, line.prefix(5).elementsEqual("HTTP/".utf8) {
            headers = []
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return }
        headers.append(OutboundHeader(Self.text(line[..<colon]), Self.text(line[(colon + 1)...])))
    }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 32 || $0 == 9 || $0 == 13 || $0 == 10 }
        let start = bytes.drop(while: isBlank)
        let end = start.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start.startIndex
        return String(decoding: start[..<end], as: UTF8.self)
    }

    /// The error that curl's result and the callbacks' findings amount to, or `nil`.
    func refusal(code: CURLcode, attempted: String) -> OutboundError? {
        if let exceeded {
            let limit = exceeded == .bodyTooLarge ? maximumBodyBytes : maximumHeaderBytes
            let what = exceeded == .bodyTooLarge ? "the answer is" : "the answer's headers are"
            return OutboundError(exceeded, "\(what) longer than \(limit) bytes", attempted: attempted)
        }
        guard code != CURLE_OK else { return nil }
        if refusedAddress {
            return OutboundError(.refusedByGuard, "the host has no public address", attempted: attempted)
        }
        return OutboundError(Self.meaning(of: code), String(cString: curl_easy_strerror(code)), attempted: attempted)
    }

    private static func meaning(of code: CURLcode) -> OutboundError.Code {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: .unresolvedHost
        case CURLE_COULDNT_CONNECT: .unreachable
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            .tls
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: .invalidRequest
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR: .malformedAnswer
        default: .interrupted
        }
    }
}
