/// What is wrong with a cron expression, and in which of its fields.
public struct CronError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Field: String, Sendable {
        /// The expression as a whole.
        case expression
        case minute, hour
        case dayOfMonth = "day of month"
        case month
        case dayOfWeek = "day of week"
    }

    public var field: Field
    public var message: String

    init(_ field: Field, _ message: String) {
        self.field = field
        self.message = message
    }

    public var description: String { "\(field.rawValue): \(message)" }
}
