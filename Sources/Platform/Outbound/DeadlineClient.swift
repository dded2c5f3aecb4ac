/// Gives all requests together until a point in time, for work that somebody waits for.
public struct DeadlineClient: HTTPClient {
    private let client: any HTTPClient
    private let deadline: ContinuousClock.Instant

    public init(_ client: any HTTPClient, within limit: Duration) {
        self.client = client
        deadline = .now + limit
    }

    public func send(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
        let remaining = ContinuousClock.now.duration(to: deadline)
        guard remaining > .zero else {
            throw OutboundError(.timeout, "no answer in time", attempted: CurlClient.name(of: request))
        }
        var request = request
        request.timeout = min(request.timeout ?? remaining, remaining)
        return try client.send(request)
    }
}
