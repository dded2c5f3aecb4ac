internal import Postgres

/// Postings that arrived one after the other, in the blocks that the index knows (`posting_terms` in the migration).
struct ArrivalRange: Equatable {
    /// A block of the lowest level has 2,048 arrivals, one of each further level four times as many.
    private static let shifts = [11, 13, 15, 17, 19]

    /// The number of the first arrival; where a block starts.
    let start: Int
    /// The number after the last one, where a block starts as well; `nil` where later arrivals belong to the range.
    let end: Int?

    /// The newest block and the one before it.
    static func newest(of last: Int) -> ArrivalRange {
        ArrivalRange(start: max(0, blockStart(last, shift: shifts[0]) - (1 << shifts[0])), end: nil)
    }

    /// Where the block of so many bits starts that an arrival is in.
    private static func blockStart(_ arrival: Int, shift: Int) -> Int { arrival & -(1 << shift) }

    /// All that came before this one.
    var rest: ArrivalRange { ArrivalRange(start: 0, end: start) }

    /// The range before this one: at least as long as all that was looked at before, and all that is left where it would be most
    /// of it.
    /// - Parameter growth: how many times as long it is expected to have to be.
    func next(last: Int, growth: Double) -> ArrivalRange {
        // A quarter more, since what is sparse is not even.
        let length = Int(min(max(growth * 1.25, 1) * Double(last + 1 - start), Double(last + 1)))
        // Blocks of a quarter of the length keep the terms few.
        let shift = Self.shifts.last { 1 << $0 <= length / 4 } ?? Self.shifts[0]
        let from = Self.blockStart(max(0, start - length), shift: shift)
        return from < last / 2 ? rest : ArrivalRange(start: from, end: start)
    }

    /// Without what is not among the last so many arrivals.
    func cut(toLast depth: Int, of last: Int) -> ArrivalRange {
        ArrivalRange(start: max(start, Self.blockStart(last - depth, shift: Self.shifts[0])), end: end)
    }

    /// Whether it has most of all postings, so that going along the blocks would take longer than what they spare.
    private func isMost(of last: Int) -> Bool { start == 0 && end.map { $0 > last / 2 } ?? false }

    /// What the index is not asked for, from `and` on.
    func condition(last: Int) -> SQL {
        guard isMost(of: last), let end else { return "" }
        return " and ordinal < \(end)"
    }

    /// The blocks of the range, the largest ones that fit, in the notation of `tsquery`; empty for nearly all of them.
    func query(last: Int) -> String {
        guard !isMost(of: last) else { return "" }
        let end = end ?? last + 1
        var (blocks, number) = ([String](), start)
        while number < end {
            let level =
                Self.shifts.indices.last { level in
                    let size = 1 << Self.shifts[level]
                    return number % size == 0 && (self.end == nil || number + size <= end)
                } ?? 0
            blocks.append("'=\(level):\(number >> Self.shifts[level])'")
            number += 1 << Self.shifts[level]
        }
        return blocks.joined(separator: " | ")
    }
}
