import Foundation
import Synchronization

/// Owns the folder of this test process and everything started in it, and sees that both go with the process.
///
/// At a normal exit the servers are stopped here. For the others (a crash, `kill -9`) a shell waits at the end of a pipe whose
/// other end only this process holds: when it closes, the shell kills what is left and removes the folder.
final class Reaper: Sendable {
    static let shared = Reaper()

    /// `/tmp/hunter-tests-<pid>`: short, because sockets in it have 107 bytes at most.
    let root: String
    private let processes = Mutex<[ServerProcess]>([])
    private let counter = Mutex(0)
    private let watchdog: pid_t
    private let pipeEnd: Int32

    private static let prefix = "/tmp/hunter-tests-"

    private init() {
        Self.removeLeftovers()
        root = Self.prefix + "\(getpid())"
        try? FileManager.default.removeItem(atPath: root)
        // Open to all, because PostgreSQL runs as another user when the tests run as root.
        mkdir(root, 0o755)
        chmod(root, 0o755)
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pipeEnd = ends[1]
        watchdog = (try? spawn(["/bin/sh", "-c", Self.script, "watchdog", root], input: ends[0], output: nil)) ?? -1
        close(ends[0])
        atexit { Reaper.shared.finish() }
    }

    /// A new folder below the root.
    func folder(_ name: String) -> String {
        let number = counter.withLock { count in
            count += 1
            return count
        }
        let path = "\(root)/\(name)\(number)"
        mkdir(path, 0o755)
        return path
    }

    func add(_ process: ServerProcess) {
        processes.withLock { $0.append(process) }
    }

    private func finish() {
        let running = processes.withLock { $0 }.filter(\.isRunning)
        for process in running { process.signal(process.killSignal) }
        for process in running where !process.waitForExit(timeout: .seconds(5)) {
            process.signal(SIGKILL)
            _ = process.waitForExit(timeout: .seconds(5))
        }
        close(pipeEnd)
        var status: Int32 = 0
        if watchdog > 0 { waitpid(watchdog, &status, 0) }
    }

    /// Each server's folder holds a file `kill` with the signal and the process to send it to.
    private static let script = """
        trap '' INT TERM HUP
        read -r nothing
        alive() { [ -d "/proc/$1" ] && ! grep -q '^State:.Z' "/proc/$1/status"; }
        for file in "$1"/*/kill; do
            [ -f "$file" ] && read -r signal pid < "$file" && kill -"$signal" "$pid"
        done
        for file in "$1"/*/kill; do
            [ -f "$file" ] && read -r signal pid < "$file" || continue
            tries=0
            while alive "$pid" && [ $tries -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
            if alive "$pid"; then kill -9 "$pid"; fi
        done
        rm -rf "$1"
        """

    /// Ends and removes what an earlier test process left whose watchdog died with it.
    private static func removeLeftovers() {
        let manager = FileManager.default
        for name in (try? manager.contentsOfDirectory(atPath: "/tmp")) ?? [] {
            let path = "/tmp/" + name
            guard path.hasPrefix(prefix), let owner = Int32(path.dropFirst(prefix.count)), kill(owner, 0) != 0,
                errno == ESRCH
            else { continue }
            for folder in (try? manager.contentsOfDirectory(atPath: path)) ?? [] {
                guard let line = try? String(contentsOfFile: "\(path)/\(folder)/kill", encoding: .utf8),
                    let pid = line.split(whereSeparator: \.isWhitespace).last.flatMap({ Int32($0) }),
                    // The number may be another process's by now; ours work below the folder.
                    let place = try? manager.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd"),
                    place.hasPrefix(path + "/")
                else { continue }
                kill(pid, SIGKILL)
            }
            try? manager.removeItem(atPath: path)
        }
    }
}
