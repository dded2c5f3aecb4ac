internal import Base
internal import Model
internal import Outbound

/// Google's Gemini, by `POST {address}/v1beta/models/{model}:generateContent`.
public struct GeminiModel: LanguageModel {
    private let access: ModelAccess

    public init(_ access: ModelAccess) {
        self.access = access
    }

    public var name: String { access.model }

    public func requestBytes(_ question: ModelQuestion) -> Int { body(question).count }

    private func body(_ question: ModelQuestion) -> [UInt8] {
        var body = Array(#"{"systemInstruction":{"parts":[{"text":"#.utf8)
        body.appendJSON(question.instructions)
        body += Array(#"}]},"contents":[{"role":"user","parts":[{"text":"#.utf8)
        body.appendJSON(question.data)
        body += Array(#"}]}],"generationConfig":{"temperature":0,"responseMimeType":"application/json","#.utf8)
        if let limit = question.outputTokens { body += Array("\"maxOutputTokens\":\(limit),".utf8) }
        return body + Array((#""responseJsonSchema":"# + question.schema + "}}").utf8)
    }

    public func answer(_ question: ModelQuestion) throws(ModelError) -> ModelReply {
        // In a header: addresses end up in logs.
        let exchanged = try access.exchange(
            "/v1beta/models/\(access.model):generateContent", OutboundHeader("x-goog-api-key", access.key),
            body(question), as: Answer.self)
        switch exchanged {
        case .answer(let answer): return try answer.reply()
        case .unsuitable(let status): throw ModelAccess.error(status: status)
        }
    }

    private struct Answer: Decodable {
        struct Feedback: Decodable { var blockReason: String? }
        struct Part: Decodable {
            var text: String?
            var thought: Bool?
        }
        struct Content: Decodable { var parts: [Part]? }
        struct Usage: Decodable {
            var promptTokenCount: Int?
            var candidatesTokenCount: Int?
            var thoughtsTokenCount: Int?
        }
        struct Candidate: Decodable {
            var content: Content?
            var finishReason: String?
        }
        var candidates: [Candidate]?
        var promptFeedback: Feedback?
        var usageMetadata: Usage?

        func reply() throws(ModelError) -> ModelReply {
            let usage: ModelUsage? = usageMetadata.flatMap { usage in
                guard let input = usage.promptTokenCount else { return nil }
                return ModelUsage(
                    input: input, output: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0))
            }
            if promptFeedback?.blockReason != nil {
                throw ModelError(.refused, "the question was blocked", charge: usage.charge)
            }
            guard let candidate = candidates?.first else {
                throw ModelError(.blank, "no candidates", charge: usage.charge)
            }
            switch candidate.finishReason {
            case "STOP", nil: break
            case "MAX_TOKENS":
                throw ModelError(.cut, "the answer is longer than the model may write", charge: usage.charge)
            default: throw ModelError(.refused, "the answer was withheld", charge: usage.charge)
            }
            let text = (candidate.content?.parts ?? []).filter { $0.thought != true }.compactMap(\.text).joined()
            return ModelReply(text: Array(text.utf8), usage: usage)
        }
    }
}
