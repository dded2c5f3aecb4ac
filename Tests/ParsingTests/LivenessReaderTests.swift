import Foundation
import Model
import Parsing
import Testing

struct LivenessReaderTests {
    private let now = Date(timeIntervalSince1970: 1_790_000_000)

    @Test(
        arguments: [
            (404, "", .closed, "gone"), (410, "", .closed, "gone"), (403, "", .unknown, "refused"),
            (503, "", .unknown, "unreachable"), (200, "<h1>Swift Engineer</h1><p>Apply now.</p>", .open, nil),
            (200, "<h1>Swift Engineer</h1><p>This job is no longer available.</p>", .closed, "says_closed"),
            (200, "<h1>Swift Engineer</h1><p>Die Stelle ist bereits besetzt.</p>", .closed, "says_closed"),
            (200, "<h1>Swift Engineer</h1><p>Вакансия в архиве</p>", .closed, "says_closed"),
            (200, "<h1>All our jobs</h1>", .unknown, "unclear"), (200, "", .unknown, "unclear"),
            (
                200, "<h1>Swift Engineer</h1><script>var words = {gone: 'This job is no longer available'}</script>",
                .open,
                nil
            ),
            (
                200,
                "<h1>Swift Engineer</h1><script type='application/ld+json'>{\"validThrough\": \"2026-01-31\"}</script>",
                .closed, "expired"
            ),
            (
                200,
                "<h1>Swift Engineer</h1><script type='application/ld+json'>{\"validThrough\":\"2027-01-31T00:00:00Z\"}</script>",
                .open, nil
            ),
        ] as [(Int, String, Liveness, String?)])
    func `a page says whether its posting is up`(status: Int, page: String, liveness: Liveness, reason: String?) {
        let found = LivenessReader.read(status: status, body: Array(page.utf8), title: "Swift Engineer", now: now)
        #expect(found.liveness == liveness)
        #expect(found.reason == reason)
    }
}
