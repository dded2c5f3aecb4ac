public import FoundationEssentials
public import Model
public import Storage

/// How a task stands, for the person who waits for it.
public struct TaskStatus: Codable, Sendable, Equatable {
    public var id: UUID
    /// The owner; compare it before showing anything.
    public var userID: UUID?
    public var kind: String
    public var subjectID: UUID?
    public var state: TaskState
    public var progress: TaskProgress?
    public var attempt: Int
    public var maxAttempts: Int
    public var errorCode: String?
    /// One sentence for the owner. Errors nobody foresaw are left out here; operators see them.
    public var error: String?
    /// Of a failed task: when it is tried again.
    public var retryAt: Date?
    /// Grows with every change, progress included: an entity tag.
    public var revision: Int64
    public var createdAt: Date
    public var updatedAt: Date
    public var startedAt: Date?
    public var finishedAt: Date?

    /// Revisions of progress lie between those of the row, which count by this.
    static let progressSteps: Int64 = 1 << 20

    public init(_ snapshot: TaskSnapshot) {
        id = snapshot.id
        userID = snapshot.userID
        kind = snapshot.kind
        subjectID = snapshot.subjectID
        state = snapshot.state
        progress = snapshot.progress
        attempt = snapshot.attempt
        maxAttempts = snapshot.maxAttempts
        errorCode = snapshot.errorCode
        error = snapshot.errorCode == "unexpected" ? nil : snapshot.error
        retryAt = snapshot.state == .failed ? snapshot.runAt : nil
        revision = snapshot.revision * Self.progressSteps
        createdAt = snapshot.createdAt
        updatedAt = snapshot.updatedAt
        startedAt = snapshot.startedAt
        finishedAt = snapshot.finishedAt
    }
}
