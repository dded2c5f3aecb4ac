/// Thrown by a handler to say how its attempt failed. Any other error counts as ``retry(code:_:)`` with the code `unexpected`.
///
/// `message` is one sentence for the person who waits for the task: what happened, and what they can do.
public struct TaskFailure: Error, Sendable, CustomStringConvertible {
    enum Disposition: Sendable, Equatable {
        case retry
        case retryLater(Duration)
        case permanent
    }

    /// A stable word, such as `encrypted_pdf`; pages look their text up by it.
    public var code: String
    public var message: String
    let disposition: Disposition

    /// May succeed later: tried again with backoff.
    public static func retry(code: String, _ message: String) -> TaskFailure {
        TaskFailure(code: code, message: message, disposition: .retry)
    }

    /// Not before `delay`, as an outside service's `Retry-After` says; capped by ``TaskingSettings/retryAfterCap``.
    public static func retryLater(after delay: Duration, code: String, _ message: String) -> TaskFailure {
        TaskFailure(code: code, message: message, disposition: .retryLater(delay))
    }

    /// Will never succeed: dead at once.
    public static func permanent(code: String, _ message: String) -> TaskFailure {
        TaskFailure(code: code, message: message, disposition: .permanent)
    }

    public var description: String { "\(code): \(message)" }
}

/// Thrown by ``TaskContext/checkCancelled()``. Let it pass: nothing more can be stored for the task.
public struct TaskCancelled: Error, Sendable {}
