internal import FoundationEssentials
internal import Model
public import Outbound

/// How a model is reached: address, key and limits, the same for each kind of interface.
public struct ModelAccess: Sendable {
    /// The base address.
    public var address: String
    public var model: String
    public var key: String
    /// Seconds that one try may take.
    public var seconds: Int
    /// Bytes of an answer.
    public var answerLimit: Int
    public var client: any HTTPClient

    public init(
        address: String, model: String, key: String, seconds: Int, answerLimit: Int, client: any HTTPClient
    ) {
        self.address = String(address.reversed().drop { $0 == "/" }.reversed())
        self.model = model
        self.key = key
        self.seconds = seconds
        self.answerLimit = answerLimit
        self.client = client
    }

    /// What came back for a JSON text that was posted.
    enum Exchange<Answer> {
        case answer(Answer)
        /// The other side does not take a request of this form.
        case unsuitable(status: Int)
    }

    /// Posts a JSON text and reads the JSON answer. White space before it is of no consequence: some send blank lines while a
    /// question waits for its turn.
    func exchange<Answer: Decodable>(
        _ path: String, _ header: OutboundHeader?, _ body: [UInt8], as type: Answer.Type
    ) throws(ModelError) -> Exchange<Answer> {
        var headers = ["Content-Type", "Accept"].map { OutboundHeader($0, "application/json") }
        if let header, !key.isEmpty { headers.append(header) }
        let request = OutboundRequest(
            method: "POST", url: address + path, headers: headers, body: body, timeout: .seconds(seconds),
            maximumBodyBytes: answerLimit)
        let response: OutboundResponse
        do throws(OutboundError) {
            response = try client.send(request)
        } catch {
            throw Self.error(error)
        }
        if Self.unsuitable.contains(response.status) { return .unsuitable(status: response.status) }
        guard response.status == 200 else { throw Self.error(status: response.status) }
        guard !response.body.allSatisfy({ $0 <= 32 }) else {
            throw ModelError(.blank, "an empty answer", charge: .unknown)
        }
        let data = Data(response.body)
        // Before the answer itself: an error's members may look like an answer without content.
        if let failure = try? JSONDecoder().decode(Failure.self, from: data).error { throw failure.modelError }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: data) else {
            throw ModelError(.malformed, "not an answer of this interface", charge: .unknown)
        }
        return .answer(answer)
    }

    /// Statuses of those who do not know a member of the request, or cannot do what it asks for.
    private static let unsuitable: Set<Int> = [400, 404, 415, 422, 501]

    private static func error(_ error: OutboundError) -> ModelError {
        switch error.code {
        case .retryLater, .suspended: ModelError(.busy, error.message)
        case .timeout: ModelError(.slow, error.message, charge: .unknown)
        case .interrupted: ModelError(.cut, error.message, charge: .unknown)
        case .malformedAnswer, .bodyTooLarge, .headersTooLarge:
            ModelError(.malformed, error.message, charge: .unknown)
        case .invalidRequest, .refusedByGuard, .unresolvedHost, .unreachable, .tls, .tooManyRedirects:
            ModelError(.unavailable, error.message)
        }
    }

    /// An answer of that status did no work.
    static func error(status: Int) -> ModelError {
        let outcome: ModelNote.Outcome =
            switch status {
            case 402: .unpaid
            case 429: .busy
            case 400...499: .refused
            default: .unavailable
            }
        return ModelError(outcome, "answered with status \(status)")
    }

    /// `{"error": …}`, which some send with status 200.
    private struct Failure: Decodable {
        var error: Content?

        struct Content: Decodable {
            var status: Int?

            private enum CodingKeys: String, CodingKey { case code }

            init(from decoder: any Decoder) throws {
                // An object with a code, or only a sentence.
                guard let values = try? decoder.container(keyedBy: CodingKeys.self) else { return }
                let number = try? values.decodeIfPresent(Int.self, forKey: .code)
                let text = try? values.decodeIfPresent(String.self, forKey: .code)
                status = number ?? text.flatMap { Int($0) }
            }

            var modelError: ModelError {
                guard let status, (400...599).contains(status) else {
                    return ModelError(.unavailable, "answered with an error")
                }
                return ModelAccess.error(status: status)
            }
        }
    }
}
