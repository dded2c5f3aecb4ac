import Foundation
import Testing

@testable import Subprocess

/// Children are `/bin/sh` scripts: every Debian has one.
struct ChildProcessTests {
    private func shell(
        _ script: String, input: ChildInput = .none, environment: [String: String] = ["PATH": "/usr/bin:/bin"],
        limits: ChildLimits = ChildLimits()
    ) throws -> ChildResult {
        try ChildProcess.run(
            "/bin/sh", arguments: ["-c", script], environment: environment, input: input, limits: limits)
    }

    @Test func `what a child reads, writes and answers comes through`() throws {
        let result = try shell("cat; echo oops >&2; exit 3", input: .bytes(Array("hello".utf8)))
        #expect(result.output == Array("hello".utf8))
        #expect(result.errorTail == "oops\n")
        #expect(result.ending == .exited(code: 3))
        #expect(!result.isSuccess && !result.timedOut)
    }

    @Test func `more than a pipe holds goes both ways`() throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
        let result = try shell("cat", input: .bytes(bytes))
        #expect(result.output == bytes)
        #expect(result.isSuccess)
    }

    @Test func `a child that reads none of its input is no error`() throws {
        let result = try shell("exec 0<&-; echo done", input: .bytes([UInt8](repeating: 7, count: 1_000_000)))
        #expect(result.output == Array("done\n".utf8))
        #expect(result.isSuccess)
    }

    @Test func `a descriptor can be the input and stays open`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("child-\(UUID().uuidString)")
        try Data("from a file".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forReadingFrom: file)
        let result = try shell("cat", input: .descriptor(handle.fileDescriptor))
        #expect(result.output == Array("from a file".utf8))
        #expect(fcntl(handle.fileDescriptor, F_GETFD) >= 0)
    }

    @Test func `the environment is what is given and nothing else`() throws {
        setenv("CHILD_TEST_SECRET", "leaked", 1)
        let result = try ChildProcess.run("/usr/bin/env", environment: ["A": "1"])
        #expect(String(decoding: result.output, as: UTF8.self) == "A=1\n")
    }

    @Test func `arguments reach the child as they are`() throws {
        let result = try ChildProcess.run("/bin/echo", arguments: ["$HOME; rm -rf /", "*", ""])
        #expect(String(decoding: result.output, as: UTF8.self) == "$HOME; rm -rf / * \n")
    }

    @Test func `a missing program and a NUL in an argument are errors`() {
        #expect { try ChildProcess.run("/nowhere/at/all") } throws: { ($0 as? SubprocessError)?.code == .notExecutable }
        #expect { try ChildProcess.run("/bin/echo", arguments: ["a\u{0}b"]) } throws: {
            ($0 as? SubprocessError)?.code == .invalidArgument
        }
    }

    @Test func `an endless child is killed at its deadline`() throws {
        let started = ContinuousClock.now
        let result = try shell("while :; do sleep 1; done", limits: ChildLimits(wallTime: .milliseconds(200)))
        #expect(result.timedOut)
        #expect(result.ending == .signalled(SIGKILL))
        #expect(ContinuousClock.now - started < .seconds(30))
    }

    @Test func `a busy child is stopped by its processor time`() throws {
        let result = try shell("while :; do :; done", limits: ChildLimits(cpuSeconds: 1, wallTime: .seconds(60)))
        #expect(!result.timedOut)
        #expect(result.ending == .signalled(SIGXCPU) || result.ending == .signalled(SIGKILL))
    }

    @Test func `a child that wants too much memory does not get it`() throws {
        let script = "dd if=/dev/zero of=/dev/null bs=400M count=1"
        let refused = try shell(script, limits: ChildLimits(addressSpace: 100 << 20))
        #expect(refused.ending != .exited(code: 0))
        let granted = try shell(script, limits: ChildLimits(addressSpace: 1 << 30))
        #expect(granted.ending == .exited(code: 0))
    }

    @Test func `a child may write no file unless it is allowed to`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("child-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        _ = try shell("echo data > \(file)")
        #expect((try? Data(contentsOf: URL(fileURLWithPath: file)).count) ?? 0 == 0)
        let allowed = try shell("echo data > \(file)", limits: ChildLimits(fileBytes: 1000))
        #expect(allowed.isSuccess)
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)).count == 5)
    }

    @Test(.enabled(if: ChildProcess.canForbidChanges)) func `a child that may write nothing may change nothing either`()
        throws
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("child-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "data".write(toFile: folder + "/kept", atomically: true, encoding: .utf8)
        let deeds = "rm kept; mv kept moved; : > kept; mkdir made; : > new; ln -s kept link"
        _ = try shell("cd \(folder); \(deeds); echo gone > /dev/null")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["kept"])
        #expect(try String(contentsOfFile: folder + "/kept", encoding: .utf8) == "data")
        #expect(try shell("cat \(folder)/kept > /dev/null").isSuccess)
        #expect(try shell("cd \(folder); rm kept; : > new", limits: ChildLimits(fileBytes: 1000)).isSuccess)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["new"])
    }

    @Test func `a child that says too much is killed`() throws {
        let result = try shell("yes", limits: ChildLimits(outputBytes: 1000))
        #expect(result.outputTruncated)
        #expect(result.output.count == 1000)
        #expect(!result.isSuccess)
    }

    @Test func `of what a child complains the end is kept`() throws {
        let result = try shell("yes | head -c 100000 >&2; echo last >&2", limits: ChildLimits(errorBytes: 100))
        #expect(result.errorTail.utf8.count <= 100)
        #expect(result.errorTail.hasSuffix("last\n"))
        #expect(result.isSuccess)
    }

    @Test func `what a child leaves running dies with it`() throws {
        // The grandchild holds the output open: the call would wait for it if it lived.
        let started = ContinuousClock.now
        let result = try shell("sleep 1000 & echo $!")
        let id = try #require(pid_t(String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .newlines)))
        #expect(result.ending == .exited(code: 0))
        #expect(try isGone(id))
        #expect(ContinuousClock.now - started < .seconds(60))
    }

    @Test func `at the deadline the whole group dies`() throws {
        let result = try shell("sleep 1000 & echo $!; wait", limits: ChildLimits(wallTime: .milliseconds(500)))
        let id = try #require(pid_t(String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .newlines)))
        #expect(result.timedOut)
        #expect(try isGone(id))
    }

    /// Whether a killed process is gone or a zombie that only waits to be reaped by init.
    private func isGone(_ id: pid_t) throws -> Bool {
        for _ in 0..<200 {
            guard let status = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else { return true }
            if status.contains(") Z ") || status.contains(") X ") { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func `descriptors of the parent do not reach the child`() throws {
        var leaky: [Int32] = []
        for _ in 0..<20 { leaky.append(open("/dev/null", O_RDONLY)) }  // without O_CLOEXEC
        defer { leaky.forEach { close($0) } }
        let result = try shell("ls -1 /proc/self/fd")
        // 0, 1, 2 and the one with which `ls` reads the folder.
        #expect(String(decoding: result.output, as: UTF8.self).split(separator: "\n").count == 4)
    }

    @Test func `signals the parent blocks and ignores are the child's own again`() throws {
        let before = signal(SIGUSR1, SIG_IGN)
        defer { signal(SIGUSR1, before) }
        let result = try shell("grep -E 'SigBlk|SigIgn' /proc/self/status")
        let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.hasSuffix("0000000000000000") }, "\(lines)")
    }

    @Test func `a child gains no privileges and leads its own group`() throws {
        let result = try shell("grep NoNewPrivs /proc/self/status; ps -o pgid= -p $$; echo $$")
        let words = String(decoding: result.output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        #expect(words.count == 4)
        #expect(words.prefix(2) == ["NoNewPrivs:", "1"])
        #expect(words[2] == words[3])
    }

    @Test func `a child without network sees no interface but its own loopback where the kernel allows it`() throws {
        let script = "readlink /proc/self/ns/net"
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/net")
        let with = try shell(script, limits: ChildLimits(hasNetwork: true))
        #expect(String(decoding: with.output, as: UTF8.self) == own + "\n")
        let without = try shell(script)
        if String(decoding: without.output, as: UTF8.self) == own + "\n" {
            print("the kernel gives children no network namespace here: not checked")
        }
    }

    @Test func `many threads start children at once and leak nothing`() throws {
        func descriptors() -> Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0 }
        let before = descriptors()
        let failures = Failures()
        let threads = (0..<4).map { number in
            Thread {
                for round in 0..<10 {
                    let text = "thread \(number) round \(round)"
                    let result = try? ChildProcess.run("/bin/cat", input: .bytes(Array(text.utf8)))
                    if result?.output != Array(text.utf8) || result?.isSuccess != true { failures.add() }
                }
                failures.finish()
            }
        }
        threads.forEach { $0.start() }
        failures.wait(for: threads.count)
        #expect(failures.count == 0)
        // Other tests of this process start children at the same time: theirs may be open for a moment.
        #expect(descriptors() <= before + 60)
    }
}

/// Counts across threads.
private final class Failures: @unchecked Sendable {  // every access holds the condition's lock
    private let condition = NSCondition()
    private var failed = 0
    private var finished = 0

    var count: Int { condition.withLock { failed } }
    func add() { condition.withLock { failed += 1 } }
    func finish() {
        condition.withLock {
            finished += 1
            condition.signal()
        }
    }

    func wait(for threads: Int) {
        condition.withLock { while finished < threads { condition.wait() } }
    }
}
