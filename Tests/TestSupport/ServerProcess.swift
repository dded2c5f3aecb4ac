import Foundation
import Synchronization

/// Starts a program in its own session, with default signals. Input is `/dev/null` if nil, output is dropped if nil.
func spawn(_ command: [String], input: Int32? = nil, output: String?) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
        posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which the header shows to GNU sources only
    posix_spawnattr_setflags(&attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | newSession))
    let words = command.map { strdup($0) }
    defer { for word in words { free(word) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, command[0], &actions, &attributes, words + [nil], environ)
    guard code == 0 else { throw TestFailure("cannot start \(command[0]): \(String(cString: strerror(code)))") }
    return pid
}

/// A server that runs until it is stopped or the test process ends.
final class ServerProcess: Sendable {
    let folder: String
    /// What ends it quickest without leaving anything behind.
    let killSignal: Int32
    private let pid: pid_t
    private let hasExited = Mutex(false)

    /// - Parameter user: whom to run as, when the tests run as root.
    init(_ command: [String], folder: String, user: String? = nil, killSignal: Int32 = SIGTERM) throws {
        self.folder = folder
        self.killSignal = killSignal
        pid = try spawn(Self.command(command, in: folder, as: user), output: folder + "/log")
        try "\(killSignal) \(pid)\n".write(toFile: folder + "/kill", atomically: true, encoding: .utf8)
        Reaper.shared.add(self)
    }

    /// Runs a program to its end; throws with what it printed if it fails.
    static func run(_ command: [String], in folder: String, as user: String? = nil) throws {
        let log = folder + "/log"
        let pid = try spawn(self.command(command, in: folder, as: user), output: log)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        guard status == 0 else { throw TestFailure("\(command[0]) failed: \(Self.tail(of: log))") }
    }

    var isRunning: Bool { !waitForExit(timeout: .zero) }

    var log: String { Self.tail(of: folder + "/log") }

    func signal(_ number: Int32) {
        hasExited.withLock { if !$0 { kill(pid, number) } }
    }

    /// Whether it ended within the time.
    func waitForExit(timeout: Duration) -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now + timeout
        while true {
            let isGone = hasExited.withLock { hasExited in
                var status: Int32 = 0
                if !hasExited, waitpid(pid, &status, WNOHANG) != 0 {
                    hasExited = true
                    unlink(folder + "/kill")
                }
                return hasExited
            }
            if isGone { return true }
            if clock.now >= deadline { return false }
            usleep(2000)
        }
    }

    /// Sends a signal and waits for the end; kills it when that takes too long.
    func stop(_ number: Int32) {
        signal(number)
        if !waitForExit(timeout: .seconds(10)) {
            signal(SIGKILL)
            _ = waitForExit(timeout: .seconds(10))
        }
    }

    private static func command(_ command: [String], in folder: String, as user: String?) -> [String] {
        // The current folder may be closed to the other user.
        var all = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder]
        if let user, geteuid() == 0 {
            all += ["setpriv", "--reuid=\(user)", "--regid=\(user)", "--init-groups", "--"]
        }
        return all + command
    }

    private static func tail(of path: String) -> String {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(20).joined(separator: "\n")
    }
}
