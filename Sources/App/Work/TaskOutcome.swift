public import Tasking

/// What a task leaves as its result whose work came to nothing for a reason that it has stored: the task itself has done
/// all it could, and would find the same again (decision 9).
public struct TaskOutcome: Codable, Sendable, Equatable {
    public enum Status: String, Codable, Sendable {
        case failed
    }

    public var status = Status.failed
    /// A stable word.
    public var errorCode: String
    /// A sentence for the owner; nil where the code tells it.
    public var error: String?

    public init(errorCode: String, error: String? = nil) {
        self.errorCode = errorCode
        self.error = error
    }

    /// The kinds whose results are outcomes.
    public static let kinds: Set = [ReadResume.kind, SearchCareerPage.kind]
}
