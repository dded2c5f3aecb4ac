public import Documents
import FoundationEssentials
import Glibc
public import Subprocess

/// Reads documents from outside in a child process with limits: what breaks the reader breaks the child alone.
///
/// The child is this product's own `hunter read-document`, one a document.
public struct DocumentChild: Sendable {
    private let executable: String
    private let limits: ChildLimits
    private let environment: [String: String]

    /// `executable` is the path of `hunter`; by default it stands beside the running program. `now` (RFC 3339) fixes the
    /// child's clock.
    public init(executable: String? = nil, limits: ChildLimits = ChildLimits(), now: String? = nil) {
        self.executable = executable ?? Self.besideThisProgram
        self.limits = limits
        var environment = ["LANG": "C.UTF-8"]
        // The child starts elsewhere and with nothing: what it needs is found here.
        if let library = PDFium.searchPaths.first(where: { access($0, R_OK) == 0 }) {
            environment["HUNTER_PDFIUM"] = Self.absolute(library)
        }
        environment["HUNTER_NOW"] = now ?? ProcessInfo.processInfo.environment["HUNTER_NOW"]
        self.environment = environment
    }

    /// The text of the document in `bytes` and, where `wantsProfile`, what it says about its person.
    public func read(_ bytes: [UInt8], wantsProfile: Bool = true) throws(DocumentError) -> DocumentReading {
        try run(.bytes(bytes), wantsProfile)
    }

    /// As `read(_:)`, of the file at `path`; only its descriptor is handed to the child.
    public func read(path: String, wantsProfile: Bool = true) throws(DocumentError) -> DocumentReading {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            throw DocumentError(.unavailable, "cannot open the file: \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        return try run(.descriptor(file), wantsProfile)
    }

    private func run(_ input: ChildInput, _ wantsProfile: Bool) throws(DocumentError) -> DocumentReading {
        let result: ChildResult
        do throws(SubprocessError) {
            result = try ChildProcess.run(
                executable, arguments: ["read-document"] + (wantsProfile ? [] : ["--text-only"]),
                environment: environment,
                input: input, folder: "/", limits: limits)
        } catch {
            throw DocumentError(.unavailable, error.description)
        }
        if result.timedOut { throw DocumentError(.limit, "not read within \(limits.wallTime)") }
        if result.outputTruncated { throw DocumentError(.limit, "more than \(limits.outputBytes) bytes of text") }
        switch result.ending {
        case .signalled(let signal) where signal == SIGXCPU || signal == SIGKILL:
            throw DocumentError(.limit, "not read within \(limits.cpuSeconds) s of processor time")
        case .signalled(let signal): throw DocumentError(.unreadable, "the reader died of signal \(signal)")
        case .exited:
            guard let answer = try? JSONDecoder().decode(DocumentAnswer.self, from: Data(result.output)) else {
                throw DocumentError(.unavailable, "the reader gave no answer: \(result.errorTail.suffix(300))")
            }
            if let failure = answer.failure { throw failure }
            guard let reading = answer.reading else {
                throw DocumentError(.unavailable, "the reader's answer is empty")
            }
            return reading
        }
    }

    private static var besideThisProgram: String {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "./hunter"
        let folder = program.utf8.lastIndex(of: UInt8(ascii: "/")).map { program[..<$0] } ?? "."
        return "\(folder)/hunter"
    }

    private static func absolute(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
