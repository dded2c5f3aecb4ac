internal import Base
internal import Glibc
internal import Synchronization

/// Where log lines go: a descriptor, several lines a `write`.
///
/// What asks for attention is written at once, with all that came before it. Other lines wait a moment for company: under load a
/// `write` each would wake whoever reads the log for each. A process that is killed loses the lines of that moment; one that
/// exits writes them.
public final class LogOutput: @unchecked Sendable {
    // Sendable: the semaphore is used through its own calls only, which are safe from any thread; the rest is locked or constant.

    /// Standard error, of which a process has one.
    public static let standardError: LogOutput = {
        let output = LogOutput(descriptor: STDERR_FILENO, delayMilliseconds: 20)
        atexit { LogOutput.standardError.flush() }
        return output
    }()

    /// What a pipe takes whole, so that lines of several processes on one do not mix.
    private static let pipeAtom = 4096

    private struct Waiting {
        var lines: [UInt8] = []
        /// Whether the thread that writes what waits has been started.
        var hasWriter = false
    }

    /// Posted when the first line comes to wait.
    private let hasLines = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private let descriptor: Int32
    private let delayMilliseconds: Int
    private let waiting = Mutex(Waiting())
    /// Held while writing, so that what was logged first is written first.
    private let writing = Mutex(())

    /// - Parameter delayMilliseconds: how long a line may wait for others; 0 writes each at once.
    public init(descriptor: Int32, delayMilliseconds: Int = 0) {
        self.descriptor = descriptor
        self.delayMilliseconds = delayMilliseconds
        sem_init(hasLines, 0, 0)
    }

    deinit {
        // Only one without a writer ends: the writer's thread keeps its output.
        sem_destroy(hasLines)
        hasLines.deallocate()
    }

    /// Takes a line with its end.
    func append(_ line: [UInt8], isUrgent: Bool) {
        let mustWrite = waiting.withLock { waiting -> Bool in
            let isFirst = waiting.lines.isEmpty
            waiting.lines += line
            if isUrgent || delayMilliseconds == 0 || waiting.lines.count > 16 * Self.pipeAtom { return true }
            if !waiting.hasWriter { waiting.hasWriter = startWriter() }
            if isFirst { sem_post(hasLines) }
            return !waiting.hasWriter
        }
        if mustWrite { flush() }
    }

    /// Writes everything that waits.
    public func flush() {
        writing.withLock { _ in
            let lines = waiting.withLock { waiting -> [UInt8] in
                defer { waiting.lines.removeAll(keepingCapacity: false) }
                return waiting.lines
            }
            var rest = lines[...]
            while !rest.isEmpty {
                let piece = Self.piece(of: rest)
                write(piece)
                rest = rest[piece.endIndex...]
            }
        }
    }

    /// As many whole lines as a pipe takes whole; at least one.
    static func piece(of lines: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard lines.count > pipeAtom else { return lines }
        let newline = UInt8(ascii: "\n")
        let end =
            lines.prefix(pipeAtom).lastIndex(of: newline) ?? lines.dropFirst(pipeAtom).firstIndex(of: newline)
            ?? lines.endIndex - 1
        return lines[...end]
    }

    private func write(_ piece: ArraySlice<UInt8>) {
        piece.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
                if count > 0 {
                    sent += count
                } else if errno != EINTR {
                    return  // Nobody reads the log: there is no one to tell.
                }
            }
        }
    }

    /// Starts the thread that writes what waits; it stays for the life of the process and sleeps while nothing does.
    private func startWriter() -> Bool {
        let thread = try? WorkerThread(name: "log", stackSize: 128 << 10) { [self] in
            while true {
                sem_wait(hasLines)
                WorkerThread.sleep(milliseconds: delayMilliseconds)
                flush()
            }
        }
        return thread != nil
    }
}
