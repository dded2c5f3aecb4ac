public import Base

/// What a language model had to do with a score.
public struct Refinement: Codable, Sendable, Equatable {
    /// How far a resume meets one requirement, as the model sees it.
    public struct Requirement: Codable, Sendable, Equatable {
        public enum State: String, Codable, Sendable, CaseIterable {
            case met, partly, missing
        }

        public var text: String
        public var state: State
        /// Verbatim: the posting's words, and the resume's where it is not missing.
        public var quotes: [Quote]

        public init(text: String, state: State, quotes: [Quote]) {
            self.text = text
            self.state = state
            self.quotes = quotes
        }
    }

    /// The engine that was asked for: `openai`, `gemini`.
    public var engine: String
    public var model: String
    /// `done`, or why the embedded score stands as it is.
    public var outcome: ModelNote.Outcome
    /// What it gave, 0 to 100; nil where it gave nothing of use.
    @Nullable public var modelScore: Int?
    /// How many points it could move the embedded score.
    public var allowed: Double
    /// Claims with a quote that is in the text.
    public var kept: Int
    /// Claims without one; they are left out.
    public var dropped: Int
    public var requirements: [Requirement]
    /// Passages of the two texts that give orders to whoever reads them by machine. The model did not see them.
    public var orders: [Quote]
    /// Millionths of a US dollar.
    public var cost: Int
    /// Whether the provider did not say what it took, so that the most it could have cost is counted.
    public var isCostEstimated: Bool
    /// Whether its answer had been paid for before.
    public var isRemembered: Bool

    public init(
        engine: String, model: String, outcome: ModelNote.Outcome, modelScore: Int? = nil, allowed: Double = 0,
        kept: Int = 0, dropped: Int = 0, requirements: [Requirement] = [], orders: [Quote] = [], cost: Int = 0,
        isCostEstimated: Bool = false, isRemembered: Bool = false
    ) {
        self.engine = engine
        self.model = model
        self.outcome = outcome
        self.modelScore = modelScore
        self.allowed = allowed
        self.kept = kept
        self.dropped = dropped
        self.requirements = requirements
        self.orders = orders
        self.cost = cost
        self.isCostEstimated = isCostEstimated
        self.isRemembered = isRemembered
    }
}
