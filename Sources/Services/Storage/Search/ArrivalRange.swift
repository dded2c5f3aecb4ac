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

    /// The range before this one: at least as long as all that was looked at before, 15 times as long at the most.
    /// - Parameter growth: how many times as long it is expected to have to be.
    func next(last: Int, growth: Double) -> ArrivalRange {
        // A quarter more, since what is sparse is not even.
        let length = Int(min(max(growth * 1.25, 1), 15) * Double(last + 1 - start))
        // Blocks of a quarter of the length keep the terms few.
        let shift = Self.shifts.last { 1 << $0 <= length / 4 } ?? Self.shifts[0]
        return ArrivalRange(start: Self.blockStart(max(0, start - length), shift: shift), end: start)
    }

    /// Without what is not among the last so many arrivals.
    func cut(toLast depth: Int, of last: Int) -> ArrivalRange {
        ArrivalRange(start: max(start, Self.blockStart(last - depth, shift: Self.shifts[0])), end: end)
    }

    /// The blocks of the range, the largest ones that fit, in the notation of `tsquery`.
    func query(last: Int) -> String {
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
