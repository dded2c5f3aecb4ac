internal import Base
public import FoundationEssentials
public import Model
public import Storage

/// How a task stands, for the person who waits for it.
public struct TaskStatus: Sendable, Equatable {
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

/// How a status stands in Redis.
extension TaskStatus {
    private static let form = "task-status-1"

    var record: [UInt8] {
        var lines = FieldLineWriter(form: Self.form)
        lines.add(id)
        lines.add(userID)
        lines.add(kind)
        lines.add(subjectID)
        lines.add(state.rawValue)
        lines.add(progress.map { Int64($0.done) })
        lines.add(progress.map { Int64($0.total) })
        lines.add(progress?.stage)
        lines.add(Int64(attempt))
        lines.add(Int64(maxAttempts))
        lines.add(errorCode)
        lines.add(error)
        lines.add(retryAt)
        lines.add(revision)
        for date in [createdAt, updatedAt, startedAt, finishedAt] { lines.add(date) }
        return lines.octets
    }

    /// - Returns: nil for what is no record of this form.
    init?(record: ArraySlice<UInt8>) {
        guard var lines = FieldLineReader(record, form: Self.form), let id = lines.optionalID() else { return nil }
        self.id = id
        userID = lines.optionalID()
        kind = lines.text()
        subjectID = lines.optionalID()
        guard let state = TaskState(rawValue: lines.text()) else { return nil }
        self.state = state
        let (done, total, stage) = (lines.optionalInteger(), lines.optionalInteger(), lines.text())
        if let done, let total { progress = TaskProgress(done: Int(done), total: Int(total), stage: stage) }
        attempt = Int(lines.integer())
        maxAttempts = Int(lines.integer())
        errorCode = lines.optionalText()
        error = lines.optionalText()
        retryAt = lines.optionalDate()
        revision = lines.integer()
        guard let createdAt = lines.optionalDate(), let updatedAt = lines.optionalDate() else { return nil }
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        startedAt = lines.optionalDate()
        finishedAt = lines.optionalDate()
        guard lines.isValid else { return nil }
    }
}
