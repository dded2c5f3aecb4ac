public import Base
public import Cryptography
internal import FoundationEssentials
internal import Glibc
public import Outbound

/// Keeps files in a bucket of S3 or of a service that speaks as S3 does, addressed by path: `{endpoint}/{bucket}/{key}`.
///
/// A file is in memory once while it is sent or fetched.
public struct BucketStore: FileStore {
    /// Where the bucket is, and who we are there.
    public struct Access: Sendable {
        /// Scheme, host and port; empty for Amazon's in the region.
        public var endpoint: String
        public var bucket: String
        public var key: SigningKey
        /// Seconds that one request may take.
        public var seconds: Int

        public init(endpoint: String, bucket: String, key: SigningKey, seconds: Int) {
            self.endpoint = endpoint
            self.bucket = bucket
            self.key = key
            self.seconds = seconds
        }

        /// Whether the bucket has a name that S3 allows.
        public var isNamed: Bool {
            (3...63).contains(bucket.utf8.count)
                && bucket.utf8.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 || $0 == 45 || $0 == 46 }
        }

        /// The base address, without a slash at its end.
        public var address: String { signer.address }

        var signer: RequestSigner { RequestSigner(key, service: "s3", endpoint: endpoint) }
    }

    private let access: Access
    private let signer: RequestSigner
    private let client: any HTTPClient
    private let time: TimeSource

    public init(_ access: Access, client: any HTTPClient, time: TimeSource = .system) {
        self.access = access
        self.client = client
        self.time = time
        signer = access.signer
    }

    public func adopt(_ path: String, as key: String) throws(FileError) {
        let attempt = "store a file"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw FileError(attempt: attempt, code: errno == 0 ? ENOENT : errno)
        }
        let response = try send("PUT", key, Array(data), attempt: attempt)
        guard response.status == 200 else { throw Self.refusal(attempt, response) }
        unlink(path)
    }

    public func path(of key: String) throws(FileError) -> String? {
        try FileKey.check(key)
        return nil
    }

    public func open(_ key: String, limit: Int) throws(FileError) -> StoredFile {
        try StoredFile(holding: try contents(of: key, limit: limit))
    }

    public func contents(of key: String, limit: Int) throws(FileError) -> [UInt8] {
        let attempt = "read a stored file"
        let response = try send("GET", key, nil, attempt: attempt, limit: limit)
        guard response.status == 200 else {
            throw response.status == 404
                ? FileError(attempt: attempt, code: ENOENT) : Self.refusal(attempt, response)
        }
        return response.body
    }

    public func remove(_ key: String) throws(FileError) {
        let attempt = "remove a stored file"
        let response = try send("DELETE", key, nil, attempt: attempt)
        guard [200, 204, 404].contains(response.status) else { throw Self.refusal(attempt, response) }
    }

    private func send(
        _ method: String, _ key: String, _ body: [UInt8]?, attempt: String, limit: Int? = nil
    ) throws(FileError) -> OutboundResponse {
        try FileKey.check(key)
        let payload = Digest.sha256(body ?? [])
        let path = "/\(access.bucket)/\(key)"
        let contents = (name: "x-amz-content-sha256", value: payload.hex)
        let signature = signer.headers(
            method: method, path: path, headers: [contents], payload: payload, at: time.now)
        // Without it a body would be called a form.
        let kind = body == nil ? [] : [(name: "Content-Type", value: "application/octet-stream")]
        let request = OutboundRequest(
            method: method, url: signer.address + path,
            headers: (kind + [contents] + signature).map { OutboundHeader($0.name, $0.value) }, body: body,
            timeout: .seconds(access.seconds), maximumBodyBytes: limit)
        do throws(OutboundError) {
            return try client.send(request)
        } catch {
            if error.code == .bodyTooLarge { throw FileError(attempt: attempt, code: EFBIG) }
            throw FileError(attempt: attempt, reason: error.message)
        }
    }

    private static func refusal(_ attempt: String, _ response: OutboundResponse) -> FileError {
        FileError(attempt: attempt, reason: "the bucket answered with status \(response.status)")
    }
}
