internal import Base
internal import FoundationEssentials
internal import Model
internal import Outbound
internal import Synchronization

/// A model behind the interface that OpenAI made and many others have: `POST {address}/chat/completions`.
///
/// Not all of them keep an answer to a schema. It asks for that first, then for some JSON object, then for text, and remembers
/// for as long as the process lives what the address took. Some take a form and overlook it: whatever was asked for, the schema
/// stands in the question, the object is looked for in what came back, and where there is none the next question goes down a
/// form.
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
                return try read(answer.reply(), of: question, form)
            case .unsuitable(let status):
                guard let next = Form(rawValue: form.rawValue + 1) else { throw ModelAccess.error(status: status) }
                form = next
            }
        }
    }

    /// The object in a reply, and the form to be used from now on. A question that was answered is not asked again here:
    /// whoever pays decides that.
    private func read(_ reply: ModelReply, of question: ModelQuestion, _ form: Form) throws(ModelError) -> ModelReply {
        var reply = reply
        let isBlank = reply.text.allSatisfy { $0 <= 32 }
        let object = isBlank ? reply.text : JSONSearch.object(in: reply.text, with: question.members)
        let next = object == nil ? Form(rawValue: form.rawValue + 1) : nil
        memory.form.withLock { $0 = next ?? form }
        guard let object else {
            throw ModelError(
                .malformed, "the answer holds no object of the schema", charge: reply.usage.charge,
                isWorthRepeating: next != nil)
        }
        reply.text = object
        return reply
    }

    private func body(_ question: ModelQuestion, _ form: Form) -> [UInt8] {
        var body = Array(#"{"model":"#.utf8)
        body.appendJSON(access.model)
        body += Array(#","messages":[{"role":"system","content":"#.utf8)
        body.appendJSON(Self.spelled(question))
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

    /// The instructions with the schema in words, for who does not take it as a member or overlooks it. Some want to read "json"
    /// before they write any.
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

        func reply() throws(ModelError) -> ModelReply {
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
            return ModelReply(text: text, usage: usage)
        }
    }
}

extension ModelQuestion {
    /// The members that the answer must have.
    fileprivate var members: Set<String> {
        struct Schema: Decodable { var required: [String]? }
        let schema = try? JSONDecoder().decode(Schema.self, from: Data(schema.utf8))
        return Set(schema?.required ?? [])
    }
}

/// Looks for a JSON object in a text around it.
enum JSONSearch {
    /// How many braces are tried.
    private static let tries = 20

    /// The first object with some members, in a code fence or with other text around it; nil where there is none.
    static func object(in text: [UInt8], with members: Set<String>) -> [UInt8]? {
        var start = 0
        // What a model thought aloud is no answer.
        if let thought = text.firstRange(of: Array("</think>".utf8)) { start = thought.upperBound }
        for _ in 0..<tries {
            guard let first = text[start...].firstIndex(of: UInt8(ascii: "{")) else { return nil }
            if let last = closing(first, in: text) {
                let object = Array(text[first...last])
                if let names = names(of: object), members.isSubset(of: names) { return object }
            }
            start = first + 1
        }
        return nil
    }

    /// The members of a JSON object, or nil where the text is none.
    private static func names(of object: [UInt8]) -> Set<String>? {
        struct Whatever: Decodable { init(from decoder: any Decoder) {} }
        return (try? JSONDecoder().decode([String: Whatever].self, from: Data(object))).map { Set($0.keys) }
    }

    /// Where the brace that opens at `first` is closed.
    private static func closing(_ first: Int, in text: [UInt8]) -> Int? {
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
                if depth == 0 { return index }
            default: break
            }
        }
        return nil
    }
}
