import Foundation
import Testing

@testable import Storage

@Suite struct ArrivalRangeTests {
    /// The arrivals that the terms of a range stand for, as the index cuts them.
    private func arrivals(_ range: ArrivalRange, last: Int) -> [Range<Int>] {
        let shifts = [11, 13, 15, 17, 19]
        return range.query(last: last).split(separator: " | ").map { term in
            let numbers = term.split { !$0.isNumber }.map { Int($0) ?? -1 }
            let size = 1 << shifts[numbers[0]]
            return numbers[1] * size..<(numbers[1] + 1) * size
        }
    }

    @Test(arguments: [0, 1, 2047, 2048, 5000, 100_000, 524_288, 1_234_567, 20_000_000], [0, 1, 6.5, 1000])
    func `ranges follow each other down to the first arrival, with few terms each`(last: Int, growth: Double) {
        var range = ArrivalRange.newest(of: last)
        var covered = Int.max
        for _ in 0..<20 {
            let blocks = arrivals(range, last: last)
            if range.query(last: last).isEmpty {
                // Most of all there are: the rows are asked, not the index.
                #expect(range.start == 0 && range.end == covered && covered > last / 2)
                #expect(!range.condition(last: last).text.isEmpty)
                covered = 0
                break
            }
            #expect(range.condition(last: last).text.isEmpty)
            #expect(blocks.first?.lowerBound == range.start)
            for (block, next) in zip(blocks, blocks.dropFirst()) { #expect(block.upperBound == next.lowerBound) }
            #expect(blocks.last.map { range.end == nil ? $0.upperBound > last : $0.upperBound == covered } == true)
            #expect(blocks.count <= 80, "each is a look into the index")
            covered = range.start
            guard covered > 0 else { break }
            range = range.next(last: last, growth: growth)
            #expect(range.end == covered && range.start < covered)
        }
        #expect(covered == 0)
    }

    @Test func `the next range is as long as it is expected to have to be, within bounds`() {
        let newest = ArrivalRange.newest(of: 99_999)
        #expect(newest.start == 47 << 11)
        let seen = 100_000 - newest.start
        func length(_ growth: Double) -> Int { newest.start - newest.next(last: 99_999, growth: growth).start }
        #expect(newest.next(last: 99_999, growth: 1000) == newest.rest)
        #expect((0..<2048).contains(length(4) - 5 * seen))
        #expect((0..<2048).contains(length(0) - seen))
        #expect(newest.next(last: 99_999, growth: 1000).cut(toLast: 20_000, of: 99_999).start == 39 << 11)
    }
}
