import Composition
import HTTP
import Testing

@testable import Site

@Suite struct SearchCacheTests {
    @Test func `a value is made once a revision, and not at all without one`() {
        let cache = MomentCache<Int>(capacity: 2, lifetime: .seconds(60))
        var made = 0
        func value(_ key: String, _ revision: String?) -> Int {
            cache.value(of: key, revision: revision) {
                made += 1
                return made
            }
        }
        #expect([value("a", "1"), value("a", "1"), value("b", "1"), value("a", "1")] == [1, 1, 2, 1])
        #expect([value("a", "2"), value("a", "2"), value("a", "1")] == [3, 3, 4])
        #expect([value("a", nil), value("a", nil)] == [5, 6])
        #expect(value("c", "1") == 7, "a full cache is emptied")
        #expect(value("b", "1") == 8)
    }

    @Test func `a value ends with its time`() {
        let cache = MomentCache<Int>(capacity: 2, lifetime: .zero)
        #expect(cache.value(of: "a", revision: "1") { 1 } == 1)
        #expect(cache.value(of: "a", revision: "1") { 2 } == 2)
    }

    @Test func `a search that was remembered shows what came since, and nobody else's scores`() throws {
        let harness = try SiteHarness(["HUNTER_SEARCH_CACHE_SECONDS": "3600"])
        let before = harness.page(.get, "/jobs?q=engineer")
        #expect(before.code == 200)
        try harness.site.loadSamplePostings()
        let after = harness.page(.get, "/jobs?q=engineer")
        #expect(after.text != before.text && after.text.contains("/jobs/"))
        #expect(harness.page(.get, "/jobs?q=engineer").text.contains("/jobs/"))
        #expect(harness.page(.get, "/jobs?q=designer").text != after.text)
    }
}
