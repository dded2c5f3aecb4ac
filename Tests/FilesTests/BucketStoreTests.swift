import Base
import Cryptography
import Files
import Foundation
import Outbound
import Synchronization
import TestSupport
import Testing

/// Files in a bucket, by a small server that keeps what is put into it.
@Suite struct BucketStoreTests {
    /// What is stored, by path.
    private final class Bucket: Sendable {
        let objects = Mutex<[String: [UInt8]]>([:])

        func answer(_ request: StubServer.Request) -> StubServer.Answer {
            objects.withLock { objects in
                switch request.method {
                case "PUT":
                    objects[request.path] = request.body
                    return .status(200)
                case "DELETE":
                    objects[request.path] = nil
                    return .status(204)
                default: return objects[request.path].map { .status(200, body: $0) } ?? .status(404)
                }
            }
        }
    }

    private static let now = Date(timeIntervalSince1970: 1_440_938_160)

    private func store(_ server: StubServer, seconds: Int = 10) -> BucketStore {
        let access = BucketStore.Access(
            endpoint: server.url("/"), bucket: "resumes",
            key: SigningKey(id: "AKIDEXAMPLE", secret: "top-secret", region: "eu-west-1"), seconds: seconds)
        let client = CurlClient(egress: EgressGuard(trusted: [access.address]))
        return BucketStore(access, client: RetryingClient(client, sleep: { _ in }), time: .fixed(Self.now))
    }

    private func upload(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> String {
        let path = folder.path + "/upload-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func `a file goes in whole, comes out whole and is gone when removed`() throws {
        let (bucket, folder) = (Bucket(), TemporaryFolder())
        let server = try StubServer { bucket.answer($0) }
        defer { server.stop() }
        let store = store(server)
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let (key, path) = (FileKey.make(), try upload(bytes, in: folder))
        try store.adopt(path, as: key)
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(try store.path(of: key) == nil)
        #expect(try store.contents(of: key, limit: bytes.count) == bytes)
        let stored = try store.open(key, limit: bytes.count)
        #expect(FileManager.default.contents(atPath: stored.path).map(Array.init) == bytes)
        #expect(throws: FileError.self) { try store.contents(of: key, limit: bytes.count - 1) }
        try store.remove(key)
        try store.remove(key)
        #expect(throws: FileError.self) { try store.open(key, limit: bytes.count) }
    }

    @Test func `each request is signed, addressed by path and tells no secret`() throws {
        let (bucket, folder) = (Bucket(), TemporaryFolder())
        let server = try StubServer { bucket.answer($0) }
        defer { server.stop() }
        let key = FileKey.make()
        try store(server).adopt(try upload(Array("hello".utf8), in: folder), as: key)
        let request = try #require(server.requests.first)
        #expect(request.target == "/resumes/\(key)")
        #expect(request.headers["x-amz-content-sha256"] == Digest.sha256("hello").hex)
        #expect(request.headers["content-type"] == "application/octet-stream")
        #expect(request.headers["x-amz-date"] == "20150830T123600Z")
        let signature = try #require(request.headers["authorization"])
        let beginning = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/s3/aws4_request, SignedHeaders="
        #expect(signature.hasPrefix(beginning + "host;x-amz-content-sha256;x-amz-date, Signature="))
        #expect(!request.headers.values.contains { $0.contains("top-secret") })
    }

    @Test(arguments: [403, 404, 429, 500])
    func `what the bucket refuses stays where it is`(status: Int) throws {
        let folder = TemporaryFolder()
        let server = try StubServer { _ in .status(status) }
        defer { server.stop() }
        let path = try upload([1], in: folder)
        let error = #expect(throws: FileError.self) { try self.store(server).adopt(path, as: FileKey.make()) }
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(error?.description.contains("top-secret") == false)
    }

    @Test func `a bucket that hangs or breaks off ends in an error`() throws {
        let slow = try StubServer { _ in .slow([1, 2, 3, 4], chunk: 1, pauseMilliseconds: 900) }
        defer { slow.stop() }
        #expect(throws: FileError.self) { try self.store(slow, seconds: 1).contents(of: FileKey.make(), limit: 10) }
        let broken = try StubServer { _ in .truncated([1, 2, 3, 4], after: 2) }
        defer { broken.stop() }
        #expect(throws: FileError.self) { try self.store(broken).contents(of: FileKey.make(), limit: 10) }
    }

    @Test(arguments: ["../../secrets", "", "aa/" + String(repeating: "g", count: 32)])
    func `a name that the store did not make is not asked for`(key: String) throws {
        let server = try StubServer { _ in .status(200) }
        defer { server.stop() }
        #expect(throws: FileError.self) { try self.store(server).contents(of: key, limit: 10) }
        #expect(throws: FileError.self) { try self.store(server).remove(key) }
        #expect(server.requests.isEmpty)
    }
}
