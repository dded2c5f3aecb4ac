import Base
import Foundation
import Intelligence
import Model
import Synchronization
import Testing

private let resume = ResumeSide(text: "Data Analyst\nSQL and Python since 2019")
private let posting = PostingSide(title: "Data Analyst", text: "Data Analyst\nSQL and Python")

private struct CalledOff: Error {}

@Suite struct EmbeddedEngineTests {
    @Test func `it is the built-in scorer, and says so`() throws {
        let engine = EmbeddedEngine(time: .fixed(.distantPast))
        let score = try engine.score(resume: resume, posting: posting)
        #expect(score.engine == engine.name)
        #expect(score.engineVersion == engine.version)
        #expect(score.matched.sorted() == ["Python", "SQL"])
    }

    @Test func `remembering a resume changes no score`() throws {
        let time = TimeSource.fixed(UTCDate.parse("2026-01-01") ?? .distantPast)
        let (remembers, forgets) = (
            EmbeddedEngine(time: time, remembered: 1), EmbeddedEngine(time: time, remembered: 0)
        )
        let other = ResumeSide(text: "Nurse on a hospital ward")
        for side in [resume, resume, other, resume] {
            #expect(
                try remembers.score(resume: side, posting: posting) == forgets.score(resume: side, posting: posting))
        }
    }

    @Test func `it does not start when called off`() {
        #expect(throws: CalledOff.self) {
            try EmbeddedEngine().score(resume: resume, posting: posting) { throw CalledOff() }
        }
    }
}

@Suite struct SimulatedEngineTests {
    @Test func `its score is labelled, explained and quotes nothing`() throws {
        let score = try SimulatedEngine(delayMilliseconds: 0...0).score(resume: resume, posting: posting)
        #expect(score.engine == "simulated")
        #expect(score.reasons.count == 1)
        #expect(score.reasons.first?.text.contains("simulated") == true)
        #expect((score.reasons.flatMap(\.quotes) + score.contributions.flatMap(\.quotes)).isEmpty)
        #expect(score.contributions.reduce(0) { $0 + $1.points } == score.score)
        #expect((0...100).contains(score.score))
    }

    @Test func `the texts decide the score, whatever the delay`() throws {
        let engine = SimulatedEngine(delayMilliseconds: 0...0)
        let slow = SimulatedEngine(delayMilliseconds: 200...200, sleep: { _ in })
        let first = try engine.score(resume: resume, posting: posting)
        #expect(try slow.score(resume: resume, posting: posting) == first)
        let scores = try (0..<50).map {
            try engine.score(resume: ResumeSide(text: "resume \($0)"), posting: posting).score
        }
        #expect(Set(scores).count > 40)
    }

    @Test func `it waits within its bounds, a slice at a time`() throws {
        let slept = Mutex<[Int]>([])
        let engine = SimulatedEngine(delayMilliseconds: 130...170, slice: 50) { time in
            slept.withLock { $0.append(time) }
        }
        _ = try engine.score(resume: resume, posting: posting)
        let slices = slept.withLock { $0 }
        #expect((130...170).contains(slices.reduce(0, +)))
        #expect(slices.allSatisfy { (1...50).contains($0) })
    }

    @Test func `calling it off ends the wait at the next slice`() {
        let slept = Mutex(0)
        let engine = SimulatedEngine(delayMilliseconds: 10_000...10_000, slice: 50) { _ in slept.withLock { $0 += 1 } }
        #expect(throws: CalledOff.self) {
            try engine.score(resume: resume, posting: posting) { if slept.withLock({ $0 }) == 3 { throw CalledOff() } }
        }
        #expect(slept.withLock { $0 } == 3)
    }

    @Test func `a delay below zero is none`() throws {
        let engine = SimulatedEngine(delayMilliseconds: -5...(-1)) { _ in Issue.record("it slept") }
        _ = try engine.score(resume: resume, posting: posting)
    }
}

@Suite struct EngineRegistryTests {
    @Test func `engines are found by name, in the order they were given`() {
        let registry = EngineRegistry([EmbeddedEngine(), SimulatedEngine(delayMilliseconds: 0...0)])
        #expect(registry.names == ["embedded", "simulated"])
        #expect(registry["simulated"]?.name == "simulated")
        #expect(registry["oracle"] == nil)
    }

    @Test func `of two engines with one name the first is kept`() throws {
        let registry = EngineRegistry([
            SimulatedEngine(delayMilliseconds: 0...0),
            SimulatedEngine(delayMilliseconds: 9...9) { _ in Issue.record("slept") },
        ])
        #expect(registry.names == ["simulated"])
        _ = try #require(registry["simulated"]).score(resume: resume, posting: posting)
    }
}
