import Foundation
import Redis
import Synchronization

/// A private Redis on a Unix socket that keeps nothing on disk.
///
/// Tests that stop, flush or fill a server start their own; others share `TestServers.shared`.
public final class RedisServer: Sendable {
    /// Holds the socket.
    public let folder: String
    private let settings: [String]
    private let process = Mutex<ServerProcess?>(nil)

    /// - Parameter settings: further words of the command line such as `--requirepass`, `secret`.
    public init(settings: [String] = []) throws {
        folder = Reaper.shared.folder("r")
        self.settings = settings
        try start()
    }

    /// How many databases it has, numbered from 0.
    public static let databases = 1024

    /// The address of one of its databases.
    public func url(database: Int = 0) -> String {
        "unix://\(folder)/s?db=\(database)"
    }

    /// Starts the server and waits until it answers.
    public func start() throws {
        let server = try ServerProcess(
            [
                "redis-server", "--port", "0", "--unixsocket", "\(folder)/s", "--save", "", "--appendonly", "no",
                "--databases", "\(Self.databases)", "--dir", folder, "--daemonize", "no",
            ] + settings, folder: folder, killSignal: SIGKILL)
        try waitUntil("Redis") {
            guard server.isRunning else { throw TestFailure("Redis does not start: \(server.log)") }
            do {
                return try RedisConnection(url: "unix://\(folder)/s").command("PING") == .status("PONG")
            } catch let error as RedisError {
                return error.serverCode == "NOAUTH"
            }
        }
        process.withLock { $0 = server }
    }

    /// As `kill -9` does.
    public func kill() {
        process.withLock { $0 }?.stop(SIGKILL)
    }

    /// Holds the server still, or lets it go on.
    public func freeze(_ isFrozen: Bool) {
        process.withLock { $0 }?.signal(isFrozen ? SIGSTOP : SIGCONT)
    }
}
