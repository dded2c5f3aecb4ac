public import Tasking

/// Makes the vectors and features of postings that are new or have changed, and of those that an older version made. Its handler
/// is in Work.
public struct IndexPostings: TaskKind {
    public static let kind = "index_postings"
    public static let queue = QueueName.maintenance

    public init() {}
}
