internal import Base
internal import Glibc
public import Model

/// Plays a slow engine: waits, then gives a pseudo-random score that depends on the two texts alone.
///
/// For trying out queues, progress and cancelling without a model. Its scores say nothing of the pair, and say so: they
/// bear the engine's name, their one reason is plain about it, and no quote is made up.
public struct SimulatedEngine: Engine {
    /// Sleeps for up to the given milliseconds; returns early when it likes (the engine asks again).
    public typealias Sleep = @Sendable (_ milliseconds: Int) -> Void

    private let delay: ClosedRange<Int>
    private let slice: Int
    private let sleep: Sleep

    /// - Parameters:
    ///   - delay: the least and the most time a score takes, in milliseconds.
    ///   - slice: how often, in milliseconds, it looks whether it was called off.
    ///   - sleep: how it waits.
    /// - Throws: ``IntelligenceError`` `.settings` for a negative delay or a slice below 1.
    public init(
        delay: ClosedRange<Int> = 500...3000, slice: Int = 50, sleep: @escaping Sleep = SimulatedEngine.wait
    ) throws {
        guard delay.lowerBound >= 0, slice >= 1 else {
            throw IntelligenceError(.settings, "a simulated delay of \(delay) ms in slices of \(slice) ms")
        }
        self.delay = delay
        self.slice = slice
        self.sleep = sleep
    }

    public var name: String { "simulated" }
    public var version: String { "1" }
    public var isDeterministic: Bool { true }

    public func score(resume: ResumeSide, posting: PostingSide, work: Work) throws -> Score {
        var random = SplitMix64(seed: Self.seed(resume.text, posting.text))
        let total = Int.random(in: delay, using: &random)
        // A hundredth of a point is fine enough to tell pairs apart.
        let points = Double(Int.random(in: 0...10_000, using: &random)) / 100
        try wait(total, work)
        return Score(
            score: points, engine: name, engineVersion: version,
            reasons: [Reason(text: "This score is simulated: it is a number drawn at random and says nothing of how well you fit.", quotes: [])],
            contributions: [Contribution(name: "simulated", points: points, maximum: 100, quotes: [])], matched: [],
            missing: [], eligibility: Eligibility())
    }

    private func wait(_ total: Int, _ work: Work) throws {
        var waited = 0
        try work.check()
        work.report(0, of: max(total, 1), stage: "scoring")
        while waited < total {
            let step = min(slice, total - waited)
            sleep(step)
            waited += step
            try work.check()
            work.report(waited, of: total, stage: "scoring")
        }
    }

    private static func seed(_ resume: String, _ posting: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in resume.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ 0xFF) &* 0x100_0000_01b3
        for byte in posting.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    /// Sleeps on the calling thread.
    public static func wait(milliseconds: Int) {
        usleep(UInt32(clamping: milliseconds * 1000))
    }
}
