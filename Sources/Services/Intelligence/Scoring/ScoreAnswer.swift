internal import FoundationEssentials
internal import Model

/// What a model says of a pair. Nothing of it is believed yet.
struct ScoreAnswer: Decodable {
    struct Requirement: Decodable {
        var text: String?
        var state: Refinement.Requirement.State
        var postingQuote: String?
        var resumeQuote: String?

        init(from decoder: any Decoder) throws {
            let values = try Members(decoder, ["requirement", "state", "posting_quote", "resume_quote"])
            text = try values.text("requirement")
            guard let state = Refinement.Requirement.State(rawValue: try values.text("state") ?? "") else {
                throw DecodingError.dataCorrupted(
                    DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no state"))
            }
            self.state = state
            postingQuote = try values.text("posting_quote")
            resumeQuote = try values.text("resume_quote")
        }
    }

    struct Reason: Decodable {
        var text: String?
        var resumeQuote: String?
        var postingQuote: String?

        init(from decoder: any Decoder) throws {
            let values = try Members(decoder, ["reason", "resume_quote", "posting_quote"])
            text = try values.text("reason")
            resumeQuote = try values.text("resume_quote")
            postingQuote = try values.text("posting_quote")
        }
    }

    var score: Int
    var requirements: [Requirement]
    var reasons: [Reason]

    init(from decoder: any Decoder) throws {
        let values = try Members(decoder, ["score", "requirements", "reasons"])
        score = try values.number("score")
        guard (0...100).contains(score) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no score"))
        }
        requirements = try values.list("requirements")
        reasons = try values.list("reasons")
    }

    /// Reads an answer that keeps to the schema to the letter.
    static func read(_ bytes: [UInt8]) throws(ModelError) -> ScoreAnswer {
        guard !bytes.allSatisfy({ $0 <= 32 }) else { throw ModelError(.blank, "an empty answer") }
        do {
            return try JSONDecoder().decode(ScoreAnswer.self, from: Data(bytes))
        } catch {
            throw ModelError(.malformed, "the answer does not keep to the schema")
        }
    }

    /// The schema that an answer keeps to.
    static let schema: String = {
        let (text, maybe) = (#"{"type":"string"}"#, #"{"type":["string","null"]}"#)
        let state = #"{"type":"string","enum":["met","partly","missing"]}"#
        let requirement = JSONSchema.object([
            ("requirement", text), ("state", state), ("posting_quote", text), ("resume_quote", maybe),
        ])
        let reason = JSONSchema.object([("reason", text), ("resume_quote", text), ("posting_quote", text)])
        return JSONSchema.object([
            ("score", #"{"type":"integer"}"#), ("requirements", JSONSchema.list(requirement)),
            ("reasons", JSONSchema.list(reason)),
        ])
    }()
}
