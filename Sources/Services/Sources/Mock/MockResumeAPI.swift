internal import Base
public import Outbound
internal import Synchronization

/// The built-in source of invented resumes, so that collecting can be tried without an outside system. It speaks the
/// interface that ``ResumeAPI`` reads, refuses more than 30 calls in any second, and misbehaves where it is asked to: with
/// `error_mode`, some records are malformed, and of each collection some pages answer 429 or 500 at first, or come late.
///
/// What it remembers is the process's own: it stands in for a system outside, and nothing depends on it.
public final class MockResumeAPI: Sendable {
    /// Where ``MockClient`` answers; `.invalid` is nobody's (RFC 2606).
    public static let address = "https://resumes.mock.invalid/resumes"

    /// How many people it has invented.
    public static let total = 10_000
    /// Records a page at most.
    public static let pageLimit = 100
    /// Calls that it answers in any second.
    public static let rate = 30
    /// How long a late page takes, where it is collected: who looks at it by HTTP does not wait, and holds no thread.
    static let delay = Duration.milliseconds(700)
    /// Pages it remembers to have refused already.
    private static let memory = 10_000

    private struct State {
        var calls: [ContinuousClock.Instant] = []
        var refused: Set<String> = []
    }

    private let state = Mutex(State())

    public init() {}

    /// Answers `GET` with `page`, `per_page`, `error_mode` and, as a word for one collection, `run`.
    public func answer(_ query: [String: String]) -> OutboundResponse {
        guard let page = Self.number(query["page"], in: 1...Self.total, default: 1),
            let size = Self.number(query["per_page"], in: 1...Self.pageLimit, default: 10)
        else { return Self.problem(422, "page and per_page are numbers from 1; a page has at most \(Self.pageLimit)") }
        guard takeCall() else { return Self.problem(429, "more than \(Self.rate) calls in a second", retryAfter: 1) }
        let isSpoilt = Self.isSpoilt(query)
        if isSpoilt, let trouble = trouble(page, of: query["run"] ?? "") { return trouble }
        let first = (page - 1) * size
        let numbers = first < Self.total ? first..<min(first + size, Self.total) : 0..<0
        let records = numbers.map { InventedResume.record($0, isSpoilt: isSpoilt) }
        let pages = (Self.total + size - 1) / size
        let body = """
            {"data":[\(records.joined(separator: ","))],"page":\(page),"pages":\(pages),"per_page":\(size),\
            "simulated":true,"total":\(Self.total)}
            """
        return Self.response(200, body)
    }

    private static func isSpoilt(_ query: [String: String]) -> Bool {
        ["true", "1", "yes"].contains(query["error_mode"])
    }

    /// Whether the answer is one that comes late.
    static func isLate(_ query: [String: String]) -> Bool {
        isSpoilt(query) && (query["page"].flatMap { Int($0) } ?? 1) % 11 == 6
    }

    /// Whether one more call fits into the second that ends now.
    private func takeCall() -> Bool {
        state.withLock { state in
            let now = ContinuousClock.now
            state.calls.removeAll { now - $0 >= .seconds(1) }
            guard state.calls.count < Self.rate else { return false }
            state.calls.append(now)
            return true
        }
    }

    /// What goes wrong with a page when a collection asks for it first.
    private func trouble(_ page: Int, of run: String) -> OutboundResponse? {
        guard page % 5 == 3 || page % 7 == 4 else { return nil }
        let isFirst = state.withLock { state in
            if state.refused.count >= Self.memory { state.refused = [] }
            return state.refused.insert("\(run.prefix(40)) \(page)").inserted
        }
        guard isFirst else { return nil }
        return page % 5 == 3
            ? Self.problem(429, "too many calls, as was asked for", retryAfter: 1)
            : Self.problem(500, "it failed, as was asked for")
    }

    private static func number(_ text: String?, in range: ClosedRange<Int>, default standard: Int) -> Int? {
        guard let text else { return standard }
        return Int(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func response(_ status: Int, _ body: String, _ more: [OutboundHeader] = []) -> OutboundResponse {
        OutboundResponse(
            status: status, headers: [OutboundHeader("Content-Type", "application/json")] + more,
            body: Array(body.utf8), url: address)
    }

    private static func problem(_ status: Int, _ message: String, retryAfter: Int? = nil) -> OutboundResponse {
        response(
            status, #"{"error":"\#(message)"}"#, retryAfter.map { [OutboundHeader("Retry-After", String($0))] } ?? [])
    }
}

/// Gives the mock's answers itself and sends everything else through another client. It stands where the network is: what
/// limits, counts and repeats requests does so for the mock as well.
public struct MockClient: HTTPClient {
    private let mock: MockResumeAPI
    private let client: any HTTPClient

    public init(_ mock: MockResumeAPI, elsewhere client: any HTTPClient) {
        self.mock = mock
        self.client = client
    }

    public func send(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
        guard request.url.hasPrefix(MockResumeAPI.address + "?") else { return try client.send(request) }
        var query: [String: String] = [:]
        for pair in request.url.dropFirst(MockResumeAPI.address.count + 1).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { query[parts[0]] = parts[1] }
        }
        if MockResumeAPI.isLate(query) { RetryingClient.block(MockResumeAPI.delay) }
        return mock.answer(query)
    }
}
