public import FoundationEssentials

/// One resume x one posting x one engine version. `score` is `nil` until its task has succeeded.
public struct Match: Sendable, Equatable {
    public var id: UUID
    public var userID: UUID
    public var resumeID: UUID
    public var postingID: UUID
    public var engine: String
    public var engineVersion: String
    public var score: Score?
    /// The task that scores it or did.
    public var taskID: UUID?
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        id: UUID, userID: UUID, resumeID: UUID, postingID: UUID, engine: String, engineVersion: String, score: Score?,
        taskID: UUID?, createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.userID = userID
        self.resumeID = resumeID
        self.postingID = postingID
        self.engine = engine
        self.engineVersion = engineVersion
        self.score = score
        self.taskID = taskID
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
