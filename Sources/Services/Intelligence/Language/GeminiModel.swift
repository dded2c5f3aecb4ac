internal import Base
internal import Model
internal import Outbound

/// Google's Gemini, by `POST {address}/v1beta/models/{model}:generateContent`.
public struct GeminiModel: LanguageModel {
    /// Where Google answers.
    public static let usualAddress = "https://generativelanguage.googleapis.com"

    private let access: ModelAccess

    public init(_ access: ModelAccess) {
        self.access = access
    }

    public var name: String { access.model }

    public func answer(_ question: ModelQuestion) throws(ModelError) -> [UInt8] {
        var body = Array(#"{"systemInstruction":{"parts":[{"text":"#.utf8)
        body.appendJSON(question.instructions)
        body += Array(#"}]},"contents":[{"role":"user","parts":[{"text":"#.utf8)
        body.appendJSON(question.data)
        body += Array(#"}]}],"generationConfig":{"temperature":0,"responseMimeType":"application/json","#.utf8)
        body += Array((#""responseJsonSchema":"# + question.schema + "}}").utf8)
        // In a header: addresses end up in logs.
        let answer = try access.exchange(
            "/v1beta/models/\(access.model):generateContent", OutboundHeader("x-goog-api-key", access.key), body,
            as: Answer.self)
        if answer.promptFeedback?.blockReason != nil { throw ModelError(.refused, "the question was blocked") }
        guard let candidate = answer.candidates?.first else { throw ModelError(.blank, "no candidates") }
        switch candidate.finishReason {
        case "STOP", nil: break
        case "MAX_TOKENS": throw ModelError(.cut, "the answer is longer than the model may write")
        default: throw ModelError(.refused, "the answer was withheld")
        }
        let text = (candidate.content?.parts ?? []).filter { $0.thought != true }.compactMap(\.text).joined()
        return Array(text.utf8)
    }

    private struct Answer: Decodable {
        struct Feedback: Decodable { var blockReason: String? }
        struct Part: Decodable {
            var text: String?
            var thought: Bool?
        }
        struct Content: Decodable { var parts: [Part]? }
        struct Candidate: Decodable {
            var content: Content?
            var finishReason: String?
        }
        var candidates: [Candidate]?
        var promptFeedback: Feedback?
    }
}
