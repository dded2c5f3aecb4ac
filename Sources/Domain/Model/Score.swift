public import Base

/// Which of the two texts a quote stands in.
public enum Side: String, Codable, Sendable {
    case resume, posting
}

/// A verbatim piece of one side's text.
public struct Quote: Codable, Sendable, Equatable, Hashable {
    public var side: Side
    public var text: String
    /// Where it stands; `nil` where the engine does not say, or it was quoted before places were kept.
    @Nullable public var span: TextSpan?

    public init(side: Side, text: String, span: TextSpan? = nil) {
        self.side = side
        self.text = text
        self.span = span
    }
}

/// One named part of a score; the points of all parts sum to the score.
public struct Contribution: Codable, Sendable, Equatable {
    /// A stable name: `field`, `title`, `skills`, `terms`, `experience`.
    public var name: String
    public var points: Double
    /// The most this part can give.
    public var maximum: Double
    public var quotes: [Quote]

    public init(name: String, points: Double, maximum: Double, quotes: [Quote]) {
        self.name = name
        self.points = points
        self.maximum = maximum
        self.quotes = quotes
    }
}

/// One sentence of why, with the words of both sides it rests on.
public struct Reason: Codable, Sendable, Equatable {
    public var text: String
    /// Empty only where a reason is about something missing from the resume.
    public var quotes: [Quote]

    public init(text: String, quotes: [Quote]) {
        self.text = text
        self.quotes = quotes
    }
}

/// A hard constraint's answer.
public enum Eligible: String, Codable, Sendable {
    case yes, no
    case notStated = "not_stated"
}

/// A constraint that no score makes up for.
public enum HardConstraint: String, Codable, Sendable, CaseIterable {
    case workMode = "work_mode"
    case country, pay, visa, language, internship, level
}

/// Yes, no or not stated per hard constraint; kept apart from the score.
public struct Eligibility: Codable, Sendable, Equatable {
    /// The words that an answer rests on.
    public struct Ground: Codable, Sendable, Equatable {
        public var constraint: HardConstraint
        public var quotes: [Quote]

        public init(constraint: HardConstraint, quotes: [Quote]) {
            self.constraint = constraint
            self.quotes = quotes
        }
    }

    public var workMode: Eligible
    public var country: Eligible
    public var pay: Eligible
    public var visa: Eligible
    public var language: Eligible
    public var internship: Eligible
    public var level: Eligible
    /// For each answer that words of a text gave, those words.
    public var grounds: [Ground]

    public init(
        workMode: Eligible = .notStated, country: Eligible = .notStated, pay: Eligible = .notStated,
        visa: Eligible = .notStated, language: Eligible = .notStated, internship: Eligible = .notStated,
        level: Eligible = .notStated, grounds: [Ground] = []
    ) {
        self.workMode = workMode
        self.country = country
        self.pay = pay
        self.visa = visa
        self.language = language
        self.internship = internship
        self.level = level
        self.grounds = grounds
    }

    /// Each constraint with its answer, in the order of ``HardConstraint``.
    public var answers: [(constraint: HardConstraint, answer: Eligible)] {
        [
            (.workMode, workMode), (.country, country), (.pay, pay), (.visa, visa), (.language, language),
            (.internship, internship), (.level, level),
        ]
    }

    /// The constraints that rule a person out.
    public var obstacles: [HardConstraint] { answers.filter { $0.answer == .no }.map(\.constraint) }

    /// Takes scores of earlier versions, which lack the later fields.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func answer(_ key: CodingKeys) throws -> Eligible {
            try values.decodeIfPresent(Eligible.self, forKey: key) ?? .notStated
        }
        self.init(
            workMode: try answer(.workMode), country: try answer(.country), pay: try answer(.pay),
            visa: try answer(.visa), language: try answer(.language), internship: try answer(.internship),
            level: try answer(.level), grounds: try values.decodeIfPresent([Ground].self, forKey: .grounds) ?? [])
    }
}

/// What a score would be if the resume's profile had one thing more, computed by the embedded scorer; of a refined score, the
/// same gain on top of it.
public struct Counterfactual: Codable, Sendable, Equatable {
    /// The skill that is added; `nil` where it is years.
    @Nullable public var skill: String?
    /// The years of work that are had instead; `nil` where it is a skill.
    @Nullable public var years: Double?
    /// What the score would be.
    public var score: Double

    public init(skill: String? = nil, years: Double? = nil, score: Double) {
        self.skill = skill
        self.years = years
        self.score = score
    }
}

/// Something a posting asks for that the resume has in part.
public struct PartlyMet: Codable, Sendable, Equatable {
    /// "JavaScript", "5 years".
    public var wanted: String
    /// What there is: the skill that implies it, the years that are had.
    public var had: String
    public var quotes: [Quote]

    public init(wanted: String, had: String, quotes: [Quote]) {
        self.wanted = wanted
        self.had = had
        self.quotes = quotes
    }
}

/// How well one resume fits one posting, by one engine, with its evidence.
public struct Score: Codable, Sendable, Equatable {
    /// 0 to 100, not rounded.
    public var score: Double
    /// `embedded`, `simulated`, ...
    public var engine: String
    public var engineVersion: String
    public var reasons: [Reason]
    public var contributions: [Contribution]
    /// Skills both sides name.
    public var matched: [String]
    /// Skills the posting names and the resume does not.
    public var missing: [String]
    public var eligibility: Eligibility
    /// What a language model had to do with it; nil where none was asked.
    @Nullable public var refinement: Refinement?

    /// What is missing and what it would bring, the most first; `nil` where the engine cannot say.
    @Nullable public var counterfactuals: [Counterfactual]?
    /// What the posting asks for and the resume has in part; `nil` where the engine cannot say.
    @Nullable public var partly: [PartlyMet]?

    public init(
        score: Double, engine: String, engineVersion: String, reasons: [Reason], contributions: [Contribution],
        matched: [String], missing: [String], eligibility: Eligibility, counterfactuals: [Counterfactual]? = nil,
        partly: [PartlyMet]? = nil, refinement: Refinement? = nil
    ) {
        self.score = score
        self.engine = engine
        self.engineVersion = engineVersion
        self.reasons = reasons
        self.contributions = contributions
        self.matched = matched
        self.missing = missing
        self.eligibility = eligibility
        self.counterfactuals = counterfactuals
        self.partly = partly
        self.refinement = refinement
    }

    /// The band in words that stands beside the number.
    public var band: Band { Band(score: score) }

    public enum Band: String, Sendable, CaseIterable {
        case weak, fair, good, strong

        /// Bounds at 25, 50 and 75.
        public init(score: Double) {
            self = score < 25 ? .weak : score < 50 ? .fair : score < 75 ? .good : .strong
        }
    }
}
