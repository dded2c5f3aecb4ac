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

    /// How long an attempt of its tasks may take where their kind says nothing else: several times what the longest known takes.
    public var timeout: Duration {
        switch self {
        case .notify: .seconds(600)
        case .documents, .scoring: .seconds(3600)
        // Many requests one after another, held up by what sources allow.
        case .collect: .seconds(2 * 3600)
        // All rows there are; they go on where they were.
        case .maintenance: .seconds(6 * 3600)
        }
    }
}
