public import FoundationEssentials

/// Where every "now" of the product comes from, so that tests and `HUNTER_NOW` can fix it.
///
/// Comparisons that decide who owns a lease are PostgreSQL's; this clock is for what people read.
public struct TimeSource: Sendable {
    private let read: @Sendable () -> Date

    public init(_ read: @escaping @Sendable () -> Date) {
        self.read = read
    }

    /// The current instant.
    public var now: Date { read() }

    /// The machine's clock.
    public static let system = TimeSource { Date() }

    /// A clock that always shows `date`.
    public static func fixed(_ date: Date) -> TimeSource {
        TimeSource { date }
    }
}
