public import Model

/// The line between an engine at work and whoever waits for it.
public struct Work: Sendable {
    private let reportProgress: @Sendable (TaskProgress) -> Void
    private let readCancelled: @Sendable () -> Bool

    /// - Parameters:
    ///   - progress: called on the engine's thread whenever it has come further.
    ///   - isCancelled: asked on the engine's thread, often; must be quick.
    public init(
        progress: @escaping @Sendable (TaskProgress) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        reportProgress = progress
        readCancelled = isCancelled
    }

    /// Whether the work was called off.
    public var isCancelled: Bool { readCancelled() }

    /// Tells how far the work has come.
    public func report(_ done: Int, of total: Int, stage: String) {
        reportProgress(TaskProgress(done: done, total: total, stage: stage))
    }

    /// - Throws: ``IntelligenceError`` `.cancelled` when the work was called off.
    public func check() throws {
        if isCancelled { throw IntelligenceError(.cancelled, "the work was called off") }
    }
}
