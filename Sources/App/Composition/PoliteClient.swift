internal import Outbound
internal import Redis
internal import Sources

/// For single pages at addresses that anybody may have named: past the site's `robots.txt`, and with the distance in time that it
/// asks for. Who would have to wait is told to come back.
struct PoliteClient: HTTPClient {
    let client: any HTTPClient
    let robots: RobotsBook
    let limiter: RateLimiter
    /// The longest distance that is kept, in seconds.
    let longestGap: Int

    func send(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
        // What is no address of the web is refused by the client, with the reason.
        guard let location = WebLocation(request.url) else { return try client.send(request) }
        try robots.admit(location)
        let delay = min(try robots.robots(of: location.origin).crawlDelay ?? 0, Double(longestGap))
        if delay > 0 {
            let rate = Rate(1, per: .milliseconds(Int(delay * 1000)))
            if case .wait(let time) = limiter.acquire("crawl:" + location.origin, rate) {
                throw OutboundError(
                    .suspended, "other pages of this site come first", attempted: location.origin, retryAfter: time)
            }
        }
        let answer = try client.send(request)
        // A redirect to another site asks for what that site allows.
        if let last = WebLocation(answer.url), last.origin != location.origin { try robots.admit(last) }
        return answer
    }
}
