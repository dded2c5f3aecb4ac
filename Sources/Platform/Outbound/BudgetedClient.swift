public import Redis

/// Keeps to what the other side allows one key in a minute, an hour or a day, all workers together.
///
/// What would have to wait is not sent: it ends as an ``OutboundError`` of code `suspended`, which says when to come back.
public struct BudgetedClient: HTTPClient {
    private let client: any HTTPClient
    private let limiter: RateLimiter
    private let budgets: [(name: String, rate: Rate)]

    /// - Parameter budgets: each with the name that all who share it use; the shortest first, for what a later one refuses has
    ///   been taken from those before.
    public init(_ client: any HTTPClient, limiter: RateLimiter, budgets: [(String, Rate)]) {
        self.client = client
        self.limiter = limiter
        self.budgets = budgets
    }

    public func send(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
        for (name, rate) in budgets {
            guard case .wait(let time) = limiter.acquire(name, rate) else { continue }
            throw OutboundError(
                .suspended, "its budget of \(rate.limit) requests is used up for now",
                attempted: CurlClient.name(of: request), retryAfter: time)
        }
        return try client.send(request)
    }
}
