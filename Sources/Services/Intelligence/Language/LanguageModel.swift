public import Model

/// A large language model behind an interface over HTTP: a question in, a JSON text out. It is given no tools.
public protocol LanguageModel: Sendable {
    /// The model's name, as its provider and the settings have it.
    var name: String { get }

    /// Asks and waits for the whole answer.
    /// - Returns: what the model wrote, which may be anything.
    func answer(_ question: ModelQuestion) throws(ModelError) -> [UInt8]
}

/// What a model is asked.
public struct ModelQuestion: Sendable {
    /// Ours: what is to be done.
    public var instructions: String
    /// Somebody else's: what it is to be done with.
    public var data: String
    /// The JSON schema of the answer.
    public var schema: String

    public init(instructions: String, data: String, schema: String) {
        self.instructions = instructions
        self.data = data
        self.schema = schema
    }
}

/// Why a model gave nothing of use.
public struct ModelError: Error, Sendable, Equatable, CustomStringConvertible {
    public let outcome: ModelNote.Outcome
    /// For the log: holds nothing of the document or the answer, and no key.
    public let reason: String

    public init(_ outcome: ModelNote.Outcome, _ reason: String) {
        self.outcome = outcome
        self.reason = reason
    }

    public var description: String { "the language model gave nothing of use: \(reason)" }
}
