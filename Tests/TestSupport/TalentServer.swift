import Foundation
import Synchronization

/// Google's Talent Solution as far as it was recorded: tokens that expire, companies, batches with operations that take a few
/// looks, statuses for each job, searches in pages, a quota.
public final class TalentServer: Sendable {
    public struct State: Sendable {
        public var tokens = 0
        public var jobs: [String: [String: String]] = [:]
        public var companies: [String: String] = [:]
        public var batches: [(method: String, count: Int)] = []
        public var expired: Set<String> = []
        public var searches: [String] = []
        /// Requisitions that it refuses.
        public var refused: Set<String> = []
        /// Requests for which the token counts as expired, and as beyond the quota.
        public var expiredTokens = 0
        public var overQuota = 0
        var operations: [String: (looks: Int, response: String)] = [:]
    }

    private final class Box: Sendable {
        let state = Mutex(State())
    }

    private let box = Box()
    private let server: StubServer
    private static let parent = "projects/p-1/tenants/t-1"

    public init() throws {
        let box = box
        server = try StubServer { request in box.state.withLock { Self.answer(request, &$0) } }
    }

    public var address: String { server.url("") }
    public var state: State { box.state.withLock { $0 } }
    public var requests: [StubServer.Request] { server.requests }

    public func change(_ body: @Sendable (inout State) -> Void) { box.state.withLock { body(&$0) } }

    public func stop() { server.stop() }

    /// A service account's file whose tokens this server gives.
    public var credentials: String {
        let values = [
            "client_email": "hunter@p-1.example", "private_key": TestKey.rsa, "private_key_id": "key-1",
            "token_uri": server.url("/token"),
        ]
        return String(decoding: (try? JSONEncoder().encode(values)) ?? Data(), as: UTF8.self)
    }

    // MARK: Answers

    private static func answer(_ request: StubServer.Request, _ state: inout State) -> StubServer.Answer {
        if request.path == "/token" {
            state.tokens += 1
            return .json(#"{"access_token": "token-\#(state.tokens)", "expires_in": 3600, "token_type": "Bearer"}"#)
        }
        guard request.headers["authorization"] == "Bearer token-\(state.tokens)", state.expiredTokens == 0 else {
            state.expiredTokens = max(0, state.expiredTokens - 1)
            return failure(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        }
        if state.overQuota > 0 {
            state.overQuota -= 1
            return .status(429, headers: [("Retry-After", "1")])
        }
        let path = request.path.replacingOccurrences(of: "/v4/", with: "")
        let body = (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any] ?? [:]
        switch (request.method, path) {
        case ("POST", "\(parent)/companies"): return company(body, &state)
        case ("GET", "\(parent)/companies"):
            let all = state.companies.map { #"{"name": "\#($0.value)", "externalId": "\#($0.key)"}"# }
            return .json(#"{"companies": [\#(all.joined(separator: ","))]}"#)
        case ("POST", "\(parent)/jobs:batchCreate"), ("POST", "\(parent)/jobs:batchUpdate"):
            return batch(path.hasSuffix("batchCreate"), body, &state)
        case ("POST", "\(parent)/jobs:search"): return search(body, &state)
        case ("GET", "\(parent)/jobs"):
            let all = state.jobs.filter { request.query.contains($0.key) }.map {
                #"{"name": "\#($0.value["name"] ?? "")"}"#
            }
            return .json(#"{"jobs": [\#(all.joined(separator: ","))]}"#)
        case ("GET", _): return operation(path, &state)
        default: return failure(404, "NOT_FOUND", "no such method")
        }
    }

    private static func failure(_ code: Int, _ status: String, _ message: String) -> StubServer.Answer {
        let text = #"{"error": {"code": \#(code), "message": "\#(message)", "status": "\#(status)"}}"#
        return .status(code, headers: [("Content-Type", "application/json")], body: Array(text.utf8))
    }

    private static func company(_ body: [String: Any], _ state: inout State) -> StubServer.Answer {
        let id = body["externalId"] as? String ?? ""
        guard state.companies[id] == nil else { return failure(409, "ALREADY_EXISTS", "it is there") }
        let name = "\(parent)/companies/c-\(state.companies.count + 1)"
        state.companies[id] = name
        return .json(#"{"name": "\#(name)", "externalId": "\#(id)", "displayName": "x"}"#)
    }

    private static func batch(_ creates: Bool, _ body: [String: Any], _ state: inout State) -> StubServer.Answer {
        let jobs = body["jobs"] as? [[String: Any]] ?? []
        guard jobs.count <= 200 else { return failure(400, "INVALID_ARGUMENT", "too many jobs") }
        state.batches.append((creates ? "create" : body["updateMask"] == nil ? "update" : "expire", jobs.count))
        let results = jobs.map { job -> String in
            let text = job.compactMapValues { $0 as? String }
            let requisition = text["requisitionId"] ?? ""
            if state.refused.contains(requisition) {
                return #"{"status": {"code": 3, "message": "Invalid job title."}}"#
            }
            if creates {
                guard state.jobs[requisition] == nil else { return #"{"status": {"code": 6, "message": "exists"}}"# }
                let name = "\(parent)/jobs/j-\(state.jobs.count + 1)"
                state.jobs[requisition] = text.merging(["name": name]) { $1 }
                return #"{"job": {"name": "\#(name)", "requisitionId": "\#(requisition)"}, "status": {}}"#
            }
            let name = text["name"] ?? ""
            guard let known = state.jobs.first(where: { $0.value["name"] == name })?.key else {
                return #"{"status": {"code": 5, "message": "not found"}}"#
            }
            if body["updateMask"] != nil { state.expired.insert(known) }
            state.jobs[known]?.merge(text) { $1 }
            return #"{"job": {"name": "\#(name)", "requisitionId": "\#(known)"}}"#
        }
        let name = "\(parent)/operations/o-\(state.operations.count + 1)"
        state.operations[name] = (2, #"{"jobResults": [\#(results.joined(separator: ","))]}"#)
        return .json(#"{"name": "\#(name)", "metadata": {"state": "PROCESSING"}}"#)
    }

    private static func operation(_ name: String, _ state: inout State) -> StubServer.Answer {
        guard let operation = state.operations[name] else { return failure(404, "NOT_FOUND", "no operation") }
        state.operations[name]?.looks -= 1
        guard operation.looks <= 1 else { return .json(#"{"name": "\#(name)", "done": false}"#) }
        return .json(#"{"name": "\#(name)", "done": true, "response": \#(operation.response)}"#)
    }

    private static func search(_ body: [String: Any], _ state: inout State) -> StubServer.Answer {
        let query = (body["jobQuery"] as? [String: Any])?["query"] as? String ?? ""
        guard query.unicodeScalars.count <= 255 else { return failure(400, "INVALID_ARGUMENT", "query too long") }
        if body["pageToken"] == nil { state.searches.append(query) }
        let ids = state.jobs.keys.filter { !state.expired.contains($0) }.sorted()
        let start = Int(body["pageToken"] as? String ?? "") ?? 0
        let size = min(2, body["maxPageSize"] as? Int ?? 0)
        let page = ids.dropFirst(start).prefix(size).map { #"{"job": {"name": "n", "requisitionId": "\#($0)"}}"# }
        let next = start + size < ids.count ? #", "nextPageToken": "\#(start + size)""# : ""
        return .json(#"{"matchingJobs": [\#(page.joined(separator: ","))]\#(next)}"#)
    }
}
