import Base
import Foundation
import Testing

@Suite struct UTCDateTests {
    @Test(arguments: [
        ("2026-11-21T09:22:00Z", 1_795_252_920.0), ("2026-11-21 09:22:00Z", 1_795_252_920),
        ("2026-11-21T12:22:00+03:00", 1_795_252_920), ("2026-11-21T12:22:00+0300", 1_795_252_920),
        ("2026-11-21T09:22:00.250Z", 1_795_252_920.25), ("2026-11-21", 1_795_219_200),
        ("1969-12-31T23:59:59Z", -1), ("2024-02-29T00:00:00Z", 1_709_164_800),
    ])
    func `reads the forms that APIs write`(text: String, seconds: Double) {
        #expect(UTCDate.parse(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: ["", "2026", "2026-13-01", "2026-02-30", "2026-11-21T25:00:00Z", "2026-11-21T09:22:00", "today"])
    func `refuses what is no instant`(text: String) {
        #expect(UTCDate.parse(text) == nil)
    }

    @Test func `agrees with Foundation over four centuries`() {
        let formatter = ISO8601DateFormatter()
        for step in 0..<2000 {
            let date = Date(timeIntervalSince1970: Double(step) * 6_311_433 - 2_208_988_800)
            #expect(UTCDate.format(date) == formatter.string(from: date))
            #expect(UTCDate.parse(UTCDate.format(date)) == date)
            #expect(UTCDate.parseHTTPDate(UTCDate.httpDate(date)) == (date.timeIntervalSince1970 < 0 ? nil : date))
        }
    }

    @Test func `writes milliseconds only when there are any`() {
        #expect(UTCDate.format(Date(timeIntervalSince1970: 0)) == "1970-01-01T00:00:00Z")
        #expect(UTCDate.format(Date(timeIntervalSince1970: 0.25)) == "1970-01-01T00:00:00.250Z")
        #expect(UTCDate.httpDate(Date(timeIntervalSince1970: 784_111_777)) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
