internal import FoundationEssentials
internal import Logging
internal import Storage
internal import Synchronization

/// What an attempt writes to the log at notice and above, kept for the page of its task: few lines, written in one go when
/// the attempt is over. Most attempts write none and cost nothing.
final class TaskLog: Sendable {
    /// Lines of one attempt.
    static let limit = 50
    private let lines = Mutex<[NewTaskLogLine]>([])

    func add(_ line: @autoclosure () -> NewTaskLogLine) {
        lines.withLock { if $0.count < Self.limit { $0.append(line()) } }
    }

    func take() -> [NewTaskLogLine] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines
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
