import Base
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Redis

struct CircuitBreakerTests {
    private let rule = BreakerRule()

    private func pool(_ url: String) throws -> RedisPool {
        try RedisPool(url: url, size: 16, connectTimeout: .milliseconds(500), commandTimeout: .seconds(5))
    }

    private func breaker(_ url: String? = nil, probe: Duration = .seconds(30)) throws -> CircuitBreaker {
        var rule = BreakerRule()
        rule.probe = probe
        return CircuitBreaker(redis: try pool(url ?? TestServers.redis().url), rule: rule, pause: .milliseconds(20))
    }

    @Test func `it opens at half of the last twenty calls and not before`() throws {
        let breaker = try breaker()
        // 9 of 20: as many errors as it bears.
        for call in 0..<40 { breaker.record("host", succeeded: call % 20 >= 9, isProbe: false) }
        #expect(breaker.admit("host") == .pass(isProbe: false))
        for _ in 0..<19 { breaker.record("young", succeeded: false, isProbe: false) }
        #expect(breaker.admit("young") == .pass(isProbe: false), "19 calls are no judgement")
        breaker.record("young", succeeded: false, isProbe: false)
        guard case .open(let time) = breaker.admit("young") else {
            Issue.record("twenty failures of twenty, and it is not open")
            return
        }
        #expect(time > .seconds(20) && time <= .seconds(30))
        for call in 0..<20 { breaker.record("half", succeeded: call % 2 == 0, isProbe: false) }
        #expect(breaker.admit("half") != .pass(isProbe: false))
        #expect(breaker.admit("host") == .pass(isProbe: false), "each side has a breaker of its own")
    }

    @Test func `another process finds it open, and one of many gets the probe`() throws {
        let url = try TestServers.redis().url
        let first = try breaker(url, probe: .milliseconds(200))
        for _ in 0..<20 { first.record("host", succeeded: false, isProbe: false) }
        let others = try (0..<8).map { _ in try breaker(url, probe: .milliseconds(200)) }
        for other in others { #expect(other.admit("host") != .pass(isProbe: false)) }
        usleep(250_000)
        let probes = Mutex(0)
        let threads = try others.map { other in
            try WorkerThread(name: "probe") {
                if other.admit("host") == .pass(isProbe: true) { probes.withLock { $0 += 1 } }
            }
        }
        threads.forEach { $0.join() }
        #expect(probes.withLock { $0 } == 1)
        // What was under way when it opened does not close it; the probe does.
        others[1].record("host", succeeded: true, isProbe: false)
        #expect(others[0].admit("host") != .pass(isProbe: false))
        others[0].record("host", succeeded: true, isProbe: true)
        for other in others { #expect(other.admit("host") == .pass(isProbe: false)) }
    }

    @Test func `a side that has recovered is called again within a minute`() {
        var generator = SplitMix64(seed: 33)
        for _ in 0..<200 {
            var state = BreakerState()
            var now: Int64 = 0
            let down: Int64 = 5_000_000
            let up = down + Int64.random(in: 1_000_000...600_000_000, using: &generator)
            var wasOpen = false
            var closedAt: Int64?
            while closedAt == nil, now < up + 120_000_000 {
                now += .random(in: 1...2_000_000, using: &generator)
                let answer = state.admit(rule, now: now)
                if answer > 0 {
                    wasOpen = true
                    continue
                }
                let works = now < down || now >= up
                // One probe in ten dies with its worker.
                if answer < 0, Int.random(in: 0..<10, using: &generator) == 0, now < up { continue }
                state.record(works, isProbe: answer < 0, rule, now: now)
                if now >= up, state.probeAt == nil { closedAt = now }
            }
            if wasOpen { #expect((closedAt ?? .max) - up <= 60_000_000) }
        }
    }

    @Test func `the scripts decide as the model does`() throws {
        let breaker = try breaker()
        var generator = SplitMix64(seed: 34)
        var states = [BreakerState](repeating: BreakerState(), count: 3)
        var now: Int64 = 1_800_000_000_000_000
        var opened = 0
        for _ in 0..<1500 {
            now += Int64.random(in: 0...5_000_000, using: &generator)
            let index = Int.random(in: 0..<states.count, using: &generator)
            let answer = states[index].admit(rule, now: now)
            #expect(try breaker.admitShared("model-\(index)", time: now) == answer)
            if answer > 0 { opened += 1 }
            // Callers that were let in, and some late ones.
            guard answer <= 0 || Bool.random(using: &generator) else { continue }
            let succeeded = Int.random(in: 0..<100, using: &generator) < (index + 1) * 25
            states[index].record(succeeded, isProbe: answer < 0, rule, now: now)
            try breaker.recordShared("model-\(index)", succeeded: succeeded, isProbe: answer < 0, time: now)
        }
        #expect(opened > 100, "the sequence shows both states")
    }

    @Test func `without Redis a process goes on with what it knows`() throws {
        let server = try RedisServer()
        let breaker = try breaker(server.url(), probe: .milliseconds(200))
        for _ in 0..<20 { breaker.record("open", succeeded: false, isProbe: false) }
        for _ in 0..<15 { breaker.record("nearly", succeeded: false, isProbe: false) }
        #expect(breaker.admit("open") != .pass(isProbe: false))
        server.kill()
        #expect(breaker.admit("nearly") == .pass(isProbe: false))
        for _ in 0..<5 { breaker.record("nearly", succeeded: false, isProbe: false) }
        #expect(breaker.admit("nearly") != .pass(isProbe: false), "it counts on by itself")
        usleep(250_000)
        #expect(breaker.admit("nearly") == .pass(isProbe: true))
        #expect(breaker.admit("nearly") != .pass(isProbe: true))
        breaker.record("nearly", succeeded: true, isProbe: true)
        #expect(breaker.admit("nearly") == .pass(isProbe: false))
    }
}
