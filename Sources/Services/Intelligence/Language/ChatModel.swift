internal import Base
internal import FoundationEssentials
internal import Model
internal import Outbound
internal import Synchronization

/// A model behind the interface that OpenAI made and many others have: `POST {address}/chat/completions`.
///
/// Not all of them keep an answer to a schema. It asks for that first, then for some JSON object, then for text in which an
/// object is looked for, and remembers for as long as the process lives what the address took.
public struct ChatModel: LanguageModel {
    /// Where OpenAI answers.
    public static let usualAddress = "https://api.openai.com/v1"

    /// What the interface is asked to hold the answer to, the strictest first.
    enum Form: Int, CaseIterable, Sendable {
        case schema, object, text
    }

    /// What an address took last, shared by all copies.
    private final class Memory: Sendable {
        let form = Mutex(Form.schema)
    }

    private let access: ModelAccess
    private let memory = Memory()

    public init(_ access: ModelAccess) {
        self.access = access
    }

    public var name: String { access.model }

    var form: Form { memory.form.withLock { $0 } }

    public func requestBytes(_ question: ModelQuestion) -> Int {
        Form.allCases.map { body(question, $0).count }.max() ?? 0
    }

    public func answer(_ question: ModelQuestion) throws(ModelError) -> ModelReply {
        var form = form
        while true {
            let exchanged = try access.exchange(
                "/chat/completions", OutboundHeader("Authorization", "Bearer \(access.key)"), body(question, form),
                as: Answer.self)
            switch exchanged {
            case .answer(let answer):
                let reply = try answer.reply(lenient: form == .text)
                memory.form.withLock { $0 = form }
                return reply
            case .unsuitable(let status):
                guard let next = Form(rawValue: form.rawValue + 1) else { throw ModelAccess.error(status: status) }
                form = next
            }
        }
    }

    private func body(_ question: ModelQuestion, _ form: Form) -> [UInt8] {
        var body = Array(#"{"model":"#.utf8)
        body.appendJSON(access.model)
        body += Array(#","messages":[{"role":"system","content":"#.utf8)
        body.appendJSON(form == .schema ? question.instructions : Self.spelled(question))
        body += Array(#"},{"role":"user","content":"#.utf8)
        body.appendJSON(question.data)
        body += Array("}]".utf8)
        if let limit = question.outputTokens {
            // OpenAI's newer models know the first word only, everybody else the second.
            let isOpenAI = access.address == Self.usualAddress
            body += Array(",\"\(isOpenAI ? "max_completion_tokens" : "max_tokens")\":\(limit)".utf8)
        }
        switch form {
        case .schema:
            body += Array(#","response_format":{"type":"json_schema","json_schema":{"name":"#.utf8)
            body.appendJSON(question.schemaName)
            body += Array((#","strict":true,"schema":"# + question.schema + "}}").utf8)
        case .object: body += Array(#","response_format":{"type":"json_object"}"#.utf8)
        case .text: break
        }
        // OpenRouter would else give the question to providers that overlook the form.
        if form != .text, access.address.hasPrefix("https://openrouter.ai/") {
            body += Array(#","provider":{"require_parameters":true}"#.utf8)
        }
        return body + Array("}".utf8)
    }

    /// The instructions with the schema in words, for who does not take it as a member. Some want to read "json" before they
    /// write any.
    private static func spelled(_ question: ModelQuestion) -> String {
        question.instructions
            + "\nAnswer with one json object, without any other text, that keeps to this JSON schema:\n"
            + question.schema
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
        struct Usage: Decodable {
            var promptTokens: Int?
            var completionTokens: Int?

            private enum CodingKeys: String, CodingKey {
                case promptTokens = "prompt_tokens"
                case completionTokens = "completion_tokens"
            }
        }
        var choices: [Choice]
        var usage: Usage?

        func reply(lenient: Bool) throws(ModelError) -> ModelReply {
            let usage: ModelUsage? = usage.flatMap { usage in
                guard let input = usage.promptTokens, let output = usage.completionTokens else { return nil }
                return ModelUsage(input: input, output: output)
            }
            guard let choice = choices.first else { throw ModelError(.blank, "no choices", charge: usage.charge) }
            if let refusal = choice.message.refusal, !refusal.isEmpty {
                throw ModelError(.refused, "it would not answer", charge: usage.charge)
            }
            switch choice.finishReason {
            case "stop", nil: break
            case "length":
                throw ModelError(.cut, "the answer is longer than the model may write", charge: usage.charge)
            case "error": throw ModelError(.unavailable, "it failed while it wrote", charge: usage.charge)
            default: throw ModelError(.refused, "the answer was withheld", charge: usage.charge)
            }
            let text = Array((choice.message.content ?? "").utf8)
            return ModelReply(text: lenient ? JSONSearch.object(in: text) : text, usage: usage)
        }
    }
}

/// Looks for a JSON object in a text around it.
enum JSONSearch {
    /// From the first brace to the one that closes it, or the text as it is where there is none.
    static func object(in text: [UInt8]) -> [UInt8] {
        var start = 0
        // What a model thought aloud is no answer.
        let end = Array("</think>".utf8)
        if let found = text.firstRange(of: end) { start = found.upperBound }
        guard let first = text[start...].firstIndex(of: UInt8(ascii: "{")) else { return text }
        var (depth, isText, isEscaped) = (0, false, false)
        for index in first..<text.count {
            let byte = text[index]
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return Array(text[first...index]) }
            default: break
            }
        }
        return text
    }
}
