import CVectors
import Embedding
import Testing

@testable import VectorSearch

struct KernelTests {
    private typealias Kernel = (
        UnsafePointer<Int8>?, UnsafePointer<Float>?, Int, UnsafePointer<Int8>?, Float, Float,
        UnsafeMutablePointer<UInt32>?,
        UnsafeMutablePointer<Float>?
    ) -> Int

    private struct Found: Equatable {
        var rows: [UInt32]
        var cosines: [Float]
    }

    private func run(
        _ kernel: Kernel, _ rows: [Int8], _ inverse: [Float], _ query: [Int8], above threshold: Float
    ) -> Found {
        var (found, cosines) = (
            [UInt32](repeating: 0, count: inverse.count), [Float](repeating: 0, count: inverse.count)
        )
        let count = kernel(rows, inverse, inverse.count, query, 0.25, threshold, &found, &cosines)
        return Found(rows: Array(found.prefix(count)), cosines: Array(cosines.prefix(count)))
    }

    @Test(arguments: [0, 1, 3, 4, 5, 64, 257])
    func `both kernels give the same bits, whatever the number of rows`(count: Int) {
        guard vectors_have_avx2() else {
            print("This processor has no AVX2: one kernel to test.")
            return
        }
        var dice = Dice(UInt64(count))
        let rows = (0..<count * TextVector.dimension).map { _ in Int8.random(in: -127...127, using: &dice) }
        let inverse = (0..<count).map { _ in Float.random(in: 0...1, using: &dice) }
        let query = (0..<TextVector.dimension).map { _ in Int8.random(in: -127...127, using: &dice) }
        for threshold in [-Float.infinity, -20_000, 0, 10_000, .infinity] as [Float] {
            let portable = run(vectors_above_portable, rows, inverse, query, above: threshold)
            #expect(run(vectors_above_avx2, rows, inverse, query, above: threshold) == portable)
            #expect(run(vectors_above, rows, inverse, query, above: threshold) == portable)
            if threshold == -.infinity { #expect(portable.rows.count == count) }
            if threshold == .infinity { #expect(portable.rows.isEmpty) }
        }
    }

    @Test(arguments: [(127, 127), (-127, 127), (127, -127), (-127, -127)] as [(Int8, Int8)])
    func `the largest products do not overflow`(row: Int8, query: Int8) {
        let rows = [Int8](repeating: row, count: 5 * TextVector.dimension)
        let one = [Int8](repeating: query, count: TextVector.dimension)
        let expected = Float(Int(row) * Int(query) * TextVector.dimension) * 0.25
        for kernel in [vectors_above_portable, vectors_above_avx2] as [Kernel] {
            #expect(
                run(kernel, rows, [1, 1, 1, 1, 1], one, above: -.infinity).cosines
                    == .init(repeating: expected, count: 5))
        }
    }

    @Test func `words of 16 bits give nearly the cosine of the floats`() {
        var dice = Dice(7)
        var worst: Float = 0
        for _ in 0..<200 {
            let (left, right) = (dice.vector(), dice.vector())
            worst = max(worst, abs(StoredVector(left).similarity(to: right) - left.similarity(to: right)))
            worst = max(worst, abs(StoredVector(left).similarity(to: left) - 1))
        }
        #expect(worst < 0.0001)
    }

    @Test func `a stored vector comes back from its bytes, and no other number of bytes is one`() throws {
        var dice = Dice(3)
        let vector = StoredVector(dice.vector())
        #expect(try #require(StoredVector(bytes: vector.bytes)) == vector)
        #expect(StoredVector(bytes: Array(vector.bytes.dropLast())) == nil)
        #expect(StoredVector(bytes: []) == nil)
        // The one number that the kernels do not take is put right.
        let lowest = try #require(
            StoredVector(
                bytes: [UInt8](repeating: 0x80, count: StoredVector.size).enumerated().map {
                    $0.offset % 2 == 0 ? 0 : $0.element
                }))
        #expect(lowest.compact.allSatisfy { $0 == -127 })
        #expect(StoredVector(.zero).inverseLength == 0)
    }
}
