internal import Base
internal import FoundationEssentials

/// The names of the Redis keys. The queue stands in braces, so that a cluster keeps its keys on one node.
enum TaskKeys {
    /// What waits; pushed at the left, taken at the right.
    static func list(_ queue: String) -> String { "hunter:{\(queue)}:list" }

    /// The ids of all entries of the list and of the processing lists.
    static func members(_ queue: String) -> String { "hunter:{\(queue)}:members" }

    /// What one thread has in hand.
    static func processing(_ queue: String, worker: UUID, thread: Int) -> String {
        "hunter:{\(queue)}:processing:\(worker.text):\(thread)"
    }

    /// The status of a task for pollers.
    static func status(_ task: UUID) -> String { "hunter:task:\(task.text)" }
}
