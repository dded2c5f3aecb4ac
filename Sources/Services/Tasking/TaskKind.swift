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
}

extension TaskKind {
    public static var shownArguments: Set<String> { [] }
    public static var policy: RetryPolicy { .standard }
}

/// How often a task is tried, and how long is waited in between.
public struct RetryPolicy: Sendable, Equatable {
    /// Attempts in all.
    public var maxAttempts: Int
    /// The first wait is between zero and this; each further one up to twice as long.
    public var base: Duration
    /// No wait is longer.
    public var cap: Duration
    /// An attempt that is still running after this ends at its next ``TaskContext/checkCancelled()``; nil for no limit.
    public var timeout: Duration?

    public init(
        maxAttempts: Int = 8, base: Duration = .seconds(5), cap: Duration = .seconds(900), timeout: Duration? = nil
    ) {
        self.maxAttempts = max(1, maxAttempts)
        self.base = base
        self.cap = cap
        self.timeout = timeout
    }

    /// Eight attempts over about twenty minutes.
    public static let standard = RetryPolicy()
    /// One attempt.
    public static let once = RetryPolicy(maxAttempts: 1)

    /// Exponential backoff with full jitter: uniform between zero and the doubled bound, so that a thousand tasks that
    /// failed together do not come back together. (Brooker, "Exponential Backoff And Jitter", AWS, 2015.)
    /// - Parameter attempt: the attempt that failed, from 1.
    /// - Returns: seconds.
    func backoff(
        afterAttempt attempt: Int, using generator: inout some RandomNumberGenerator
    ) -> Double {
        var bound = base.seconds
        for _ in 1..<max(1, attempt) where bound < cap.seconds { bound *= 2 }
        bound = min(bound, cap.seconds)
        return bound > 0 ? Double.random(in: 0...bound, using: &generator) : 0
    }
}

extension Duration {
    /// As a fraction of seconds.
    var seconds: Double {
        let parts = components
        return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    }

    var milliseconds: Int { Int((seconds * 1000).rounded()) }
}
