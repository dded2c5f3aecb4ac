/// One field of a cron expression: a set of numbers, a bit each.
struct CronField {
    var set: UInt64 = 0
    /// Whether it begins with `*`, steps included: Vixie cron's flag, on which the rule for two fields of days and the rule
    /// for changed clocks hang.
    let isWild: Bool

    /// The fields in their order, with the numbers and names they take.
    struct Kind {
        let field: CronError.Field
        let range: ClosedRange<Int>
        var names: [String] = []
        /// The number of the first name.
        var firstName = 0

        static let all = [
            Kind(field: .minute, range: 0...59), Kind(field: .hour, range: 0...23),
            Kind(field: .dayOfMonth, range: 1...31),
            Kind(
                field: .month, range: 1...12,
                names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
                firstName: 1),
            // Sunday is 0 and 7.
            Kind(field: .dayOfWeek, range: 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
        ]
    }

    init(_ text: Substring, _ kind: Kind) throws(CronError) {
        isWild = text.first == "*"
        for item in text.split(separator: ",", omittingEmptySubsequences: false) { try add(item, kind) }
        if kind.field == .dayOfWeek, set & 1 << 7 != 0 { set = set & ~(1 << 7) | 1 }
    }

    func contains(_ number: Int) -> Bool { set & 1 << UInt64(number) != 0 }

    /// The first number of the set from `number` on.
    func first(from number: Int) -> Int? {
        let rest = number > 63 ? 0 : set & ~((1 << UInt64(number)) - 1)
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }

    /// A list's item: `*`, `5`, `mon`, `1-5`, and with a step `*/2` or `1-5/2`.
    private mutating func add(_ item: Substring, _ kind: Kind) throws(CronError) {
        let halves = item.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count <= 2, let base = halves.first, !base.isEmpty else {
            throw CronError(kind.field, item.isEmpty ? "an item of the list is empty" : "\"\(item)\" is not understood")
        }
        var (low, high) = (kind.range.lowerBound, kind.range.upperBound)
        if base == "*" {
            // 7 is Sunday again: a step over 0 to 7 would count it twice.
            if kind.field == .dayOfWeek { high = 6 }
        } else {
            let ends = base.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count <= 2 else { throw CronError(kind.field, "\"\(base)\" is no range") }
            low = try Self.number(ends[0], kind)
            high = ends.count == 2 ? try Self.number(ends[1], kind) : low
            // A week may end on its Sunday.
            if kind.field == .dayOfWeek, high == 0, low > 0 { high = 7 }
            guard low <= high else { throw CronError(kind.field, "the range \"\(base)\" runs backwards") }
            guard halves.count == 1 || ends.count == 2 else {
                throw CronError(kind.field, "the step in \"\(item)\" needs a range or * before it")
            }
        }
        var step = 1
        if halves.count == 2 {
            guard let number = Self.digits(halves[1]), (1...kind.range.upperBound).contains(number) else {
                throw CronError(
                    kind.field, "the step in \"\(item)\" is not between 1 and \(kind.range.upperBound)")
            }
            step = number
        }
        for number in stride(from: low, through: high, by: step) { set |= 1 << UInt64(number) }
    }

    private static func number(_ text: Substring, _ kind: Kind) throws(CronError) -> Int {
        if let index = kind.names.firstIndex(of: text.lowercased()) { return index + kind.firstName }
        guard let number = digits(text) else {
            throw CronError(kind.field, text.isEmpty ? "a number is missing" : "\"\(text)\" is not understood")
        }
        guard kind.range.contains(number) else {
            throw CronError(
                kind.field, "\(number) is not between \(kind.range.lowerBound) and \(kind.range.upperBound)")
        }
        return number
    }

    private static func digits(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
