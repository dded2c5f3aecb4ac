import Foundation
import Synchronization

/// nginx with a configuration of the test's own, from when it listens until it is stopped.
public final class NginxServer: Sendable {
    /// The prefix that relative paths of the configuration start from.
    public let folder: String
    private let process: ServerProcess

    /// Where nginx will listen.
    public enum Address: Sendable {
        case unix(path: String)
        case tcp(port: Int)
    }

    /// Starts nginx.
    /// - Parameters:
    ///   - folder: the prefix; make it with `TemporaryFolder` to know it beforehand.
    ///   - configuration: the whole of nginx.conf. What it does not set (`pid`, `error_log`, `user`, `daemon`) is set to suit.
    ///   - address: waited for until it takes connections.
    public init(folder: TemporaryFolder = TemporaryFolder(), configuration: String, listensAt address: Address) throws {
        self.folder = folder.path
        var text = configuration
        func supply(_ directive: String, _ value: String) {
            let isSet = configuration.split(separator: "\n").contains { line in
                line.split(whereSeparator: \.isWhitespace).first.map(String.init) == directive
            }
            if !isSet { text = "\(directive) \(value);\n" + text }
        }
        supply("daemon", "off")
        supply("pid", "\(folder.path)/nginx.pid")
        supply("error_log", "\(folder.path)/error.log")
        if geteuid() == 0 { supply("user", "root") }
        try text.write(toFile: folder.path + "/nginx.conf", atomically: true, encoding: .utf8)
        process = try ServerProcess(
            ["/usr/sbin/nginx", "-p", folder.path, "-e", folder.path + "/error.log", "-c", "nginx.conf"],
            folder: folder.path)
        try waitUntil("nginx") {
            guard process.isRunning else { throw TestFailure("nginx does not start: \(log)") }
            return Self.accepts(address)
        }
    }

    /// What nginx printed and the end of its error log.
    public var log: String {
        process.log + ((try? String(contentsOfFile: folder + "/error.log", encoding: .utf8)) ?? "")
    }

    /// Reads the configuration again, as `nginx -s reload` does.
    public func reload(configuration: String? = nil) throws {
        if let configuration {
            try configuration.write(toFile: folder + "/nginx.conf", atomically: true, encoding: .utf8)
        }
        process.signal(SIGHUP)
    }

    /// Stops at once.
    public func stop() {
        process.stop(SIGTERM)
    }

    deinit {
        process.stop(SIGTERM)
    }

    private static func accepts(_ address: Address) -> Bool {
        let descriptor: Int32
        let code: Int32
        switch address {
        case .unix(let path):
            descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var name = sockaddr_un()
            name.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
            code = withUnsafePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
        case .tcp(let port):
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var name = loopback(port: port)
            code = withUnsafePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        close(descriptor)
        return code == 0
    }
}

/// A TCP port of 127.0.0.1 that nobody listened on a moment ago.
public func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var name = loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &name) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
            bind(descriptor, name, length) == 0 ? getsockname(descriptor, name, &length) : -1
        }
    }
    guard code == 0 else { throw TestFailure("no free port: \(String(cString: strerror(errno)))") }
    return Int(UInt16(bigEndian: name.sin_port))
}

private func loopback(port: Int) -> sockaddr_in {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(UInt16(truncatingIfNeeded: port).bigEndian)
    name.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
    return name
}
