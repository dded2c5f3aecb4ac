import Foundation
import Postgres
import Synchronization

/// A private PostgreSQL on a Unix socket, without fsync: quick, and good for nothing but tests. Its clocks are set to another
/// zone than UTC on purpose.
///
/// Tests that stop or kill a server start their own; others share `TestServers.shared`.
public final class PostgresServer: Sendable {
    /// Holds the data and the socket.
    public let folder: String
    private let settings: [String]
    private let process = Mutex<ServerProcess?>(nil)

    /// Makes a cluster and starts it.
    /// - Parameter settings: further settings such as `max_connections=10`.
    public init(settings: [String] = []) throws {
        self.settings = settings
        folder = Reaper.shared.folder("p")
        if geteuid() == 0 {
            guard let account = getpwnam(Self.user) else { throw TestFailure("there is no user \(Self.user)") }
            chown(folder, account.pointee.pw_uid, account.pointee.pw_gid)
        }
        try ServerProcess.run(
            [
                try Self.binary("initdb"), "-D", "\(folder)/data", "-U", Self.user, "-A", "trust", "-E", "UTF8",
                "--locale=C.UTF-8", "--no-sync", "--no-instructions",
            ], in: folder, as: Self.user)
        try start()
    }

    /// How to connect to a database of this server.
    public func conninfo(database: String = "postgres") -> String {
        "host=\(folder) user=\(Self.user) dbname=\(database)"
    }

    /// Starts the server and waits until it answers.
    public func start() throws {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(30)
        var server = try launch()
        while true {
            if (try? Connection(conninfo: conninfo())) != nil { break }
            guard clock.now < deadline else { throw TestFailure("PostgreSQL does not start: \(server.log)") }
            // After a kill the old children must be gone first; until then a new server refuses and ends.
            if !server.isRunning { server = try launch() }
            usleep(10_000)
        }
        process.withLock { $0 = server }
    }

    /// Ends all sessions and stops.
    public func stop() {
        process.withLock { $0 }?.stop(SIGINT)
    }

    /// As `kill -9` does: no word to anybody.
    public func kill() {
        process.withLock { $0 }?.stop(SIGKILL)
    }

    /// Holds the server's main process still, or lets it go on: it takes no new connections meanwhile.
    public func freeze(_ isFrozen: Bool) {
        process.withLock { $0 }?.signal(isFrozen ? SIGSTOP : SIGCONT)
    }

    private func launch() throws -> ServerProcess {
        let own = [
            "listen_addresses=", "unix_socket_directories=\(folder)", "fsync=off", "full_page_writes=off",
            "autovacuum=off", "max_connections=200", "shared_buffers=64MB", "max_wal_size=256MB", "jit=off",
            "timezone=Asia/Kathmandu", "log_min_messages=fatal", "max_prepared_transactions=0",
        ]
        return try ServerProcess(
            [try Self.binary("postgres"), "-D", "\(folder)/data"] + (own + settings).flatMap { ["-c", $0] },
            folder: folder, user: Self.user, killSignal: SIGQUIT)
    }

    private static let user = "postgres"

    /// Debian keeps the programs of each version in a folder of its own.
    private static func binary(_ name: String) throws -> String {
        let base = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []).compactMap { Int($0) }
        for version in versions.sorted(by: >) where access("\(base)/\(version)/bin/\(name)", X_OK) == 0 {
            return "\(base)/\(version)/bin/\(name)"
        }
        throw TestFailure("no \(name) below \(base): install the package postgresql")
    }
}
