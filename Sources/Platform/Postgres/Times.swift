public import FoundationEssentials

/// `timestamptz`, exact to the microsecond from 1729 to 2273 (a `Date` is a `Double`, coarser beyond). `infinity` reads as the
/// distant future, `-infinity` as the distant past, and a `date` as its midnight in UTC.
extension Date: PostgresScalar {
    public static var postgresType: PostgresType { .timestamptz }
    public static var postgresArrayType: PostgresType { .timestamptzArray }

    /// From PostgreSQL's epoch (2000-01-01) to Foundation's (2001-01-01), in seconds; 2000 was a leap year.
    private static let epochDistance: Int64 = 366 * 86_400
    /// The instants PostgreSQL can hold: 4713 BC to AD 294276, in microseconds from 2000.
    private static let storable = Int64(-211_813_488_000_000_000)..<Int64(9_223_371_331_200_000_000)

    public init(cell: Cell) throws {
        _ = try cell.value(for: Date.self)
        switch cell.type {
        case .timestamptz:
            switch try cell.integer(Int64.self) {
            case .max: self = .distantFuture
            case .min: self = .distantPast
            case let microseconds:
                let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
                self.init(timeIntervalSinceReferenceDate: Double(seconds - Self.epochDistance) + Double(rest) / 1e6)
            }
        case .date:
            switch try cell.integer(Int32.self) {
            case .max: self = .distantFuture
            case .min: self = .distantPast
            case let days: self.init(timeIntervalSinceReferenceDate: Double(Int64(days) * 86_400 - Self.epochDistance))
            }
        default:
            throw cell.mismatch(Date.self)
        }
    }

    public func encode(into writer: inout ParameterWriter) throws {
        let seconds = timeIntervalSinceReferenceDate.rounded(.down)
        // Also false for what is no number.
        guard seconds.magnitude < 9.2e12 else {
            throw PostgresError(.encoding, "the date is outside of what PostgreSQL can store")
        }
        let fraction = ((timeIntervalSinceReferenceDate - seconds) * 1e6).rounded()
        let microseconds = (Int64(seconds) + Self.epochDistance) * 1_000_000 + Int64(fraction)
        guard Self.storable.contains(microseconds) else {
            throw PostgresError(.encoding, "the date is outside of what PostgreSQL can store")
        }
        writer.write(integer: microseconds)
    }
}

/// `interval`, as a length of time: one with months has no fixed length and does not read; a day is 24 hours. Exact to the
/// microsecond.
extension Duration: PostgresScalar {
    public static var postgresType: PostgresType { .interval }
    public static var postgresArrayType: PostgresType { .intervalArray }

    public init(cell: Cell) throws {
        let bytes = try cell.value(for: Duration.self)
        guard cell.type == .interval, bytes.count == 16 else { throw cell.mismatch(Duration.self) }
        let microseconds = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
        let days = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int32.self))
        let months = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: 12, as: Int32.self))
        guard months == 0 else {
            throw PostgresError(.decoding, "an interval with months has no fixed length")
        }
        self = .microseconds(microseconds) + .seconds(Int64(days) * 86_400)
    }

    public func encode(into writer: inout ParameterWriter) throws {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow, whole.magnitude < UInt64(Int64.max) - 1_000_000 else {
            throw PostgresError(.encoding, "the duration is outside of what PostgreSQL can store")
        }
        writer.write(integer: whole + attoseconds / 1_000_000_000_000)
        writer.write(integer: Int32(0))
        writer.write(integer: Int32(0))
    }
}
