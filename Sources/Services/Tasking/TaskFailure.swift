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
    /// Whether this attempt counts.
    let costsAttempt: Bool

    private init(code: String, message: String, disposition: Disposition, costsAttempt: Bool = true) {
        self.code = code
        self.message = message
        self.disposition = disposition
        self.costsAttempt = costsAttempt
    }

    /// May succeed later: tried again with backoff.
    public static func retry(code: String, _ message: String) -> TaskFailure {
        TaskFailure(code: code, message: message, disposition: .retry)
    }

    /// Not before `delay`, as an outside service's `Retry-After` says; capped by ``TaskingSettings/retryAfterCap``.
    public static func retryLater(after delay: Duration, code: String, _ message: String) -> TaskFailure {
        TaskFailure(code: code, message: message, disposition: .retryLater(delay))
    }

    /// Nothing was tried, because something outside is known to be away or used up: not before `delay`, and without costing an
    /// attempt. Whoever throws it sees to it that this ends some time: a breaker lets a probe through now and then, and that one
    /// costs its task an attempt.
    public static func postponed(for delay: Duration, code: String, _ message: String) -> TaskFailure {
        TaskFailure(code: code, message: message, disposition: .retryLater(delay), costsAttempt: false)
    }

    /// Will never succeed: dead at once.
    public static func permanent(code: String, _ message: String) -> TaskFailure {
        TaskFailure(code: code, message: message, disposition: .permanent)
    }

    public var description: String { "\(code): \(message)" }
}

/// Thrown by ``TaskContext/checkCancelled()``. Let it pass: nothing more can be stored for the task.
public struct TaskCancelled: Error, Sendable {}
