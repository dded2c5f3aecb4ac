internal import Base
internal import Glibc
public import Model

/// Plays a slow engine: waits, then gives a pseudo-random score that depends on the two texts alone.
///
/// For trying out queues, progress and cancelling without a model. Its scores say nothing of the pair, and say so: they
/// bear the engine's name, their one reason is plain about it, and no quote is made up.
public struct SimulatedEngine: Engine {
    /// Sleeps for the given milliseconds on the calling thread.
    public typealias Sleep = @Sendable (_ milliseconds: Int) -> Void

    private let delay: ClosedRange<Int>
    private let slice: Int
    private let sleep: Sleep

    /// - Parameters:
    ///   - delayMilliseconds: the least and the most time a score takes; below 0 counts as 0.
    ///   - slice: after how many milliseconds of waiting it looks whether to go on, at least 1.
    ///   - sleep: how it waits.
    public init(
        delayMilliseconds: ClosedRange<Int>, slice: Int = 50, sleep: @escaping Sleep = SimulatedEngine.pause
    ) {
        delay = max(0, delayMilliseconds.lowerBound)...max(0, delayMilliseconds.upperBound)
        self.slice = max(1, slice)
        self.sleep = sleep
    }

    /// Sleeps on the calling thread.
    public static func pause(milliseconds: Int) {
        usleep(UInt32(clamping: milliseconds * 1000))
    }

    public var name: String { "simulated" }
    public var version: String { "1" }

    public func score(resume: ResumeSide, posting: PostingSide, check: () throws -> Void) throws -> Score {
        var random = SplitMix64(seed: Self.seed(resume.text, posting.text))
        var left = Int.random(in: delay, using: &random)
        // A hundredth of a point is fine enough to tell pairs apart.
        let points = Double(Int.random(in: 0...10_000, using: &random)) / 100
        try check()
        while left > 0 {
            let step = min(slice, left)
            sleep(step)
            left -= step
            try check()
        }
        let plainly = "This score is simulated: a number drawn at random that says nothing of how well you fit."
        return Score(
            score: points, engine: name, engineVersion: version, reasons: [Reason(text: plainly, quotes: [])],
            contributions: [Contribution(name: name, points: points, maximum: 100, quotes: [])], matched: [],
            missing: [],
            eligibility: Eligibility())
    }

    /// FNV-1a over both texts with a byte between that UTF-8 never has.
    private static func seed(_ resume: String, _ posting: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        resume.utf8.forEach(mix)
        mix(0xFF)
        posting.utf8.forEach(mix)
        return hash
    }
}
