internal import Configuration
public import Intelligence

extension Settings {
    /// Who scores, and which language model helps with what.
    public struct Engines: Sendable {
        /// The engine of matches that name none.
        public var standard: String
        /// Milliseconds the simulated engine takes, at least and at most.
        public var simulatedDelay: ClosedRange<Int>
        /// Who arranges profiles beside the embedded reader.
        public var normaliser: Normaliser
        /// Where that model is, by what name, and with which key.
        public var modelURL: String
        public var modelName: String
        public var modelKey: String
        /// Seconds that one question may take.
        public var modelSeconds: Int
        /// Bytes of a resume's text that are sent, and of an answer that are read.
        public var modelTextLimit: Int
        public var modelAnswerLimit: Int
        /// Where OpenAI's and Google's interfaces are when ``modelURL`` names no other.
        public var openAIURL: String
        public var geminiURL: String
        /// Which model refines scores; nobody where it is `none`.
        public var refiner: Refiner
        /// How many of a ranking's best are refined at most.
        public var refineTop: Int
        /// Points by which a model may move a score.
        public var modelInfluence: Int
        /// Tokens of one answer on a pair.
        public var modelOutputTokens: Int
        /// What the model costs; nil only where none refines.
        public var modelPrice: ModelPrice?
        /// Millionths of a US dollar: for one run, one person's day, the installation's month.
        public var budgets: (run: Int, day: Int, month: Int)
        /// Days that answers which were paid for are kept.
        public var modelReplyDays: Int

        /// Google's Talent Solution; nobody uses it where the project is empty.
        public var talent: Talent

        public struct Talent: Sendable {
            public var address: String
            public var project: String
            public var tenant: String
            /// The path of the service account's JSON file.
            public var credentials: String
            /// Results of a search that are looked at.
            public var results: Int
            /// Seconds that a request may take, and an operation.
            public var seconds: Int
            public var operationSeconds: Int

            public var isUsed: Bool { !project.isEmpty }
        }

        public enum Refiner: String, Sendable, CaseIterable {
            case none, gemini, openai
        }

        public enum Normaliser: String, Sendable, CaseIterable {
            case embedded, gemini, openai
        }
    }
}

extension Settings.Engines {
    init(_ reader: inout SettingsReader) {
        let shortest = reader.integer("HUNTER_SIMULATED_MIN_MS", default: 500, in: 0...600_000)
        let longest = reader.integer("HUNTER_SIMULATED_MAX_MS", default: 2000, in: 0...600_000)
        if shortest > longest { reader.report("HUNTER_SIMULATED_MIN_MS must not exceed HUNTER_SIMULATED_MAX_MS.") }
        standard = reader.text("HUNTER_ENGINE", default: "embedded")
        simulatedDelay = min(shortest, longest)...longest
        normaliser = reader.choice("HUNTER_NORMALISER", default: .embedded)
        modelURL = reader.text("HUNTER_MODEL_URL", default: "")
        modelName = reader.text("HUNTER_MODEL_NAME", default: "")
        modelKey = reader.text("HUNTER_MODEL_KEY", default: "")
        modelSeconds = reader.integer("HUNTER_MODEL_SECONDS", default: 60, in: 1...600)
        modelTextLimit = reader.integer("HUNTER_MODEL_TEXT_LIMIT", default: 60_000, in: 1000...1_000_000)
        modelAnswerLimit = reader.integer("HUNTER_MODEL_ANSWER_LIMIT", default: 1 << 20, in: 1024...(16 << 20))
        openAIURL = reader.text("OPENAI_BASE_URL", default: "https://api.openai.com/v1")
        geminiURL = reader.text("GEMINI_BASE_URL", default: "https://generativelanguage.googleapis.com")
        refiner = reader.choice("HUNTER_REFINER", default: .none)
        refineTop = reader.integer("HUNTER_REFINE_TOP", default: 20, in: 1...500)
        modelInfluence = reader.integer("HUNTER_MODEL_INFLUENCE", default: 10, in: 0...100)
        modelOutputTokens = reader.integer("HUNTER_MODEL_OUTPUT_TOKENS", default: 2000, in: 100...100_000)
        let price = reader.text("HUNTER_MODEL_PRICE", default: "")
        modelPrice = price.isEmpty ? ModelPrice.known(modelName) : ModelPrice(text: price)
        budgets = (
            run: Self.dollars(reader.text("HUNTER_BUDGET_RUN", default: "0.25"), "HUNTER_BUDGET_RUN", &reader),
            day: Self.dollars(reader.text("HUNTER_BUDGET_DAY", default: "1.00"), "HUNTER_BUDGET_DAY", &reader),
            month: Self.dollars(
                reader.text("HUNTER_BUDGET_MONTH", default: "20.00"), "HUNTER_BUDGET_MONTH", &reader)
        )
        modelReplyDays = reader.integer("HUNTER_MODEL_REPLY_DAYS", default: 30, in: 1...3650)
        talent = Talent(
            address: reader.text("CTS_BASE_URL", default: "https://jobs.googleapis.com"),
            project: reader.text("CTS_PROJECT", default: ""), tenant: reader.text("CTS_TENANT", default: ""),
            credentials: reader.text("CTS_CREDENTIALS", default: ""),
            results: reader.integer("CTS_RESULTS", default: 200, in: 1...5000),
            seconds: reader.integer("CTS_SECONDS", default: 30, in: 1...600),
            operationSeconds: reader.integer("CTS_OPERATION_SECONDS", default: 300, in: 1...3600))
        if talent.isUsed {
            if talent.tenant.isEmpty { reader.report("CTS_TENANT is missing: the tenant of CTS_PROJECT.") }
            if talent.credentials.isEmpty {
                reader.report("CTS_CREDENTIALS is missing: the path of the service account's JSON file.")
            }
            for name in [talent.project, talent.tenant] where !name.utf8.allSatisfy(Self.isResourceByte) {
                reader.report("CTS_PROJECT and CTS_TENANT must be letters, digits and hyphens.")
                break
            }
        }
        if refiner != .none {
            if modelName.isEmpty {
                reader.report("HUNTER_MODEL_NAME is missing: the model that HUNTER_REFINER asks.")
            }
            if normaliser != .embedded, normaliser.rawValue != refiner.rawValue {
                reader.report("HUNTER_NORMALISER and HUNTER_REFINER must name the same kind of model.")
            }
            if modelPrice == nil {
                reader.report(
                    "HUNTER_MODEL_PRICE must give what the model costs: dollars for a million tokens in and out, "
                        + "as in 0.15/0.60; 0/0 for one of your own.")
            }
        }
        if normaliser != .embedded, modelName.isEmpty {
            reader.report("HUNTER_MODEL_NAME is missing: the model that HUNTER_NORMALISER asks.")
        }
        let engineNames =
            ["embedded", "simulated"] + (refiner == .none ? [] : [refiner.rawValue])
            + (talent.isUsed ? [TalentEngine.name] : [])
        if !engineNames.contains(standard) {
            reader.report("HUNTER_ENGINE must be \(engineNames.joined(separator: " or ")).")
        }
    }

    private static func isResourceByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
    }

    /// An amount in US dollars as millionths.
    private static func dollars(_ text: String, _ name: String, _ reader: inout SettingsReader) -> Int {
        if let amount = Dollars.millionths(text) { return amount }
        reader.report("\(name) must be an amount in US dollars, as in 0.25.")
        return 0
    }
}
