internal import Base
internal import FoundationEssentials

/// The names of the Redis keys. The queue stands in braces, so that a cluster keeps its keys on one node.
///
/// Below its prefix a queue has `list` (what is taken next; pushed at the left, taken at the right), `low` (low priority),
/// `user:…` (one user's entries beyond their window; nobody's are the installation's), `waiting` (the users with such a
/// list), `held` (each user's entries in `list` and in hand), `window` (how many that may be; `wide` while tasks are quick),
/// `members` (the ids of all entries, in hand or not) and `processing:…` (what one worker has in hand).
enum TaskKeys {
    static func prefix(_ queue: String) -> String { "hunter:{\(queue)}:" }

    /// What waits.
    static func list(_ queue: String) -> String { prefix(queue) + "list" }

    /// The ids of all entries of all lists of the queue.
    static func members(_ queue: String) -> String { prefix(queue) + "members" }

    /// What one worker has in hand.
    static func processing(_ queue: String, worker: UUID) -> String { prefix(queue) + "processing:\(worker.text)" }

    /// The status of a task for pollers.
    static func status(_ task: UUID) -> String { "hunter:task:\(task.text)" }
}
