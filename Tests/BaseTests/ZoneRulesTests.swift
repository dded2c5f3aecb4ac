import Foundation
import Testing

@testable import Base

struct ZoneRulesTests {
    private func offset(_ zone: ZoneRules, _ date: String) throws -> Int {
        zone.offset(at: Int(try #require(UTCDate.parse(date)).timeIntervalSince1970))
    }

    @Test func `zones agree with the library that tests may use`() throws {
        // Foundation's zones come from ICU's own tables; recent years are the same in both.
        for name in [
            "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Africa/Casablanca", "America/Nuuk",
            "Australia/Sydney",
            "Pacific/Chatham", "Europe/Dublin", "America/Sao_Paulo", "Asia/Tehran", "Antarctica/Troll",
            "America/Havana",
        ] {
            let (mine, its) = (try ZoneRules(named: name), try #require(TimeZone(identifier: name)))
            for hours in stride(from: 0, to: 24 * 365 * 4, by: 7) {
                let date = Date(timeIntervalSince1970: 1_640_995_200 + Double(hours) * 3600)
                let same = mine.offset(at: Int(date.timeIntervalSince1970)) == its.secondsFromGMT(for: date)
                guard same else {
                    Issue.record("\(name) at \(date)")
                    break
                }
            }
        }
    }

    @Test func `names that are no zone are refused, and so are paths`() {
        for name in [
            "", "Europe", "Berlin", "../../etc/passwd", "/etc/passwd", "Europe/../Berlin", "Europe//Berlin", "utc",
        ] {
            let error = #expect(throws: ZoneError.self) { try ZoneRules(named: name) }
            #expect(error?.name == name)
        }
        #expect((try? ZoneRules(named: "UTC"))?.offset(at: 0) == 0)
        #expect((try? ZoneRules(named: "Etc/GMT+5"))?.offset(at: 0) == -5 * 3600)
    }

    /// A file without a single change, as newer releases have them: the rule says all.
    private func file(_ rule: String, version: Character = "2") -> [UInt8] {
        let head = Array("TZif\(version)".utf8) + [UInt8](repeating: 0, count: 15)
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
        let block: [UInt8] = [0, 0, 0x0e, 0x10, 0, 0] + Array("CET\0".utf8)
        return head + counts + block + head + counts + block + Array("\n\(rule)\n".utf8)
    }

    @Test func `a rule alone is enough`() throws {
        let berlin = try ZoneRules(name: "x", file: file("CET-1CEST,M3.5.0,M10.5.0/3"))
        #expect(try offset(berlin, "2026-03-29T00:59:59Z") == 3600)
        #expect(try offset(berlin, "2026-03-29T01:00:00Z") == 7200)
        #expect(try offset(berlin, "2026-10-25T00:59:59Z") == 7200)
        #expect(try offset(berlin, "2026-10-25T01:00:00Z") == 3600)
        let gaza = try ZoneRules(name: "x", file: file("EET-2EEST,M3.4.4/50,M10.4.4/50"))
        // The fourth Thursday of March 2027 is the 25th; 50 hours later it is Saturday, two o'clock.
        #expect(try offset(gaza, "2027-03-26T23:59:59Z") == 7200)
        #expect(try offset(gaza, "2027-03-27T00:00:00Z") == 10_800)
        let nuuk = try ZoneRules(name: "x", file: file("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"))
        #expect(try offset(nuuk, "2026-03-29T00:59:59Z") == -7200)
        #expect(try offset(nuuk, "2026-03-29T01:00:00Z") == -3600)
        let julian = try ZoneRules(name: "x", file: file("AAA3BBB,J60/0,300/0"))
        #expect(try offset(julian, "2028-03-01T02:59:59Z") == -10_800)
        #expect(try offset(julian, "2028-03-01T03:00:00Z") == -7200)
        #expect(try offset(try ZoneRules(name: "x", file: file("<+0545>-5:45")), "2026-01-01T00:00:00Z") == 3600)
    }

    @Test func `files that are cut off or wrong are refused, and crash nothing`() throws {
        let whole = file("CET-1CEST,M3.5.0,M10.5.0/3")
        for length in 0..<whole.count {
            #expect(throws: ZoneError.self) { try ZoneRules(name: "x", file: Array(whole.prefix(length))) }
        }
        for rule in ["CET", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "C-1", "CET-1CEST,J0,J1", "CET-1CEST,,"] {
            #expect(throws: ZoneError.self) { try ZoneRules(name: "x", file: file(rule)) }
        }
        #expect(throws: ZoneError.self) { try ZoneRules(name: "x", file: file("UTC0", version: "\0")) }
        var generator = SplitMix(state: 7)
        for _ in 0..<2000 {
            var bytes = whole
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = try? ZoneRules(name: "x", file: bytes)
        }
    }

    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var word = state
            word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
            return word ^ (word >> 31)
        }
    }
}
