/// A kind of background work; its value is what one task has to know.
///
///     struct ReadResume: TaskKind {
///         static let kind = "read_resume"
///         static let queue = QueueName.documents
///         var resumeID: UUID
///     }
///
/// The value is stored as JSON with snake_case keys. Give it identifiers rather than contents: the rows they name may change
/// before the task runs, and arguments are shown to operators.
public protocol TaskKind: Codable, Sendable {
    /// A stable name of lower-case letters, digits, `_`, `.` and `-`. It outlives renaming the type.
    static var kind: String { get }
    static var queue: QueueName { get }
    static var policy: RetryPolicy { get }
    /// The arguments, by their names in JSON, that operators may read. Ids are shown in any case, everything else is hidden.
    static var shownArguments: Set<String> { get }
    /// Whether it runs though its queue is paused: what operators use to clear a queue up. Such tasks need unique keys, by which
    /// they are found among many that wait.
    static var ignoresPause: Bool { get }
}

extension TaskKind {
    public static var shownArguments: Set<String> { [] }
    public static var policy: RetryPolicy { .standard }
    public static var ignoresPause: Bool { false }
}

extension Duration {
    /// As a fraction of seconds.
    var seconds: Double {
        let parts = components
        return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    }

    var milliseconds: Int { Int((seconds * 1000).rounded()) }
}
