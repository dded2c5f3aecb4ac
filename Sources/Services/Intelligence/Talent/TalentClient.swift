public import Base
internal import FoundationEssentials
public import Outbound
internal import Synchronization

/// Why Google's Talent Solution did not do what it was asked.
public struct TalentError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        /// Not reached, or failing.
        case unavailable
        /// A quota is used up; ``TalentError/retryAfter`` may say for how long.
        case busy
        /// It does not let us, or not with these credentials.
        case refused
        /// It does not take the request as it is.
        case rejected
        /// An answer of another form.
        case malformed
        /// An operation that did not end in time.
        case slow
    }

    public let code: Code
    public let message: String
    public let retryAfter: Duration?

    public init(_ code: Code, _ message: String, retryAfter: Duration? = nil) {
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    public var description: String { message }
}

/// Google Cloud Talent Solution, version 4: companies, jobs in batches, and searches.
///
/// It asks for a token with the service account's signature, keeps it while it lasts, and asks for another when one is refused.
public final class TalentClient: Sendable {
    /// Where Google answers.
    public static let usualAddress = "https://jobs.googleapis.com"
    static let scope = "https://www.googleapis.com/auth/jobs"
    /// Seconds before its end that a token is not used any more.
    private static let tokenMargin = 60.0

    public struct Access: Sendable {
        public var address: String
        public var project: String
        public var tenant: String
        public var account: ServiceAccount
        /// Seconds that one request may take, and an operation at most.
        public var seconds: Int
        public var operationSeconds: Int
        public var client: any HTTPClient

        public init(
            address: String, project: String, tenant: String, account: ServiceAccount, seconds: Int,
            operationSeconds: Int, client: any HTTPClient
        ) {
            self.address = String(address.reversed().drop { $0 == "/" }.reversed())
            self.project = project
            self.tenant = tenant
            self.account = account
            self.seconds = seconds
            self.operationSeconds = operationSeconds
            self.client = client
        }
    }

    let access: Access
    private let time: TimeSource
    private let sleep: @Sendable (Duration) -> Void
    private let token = Mutex<(text: String, until: Date)?>(nil)

    /// - Parameter sleep: waits between looks at an operation; tests pass one that only takes note.
    public init(
        _ access: Access, time: TimeSource = .system,
        sleep: @escaping @Sendable (Duration) -> Void = RetryingClient.block
    ) {
        self.access = access
        self.time = time
        self.sleep = sleep
    }

    /// `projects/{project}/tenants/{tenant}`, below which everything is.
    var parent: String { "projects/\(access.project)/tenants/\(access.tenant)" }

    // MARK: Requests

    /// Sends a request below `/v4/` and reads its answer; once more with a new token where the old one was refused.
    func call<Answer: Decodable>(
        _ method: String, _ path: String, _ body: (some Encodable)?, as type: Answer.Type
    ) throws(TalentError) -> Answer {
        let bytes = try body.map { body throws(TalentError) in
            do {
                return Array(try JSONEncoder().encode(body))
            } catch {
                throw TalentError(.rejected, "a request cannot be written: \(error)")
            }
        }
        for isLast in [false, true] {
            let token = try validToken()
            var request = OutboundRequest(
                method: method, url: access.address + "/v4/" + path,
                headers: [
                    OutboundHeader("Authorization", "Bearer \(token)"), OutboundHeader("Accept", "application/json"),
                ],
                body: bytes, timeout: .seconds(access.seconds))
            if bytes != nil { request.headers.append(OutboundHeader("Content-Type", "application/json")) }
            let response = try send(request)
            if response.status == 401, !isLast {
                self.token.withLock { if $0?.text == token { $0 = nil } }
                continue
            }
            try Self.check(response)
            return try Self.read(response.body, as: type)
        }
        throw TalentError(.refused, "the credentials are refused")
    }

    private func send(_ request: OutboundRequest) throws(TalentError) -> OutboundResponse {
        do throws(OutboundError) {
            return try access.client.send(request)
        } catch {
            throw TalentError(
                [.retryLater, .suspended].contains(error.code) ? .busy : .unavailable, error.message,
                retryAfter: error.retryAfter)
        }
    }

    private struct Failure: Decodable {
        struct Content: Decodable {
            var message: String?
            var status: String?
        }
        var error: Content?
    }

    private static func check(_ response: OutboundResponse) throws(TalentError) {
        guard !(200...299).contains(response.status) else { return }
        let failure = try? JSONDecoder().decode(Failure.self, from: Data(response.body)).error
        let message = "status \(response.status) \(failure?.status ?? ""): \(failure?.message ?? "no message")"
        switch response.status {
        case 401, 403: throw TalentError(.refused, message)
        case 429: throw TalentError(.busy, message)
        case 500...599: throw TalentError(.unavailable, message)
        default: throw TalentError(.rejected, message)
        }
    }

    private static func read<Answer: Decodable>(_ bytes: [UInt8], as type: Answer.Type) throws(TalentError) -> Answer {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw TalentError(.malformed, "an answer of another form than version 4's")
        }
    }

    private struct Grant: Decodable {
        var accessToken: String
        var expiresIn: Int?

        private enum CodingKeys: String, CodingKey {
            case accessToken = "access_token"
            case expiresIn = "expires_in"
        }
    }

    private func validToken() throws(TalentError) -> String {
        let now = time.now
        if let known = token.withLock({ $0 }), known.until > now { return known.text }
        let assertion = try access.account.assertion(scope: Self.scope, at: now)
        let form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=\(assertion)"
        let response = try send(
            OutboundRequest(
                method: "POST", url: access.account.tokenAddress,
                headers: [OutboundHeader("Content-Type", "application/x-www-form-urlencoded")], body: Array(form.utf8),
                timeout: .seconds(access.seconds), isRepeatable: true))
        guard response.status != 400 else { throw TalentError(.refused, "the credentials are refused") }
        try Self.check(response)
        let grant = try Self.read(response.body, as: Grant.self)
        let until = now.addingTimeInterval(Double(grant.expiresIn ?? 3600) - Self.tokenMargin)
        token.withLock { $0 = (grant.accessToken, until) }
        return grant.accessToken
    }

    // MARK: Operations

    struct Operation<Response: Decodable>: Decodable {
        struct Problem: Decodable {
            var code: Int?
            var message: String?
        }
        var name: String
        var done: Bool?
        var error: Problem?
        var response: Response?
    }

    /// Starts an operation and waits for its end, with growing waits between the looks.
    /// - Parameter check: called between the looks; throws to stop waiting.
    func finish<Response: Decodable>(
        _ path: String, _ body: some Encodable, as type: Response.Type, check: () throws -> Void
    ) throws -> Response {
        var operation = try call("POST", path, body, as: Operation<Response>.self)
        var (waited, wait) = (Duration.zero, Duration.milliseconds(500))
        while operation.done != true {
            try check()
            guard waited < .seconds(access.operationSeconds) else {
                throw TalentError(.slow, "an operation did not end in \(access.operationSeconds) s")
            }
            sleep(wait)
            waited += wait
            wait = min(wait * 2, .seconds(10))
            operation = try call("GET", operation.name, Nothing?.none, as: Operation<Response>.self)
        }
        if let problem = operation.error {
            // 8 is RESOURCE_EXHAUSTED.
            throw TalentError(problem.code == 8 ? .busy : .rejected, problem.message ?? "an operation failed")
        }
        guard let response = operation.response else { throw TalentError(.malformed, "an operation without a result") }
        return response
    }

    struct Nothing: Encodable {}
}
