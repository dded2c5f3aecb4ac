/// The states of a task; see docs/architecture.md for the road between them.
public enum TaskState: String, Codable, Sendable, CaseIterable {
    case queued, running
    /// Waits for its retry.
    case failed
    case succeeded, dead, cancelled

    public var isFinal: Bool { self == .succeeded || self == .dead || self == .cancelled }
}

/// How far a task has come, as the person waiting sees it.
public struct TaskProgress: Codable, Sendable, Equatable {
    public var done: Int
    public var total: Int
    /// A stable word for what is happening, such as `reading` or `scoring`.
    public var stage: String

    public init(done: Int, total: Int, stage: String) {
        self.done = done
        self.total = total
        self.stage = stage
    }
}
