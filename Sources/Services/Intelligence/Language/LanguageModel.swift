public import Model

/// A large language model behind an interface over HTTP: a question in, a JSON text out. It is given no tools.
public protocol LanguageModel: Sendable {
    /// The model's name, as its provider and the settings have it.
    var name: String { get }

    /// Asks and waits for the whole answer.
    /// - Returns: what the model wrote, which may be anything.
    func answer(_ question: ModelQuestion) throws(ModelError) -> ModelReply

    /// Bytes of the largest request that the question may become: no tokeniser makes more tokens than bytes.
    func requestBytes(_ question: ModelQuestion) -> Int
}

/// What a model is asked.
public struct ModelQuestion: Sendable {
    /// Ours: what is to be done.
    public var instructions: String
    /// Somebody else's: what it is to be done with.
    public var data: String
    /// The JSON schema of the answer.
    public var schema: String
    /// What the schema is called, where the interface wants a name.
    public var schemaName: String
    /// Tokens that it may write, thinking included; nil leaves it to the provider.
    public var outputTokens: Int?

    public init(
        instructions: String, data: String, schema: String, schemaName: String = "answer", outputTokens: Int? = nil
    ) {
        self.instructions = instructions
        self.data = data
        self.schema = schema
        self.schemaName = schemaName
        self.outputTokens = outputTokens
    }
}

/// What a model wrote, and what it counted for it.
public struct ModelReply: Sendable, Equatable {
    public var text: [UInt8]
    /// nil where the provider does not say.
    public var usage: ModelUsage?

    public init(text: [UInt8], usage: ModelUsage? = nil) {
        self.text = text
        self.usage = usage
    }
}

/// Tokens of one question, as the provider counts them.
public struct ModelUsage: Sendable, Equatable {
    public var input: Int
    /// Thinking included.
    public var output: Int

    public init(input: Int, output: Int) {
        self.input = max(0, input)
        self.output = max(0, output)
    }
}

/// Why a model gave nothing of use.
public struct ModelError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a failed question costs all the same.
    public enum Charge: Sendable, Equatable {
        /// The provider did no work for it.
        case nothing
        case usage(ModelUsage)
        /// Nobody said: it may have cost all that it could.
        case unknown
    }

    public let outcome: ModelNote.Outcome
    /// For the log: holds nothing of the document or the answer, and no key.
    public let reason: String
    public let charge: Charge
    /// Whether the next question goes out in a form that the model may take better.
    public let isWorthRepeating: Bool

    public init(
        _ outcome: ModelNote.Outcome, _ reason: String, charge: Charge = .nothing, isWorthRepeating: Bool = false
    ) {
        self.outcome = outcome
        self.reason = reason
        self.charge = charge
        self.isWorthRepeating = isWorthRepeating
    }

    public var description: String { "the language model gave nothing of use: \(reason)" }
}

extension ModelUsage? {
    /// What an answer cost that is of no use.
    var charge: ModelError.Charge { map { .usage($0) } ?? .unknown }
}
