internal import FoundationEssentials
internal import Logging
internal import Storage
internal import Synchronization

/// What an attempt writes to the log at notice and above, kept for the page of its task: few lines, written every few seconds and
/// when the attempt is over. Most attempts write none and cost nothing.
final class TaskLog: Sendable {
    /// The lines of one attempt that are kept: how it began, and what came last.
    static let (first, last) = (10, 40)

    private struct State {
        var lines: [NewTaskLogLine] = []
        /// How many there were before these, and how many of these there were.
        var (before, count) = (0, 0)
    }

    private let state = Mutex(State())
    /// Lines are stored in their order.
    private let order = Mutex(())

    func add(_ line: @autoclosure () -> NewTaskLogLine) {
        state.withLock { state in
            state.lines.append(line())
            state.count += 1
            let firstHere = max(0, Self.first - state.before)
            if state.lines.count > firstHere + Self.last { state.lines.remove(at: firstHere) }
        }
    }

    /// Hands what is new to `store`; one at a time.
    func flush(_ store: ([NewTaskLogLine]) throws -> Void) rethrows {
        try order.withLock { _ in
            let lines = state.withLock { state in
                defer { (state.lines, state.before, state.count) = ([], state.before + state.count, 0) }
                return state.lines
            }
            if !lines.isEmpty { try store(lines) }
        }
    }
}

/// Passes everything on, and keeps what operators will read.
struct TaskLogHandler: LogHandler {
    private var inner: any LogHandler
    private let log: TaskLog

    init(_ inner: any LogHandler, _ log: TaskLog) {
        self.inner = inner
        self.log = log
    }

    /// What operators will read is kept even where the log itself wants less.
    var logLevel: Logger.Level {
        get { min(inner.logLevel, .notice) }
        set { inner.logLevel = newValue }
    }

    var metadata: Logger.Metadata {
        get { inner.metadata }
        set { inner.metadata = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { inner[metadataKey: key] }
        set { inner[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        if event.level >= inner.logLevel { inner.log(event: event) }
        guard event.level >= .notice else { return }
        let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        log.add(
            NewTaskLogLine(
                level: event.level.rawValue, message: "\(event.message)\(details)", createdAt: Date()))
    }
}
