/// What the task engine refuses.
public struct TaskingError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        /// Tasks are inserted only in the transaction of the change that needs them.
        case outsideTransaction
        /// A kind's name has other characters than lower-case letters, digits, `_`, `.` and `-`.
        case malformedKind
        /// Two handlers for one kind.
        case duplicateKind
        /// Two schedules of one name.
        case duplicateSchedule
        /// Children of a join cannot be unique: one that exists already would belong to two parents.
        case uniqueChild
        /// A unique key was taken and free again on every try.
        case contested
    }

    public var code: Code
    public var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "tasking: \(message)" }
}
