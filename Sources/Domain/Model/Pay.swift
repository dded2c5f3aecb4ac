/// What a posting pays, in integer minor units (cents) of one currency for one period.
public struct Pay: Codable, Sendable, Equatable {
    public enum Period: String, Codable, Sendable, CaseIterable {
        case hour, day, month, year

        /// How many of the period a working year has: 2,080 hours, 260 days, 12 months.
        public var perYear: Int {
            switch self {
            case .hour: 2080
            case .day: 260
            case .month: 12
            case .year: 1
            }
        }
    }

    public var minimum: Int?
    public var maximum: Int?
    /// ISO 4217, upper case.
    public var currency: String
    public var period: Period

    public init(minimum: Int?, maximum: Int?, currency: String, period: Period) {
        self.minimum = minimum
        self.maximum = maximum
        self.currency = currency
        self.period = period
    }

    /// The bounds for a year, in the same minor units.
    public var annual: (minimum: Int?, maximum: Int?) {
        (minimum.map { $0 * period.perYear }, maximum.map { $0 * period.perYear })
    }
}
