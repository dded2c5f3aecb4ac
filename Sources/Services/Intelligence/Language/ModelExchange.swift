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

    /// Posts a JSON text and reads the JSON answer.
    func exchange<Answer: Decodable>(
        _ path: String, _ header: OutboundHeader?, _ body: [UInt8], as type: Answer.Type
    ) throws(ModelError) -> Answer {
        var headers = ["Content-Type", "Accept"].map { OutboundHeader($0, "application/json") }
        if let header, !key.isEmpty { headers.append(header) }
        let request = OutboundRequest(
            method: "POST", url: address + path, headers: headers, body: body, timeout: .seconds(seconds),
            maximumBodyBytes: answerLimit)
        let response: OutboundResponse
        do throws(OutboundError) {
            response = try client.send(request)
        } catch {
            throw ModelError(Self.outcome(of: error.code), error.message)
        }
        guard response.status == 200 else {
            throw ModelError(Self.outcome(ofStatus: response.status), "answered with status \(response.status)")
        }
        guard !response.body.allSatisfy({ $0 <= 32 }) else { throw ModelError(.blank, "an empty answer") }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body)) else {
            throw ModelError(.malformed, "not an answer of this interface")
        }
        return answer
    }

    private static func outcome(of code: OutboundError.Code) -> ModelNote.Outcome {
        switch code {
        case .retryLater, .suspended: .busy
        case .timeout: .slow
        case .interrupted: .cut
        case .malformedAnswer, .bodyTooLarge, .headersTooLarge: .malformed
        case .invalidRequest, .refusedByGuard, .unresolvedHost, .unreachable, .tls, .tooManyRedirects: .unavailable
        }
    }

    private static func outcome(ofStatus status: Int) -> ModelNote.Outcome {
        switch status {
        case 429: .busy
        case 400...499: .refused
        default: .unavailable
        }
    }
}
