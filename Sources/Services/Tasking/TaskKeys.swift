internal import Base
internal import FoundationEssentials

/// The names of the Redis keys. The queue stands in braces, so that a cluster keeps its keys on one node.
struct TaskKeys: Sendable {
    let prefix: String

    /// What waits; pushed at the left, taken at the right.
    func list(_ queue: String) -> String { "\(prefix):{\(queue)}:list" }

    /// The ids of all entries of the list and of the processing lists.
    func members(_ queue: String) -> String { "\(prefix):{\(queue)}:members" }

    /// What one thread has in hand.
    func processing(_ queue: String, worker: UUID, thread: Int) -> String {
        "\(prefix):{\(queue)}:processing:\(worker.text):\(thread)"
    }

    /// The status of a task for pollers.
    func status(_ task: UUID) -> String { "\(prefix):task:\(task.text)" }
}
