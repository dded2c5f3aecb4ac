import CLauncher
import Glibc

/// Runs one program under limits, without a shell, and waits for it.
///
/// The child leads its own process group and has no descriptor but its three streams. When it ends, or its deadline comes, or
/// it says too much, the whole group is killed, so that nothing it started outlives it. Safe from any thread; the call blocks.
public enum ChildProcess {
    /// Whether the kernel can keep a child from changing files and folders.
    static var canForbidChanges: Bool { claunch_landlock() > 0 }

    /// Runs `executable` (a path; `PATH` is not searched) and returns how it ended. `environment` is all it gets.
    ///
    /// Throws when the program cannot be started; a child that fails, crashes or is killed is a result, not an error.
    public static func run(
        _ executable: String, arguments: [String] = [], environment: [String: String] = [:], input: ChildInput = .none,
        folder: String? = nil, limits: ChildLimits = ChildLimits()
    ) throws(SubprocessError) -> ChildResult {
        var streams = try ChildStreams(input: input, attempted: "start \(executable)")
        defer { streams.closeAll() }
        let child = try start(executable, arguments, environment, folder, streams, limits)
        streams.closeChildSide()
        let outcome = ChildWatch(child: child, streams: streams, limits: limits).run()
        streams.forget(outcome.closed)
        return outcome.result
    }

    private static func start(
        _ executable: String, _ arguments: [String], _ environment: [String: String], _ folder: String?,
        _ streams: ChildStreams, _ limits: ChildLimits
    ) throws(SubprocessError) -> pid_t {
        let attempted = "start \(executable)"
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let words = [executable] + arguments + variables + (folder.map { [$0] } ?? [])
        guard !words.contains(where: { $0.utf8.contains(0) }) else {
            throw SubprocessError(code: .invalidArgument, attempted: attempted, message: "an argument holds a NUL")
        }
        var bounds = claunch_limits(
            cpu_seconds: UInt64(max(0, limits.cpuSeconds)), address_space: UInt64(max(0, limits.addressSpace)),
            file_bytes: limits.fileBytes.map { UInt64(max(0, $0)) } ?? UInt64.max,
            open_files: UInt64(max(0, limits.openFiles)), processes: UInt64(max(0, limits.processes)),
            no_network: limits.hasNetwork ? 0 : 1, dies_with_parent: 1)
        let (child, problem) = withCStrings([executable] + arguments) { argv in
            withCStrings(variables) { envp in
                errno = 0
                let child = claunch(
                    executable, argv, envp, folder, streams.childIn, streams.childOut, streams.childError, &bounds)
                return (child, errno)
            }
        }
        if child > 0 { return child }
        let code: SubprocessError.Code =
            problem == ENOENT || problem == EACCES || problem == ENOEXEC || problem == ENOTDIR
            ? .notExecutable : .system(problem)
        throw SubprocessError(code: code, attempted: attempted, message: String(cString: strerror(problem)))
    }

    /// `strings` as C wants them: an array of pointers that ends with a null one.
    private static func withCStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
        let copies = strings.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}

/// The six ends of a child's three streams.
struct ChildStreams {
    private(set) var childIn: Int32 = -1
    private(set) var childOut: Int32 = -1
    private(set) var childError: Int32 = -1
    /// Where the parent writes the child's input; -1 where there is nothing to write.
    private(set) var input: Int32 = -1
    private(set) var output: Int32 = -1
    private(set) var error: Int32 = -1
    let bytes: [UInt8]
    private let ownsInput: Bool

    init(input: ChildInput, attempted: String) throws(SubprocessError) {
        var bytes: [UInt8] = []
        var ownsInput = true
        if case .bytes(let some) = input { bytes = some }
        if case .descriptor = input { ownsInput = false }
        self.bytes = bytes
        self.ownsInput = ownsInput
        var isWhole = true
        switch input {
        case .none:
            childIn = open("/dev/null", O_RDONLY | O_CLOEXEC)
            isWhole = childIn >= 0
        case .bytes:
            isWhole = claunch_pipe(&childIn, &self.input) == 0
        case .descriptor(let descriptor):
            childIn = descriptor
        }
        isWhole = isWhole && claunch_pipe(&output, &childOut) == 0 && claunch_pipe(&error, &childError) == 0
        guard isWhole else {
            let problem = errno
            closeAll()
            throw SubprocessError(
                code: .system(problem), attempted: attempted, message: String(cString: strerror(problem)))
        }
        for descriptor in [self.input, output, error] where descriptor >= 0 {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        }
    }

    mutating func closeChildSide() {
        if ownsInput { Self.close(&childIn) }
        childIn = -1
        Self.close(&childOut)
        Self.close(&childError)
    }

    mutating func closeAll() {
        closeChildSide()
        Self.close(&input)
        Self.close(&output)
        Self.close(&error)
    }

    /// Marks descriptors somebody else has closed.
    mutating func forget(_ closed: Set<Int32>) {
        if closed.contains(input) { input = -1 }
        if closed.contains(output) { output = -1 }
        if closed.contains(error) { error = -1 }
    }

    private static func close(_ descriptor: inout Int32) {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }
}
