import Foundation
import Synchronization

/// nginx with a configuration of the test's own, from when it listens until it is stopped.
public final class NginxServer: Sendable {
    /// The prefix that relative paths of the configuration start from.
    public let folder: String
    private let process: ServerProcess

    /// Starts nginx.
    /// - Parameters:
    ///   - folder: the prefix; make it with `TemporaryFolder` to know it beforehand.
    ///   - configuration: the whole of nginx.conf. What it does not set (`pid`, `error_log`, `user`, `daemon`) is set to suit.
    ///   - address: waited for until it takes connections.
    public init(
        folder: TemporaryFolder = TemporaryFolder(), configuration: String, listensAt address: LocalAddress
    ) throws {
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
            guard let descriptor = address.open() else { return false }
            close(descriptor)
            return true
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
}
