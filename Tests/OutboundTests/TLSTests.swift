import Foundation
import Outbound
import TestSupport
import Testing

/// Certificates made here, served by `openssl s_server`.
@Suite(.serialized) struct TLSTests {
    @Test func `a trusted certificate for the right host is accepted`() throws {
        let authority = try Certificate(host: "localhost")
        #expect(try authority.serve { try client(trusting: authority).send(OutboundRequest(url: $0)).status } == 200)
    }

    @Test func `self-signed, expired and mismatched certificates are refused`() throws {
        let good = try Certificate(host: "localhost")
        #expect(try good.serve { url in code { try client(trusting: nil).send(OutboundRequest(url: url)) } } == .tls)
        let other = try Certificate(host: "other.example")
        #expect(try other.serve { url in code { try client(trusting: other).send(OutboundRequest(url: url)) } } == .tls)
        let expired = try Certificate(host: "localhost", days: -1)
        #expect(
            try expired.serve { url in code { try client(trusting: expired).send(OutboundRequest(url: url)) } } == .tls)
    }

    private func client(trusting certificate: Certificate?) -> CurlClient {
        CurlClient(
            configuration: .init(certificateAuthorities: certificate?.file.path),
            egress: EgressGuard(allowPrivate: true))
    }
}

/// A self-signed certificate and a server that shows it.
private final class Certificate {
    let folder: URL
    var file: URL { folder.appending(path: "certificate.pem") }

    init(host: String, days: Int = 2) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // A certificate that is no longer valid: `openssl x509` takes no negative days, `openssl ca` takes dates.
        let key = folder.appending(path: "key.pem").path
        let subject = ["-subj", "/CN=\(host)", "-addext", "subjectAltName=DNS:\(host)"]
        if days > 0 {
            try run(
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", file.path, "-days",
                    "\(days)",
                ] + subject)
            return
        }
        try run(
            [
                "req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
                folder.appending(path: "request.pem").path,
            ] + subject)
        let configuration = """
            [ca]
            default_ca = one
            [one]
            database = \(folder.path)/index.txt
            new_certs_dir = \(folder.path)
            rand_serial = yes
            default_md = sha256
            policy = any
            copy_extensions = copy
            [any]
            commonName = supplied
            """
        try Data(configuration.utf8).write(to: folder.appending(path: "ca.cnf"))
        try Data().write(to: folder.appending(path: "index.txt"))
        try run([
            "ca", "-batch", "-selfsign", "-config", folder.appending(path: "ca.cnf").path, "-keyfile", key, "-in",
            folder.appending(path: "request.pem").path, "-out", file.path, "-startdate", "20200101000000Z", "-enddate",
            "20210101000000Z", "-notext",
        ])
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Serves while `body` runs with the server's address.
    func serve<Result>(_ body: (String) throws -> Result) throws -> Result {
        // A port that was free a moment ago; another is taken when it no longer is.
        for _ in 0..<5 {
            let probe = try StubServer { _ in .drop }
            let port = probe.port
            probe.stop()
            let server = Process()
            server.executableURL = URL(filePath: "/usr/bin/openssl")
            server.arguments = [
                "s_server", "-accept", "127.0.0.1:\(port)", "-cert", file.path, "-key",
                folder.appending(path: "key.pem").path, "-www",
            ]
            server.standardOutput = FileHandle.nullDevice
            server.standardError = FileHandle.nullDevice
            server.standardInput = FileHandle.nullDevice
            try server.run()
            defer {
                // Not SIGTERM: a child of a test's thread has it blocked.
                kill(server.processIdentifier, SIGKILL)
                server.waitUntilExit()
            }
            guard isListening(server, on: port) else { continue }
            return try body("https://localhost:\(port)/")
        }
        throw POSIXError(.EADDRINUSE)
    }

    /// Waits until the server takes connections, or has ended without.
    private func isListening(_ server: Process, on port: UInt16) -> Bool {
        let client = CurlClient(egress: EgressGuard(allowPrivate: true))
        for _ in 0..<1_000 where server.isRunning {
            let found = code {
                try client.send(OutboundRequest(url: "http://127.0.0.1:\(port)/", timeout: .seconds(1)))
            }
            if found != .unreachable { return true }
            usleep(5_000)
        }
        return false
    }

    private func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw POSIXError(.EINVAL) }
    }
}
