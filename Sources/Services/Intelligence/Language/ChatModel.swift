internal import Base
internal import Model
internal import Outbound

/// A model behind the interface that OpenAI made and many others have: `POST {address}/chat/completions`.
public struct ChatModel: LanguageModel {
    /// Where OpenAI answers.
    public static let usualAddress = "https://api.openai.com/v1"

    private let access: ModelAccess

    public init(_ access: ModelAccess) {
        self.access = access
    }

    public var name: String { access.model }

    public func answer(_ question: ModelQuestion) throws(ModelError) -> [UInt8] {
        var body = Array(#"{"model":"#.utf8)
        body.appendJSON(access.model)
        body += Array(#","messages":[{"role":"system","content":"#.utf8)
        body.appendJSON(question.instructions)
        body += Array(#"},{"role":"user","content":"#.utf8)
        body.appendJSON(question.data)
        body += Array(#"}],"response_format":{"type":"json_schema","json_schema":{"name":"profile","#.utf8)
        body += Array((#""strict":true,"schema":"# + question.schema + "}}}").utf8)
        let answer = try access.exchange(
            "/chat/completions", OutboundHeader("Authorization", "Bearer \(access.key)"), body, as: Answer.self)
        guard let choice = answer.choices.first else { throw ModelError(.blank, "no choices") }
        if let refusal = choice.message.refusal, !refusal.isEmpty { throw ModelError(.refused, "it would not answer") }
        switch choice.finishReason {
        case "stop", nil: break
        case "length": throw ModelError(.cut, "the answer is longer than the model may write")
        default: throw ModelError(.refused, "the answer was withheld")
        }
        return Array((choice.message.content ?? "").utf8)
    }

    private struct Answer: Decodable {
        struct Message: Decodable {
            var content: String?
            var refusal: String?
        }
        struct Choice: Decodable {
            var message: Message
            var finishReason: String?

            private enum CodingKeys: String, CodingKey {
                case message
                case finishReason = "finish_reason"
            }
        }
        var choices: [Choice]
    }
}
