/// A named list of tasks. A worker names the queues it serves, so that fetching, reading and scoring scale apart.
public enum QueueName: String, Codable, Sendable, CaseIterable {
    /// Outside sources: slow, limited by others.
    case collect
    /// Reading files.
    case documents
    /// Matching.
    case scoring
    /// Mail and alerts.
    case notify
    /// The product's own housekeeping.
    case maintenance
}
