public import FoundationEssentials
public import Model
internal import Parsing

/// Scores how well a resume fits a posting, 0 to 100: no key, no network, the same on every run.
///
/// Five parts sum to the score. `field`: how alike the fields of work are, by a lexicon of fields, of both texts and of what
/// the work is called. `title`: how near the posting's title is to the positions that the resume names, in words, in
/// meaning and in the occupations both may mean. `skills`: the share of the posting's skills that the resume names or
/// implies, must-haves first. `terms`: the words in common, rare ones first, whatever the field. `experience`: years had
/// over years asked, as far as the field is the same. What a posting asks nothing of counts in the other parts.
///
/// Both sides are prepared once; a pair of prepared sides then costs some microseconds.
public struct Scorer: Sendable {
    /// How every score of this scorer is labelled.
    public static let name = "embedded"
    /// Changes whenever a pair's score may; without the tables of `make setup` a score is another.
    public static let version = Knowledge.installed.isWhole ? "4" : "4-words"

    /// Bounds of what is read.
    public struct Limits: Sendable {
        /// Bytes of each text that are read; what is behind them is left out.
        public var textBytes: Int
        /// Bytes of one quote.
        public var quoteBytes: Int
        /// Quotes of each side in one contribution.
        public var quotes: Int
        /// Skills whose worth is told, of those that are missing.
        public var counterfactuals: Int

        /// The product's limits: 256 KiB of each text, quotes of up to 160 bytes, 8 of a side, 8 missing skills.
        public init(textBytes: Int = 262_144, quoteBytes: Int = 160, quotes: Int = 8, counterfactuals: Int = 8) {
            self.textBytes = textBytes
            self.quoteBytes = quoteBytes
            self.quotes = quotes
            self.counterfactuals = counterfactuals
        }
    }

    let now: Date
    let limits: Limits
    let knowledge: Knowledge

    /// A scorer for which "present" in a resume means `now`, with the installed tables of meaning and occupations.
    public init(now: Date, limits: Limits = Limits()) {
        self.init(now: now, limits: limits, knowledge: .installed)
    }

    init(now: Date, limits: Limits = Limits(), knowledge: Knowledge) {
        self.now = now
        self.limits = limits
        self.knowledge = knowledge
    }

    /// Scores two sides; prepare them yourself when one meets many.
    public func score(_ resume: ResumeSide, _ posting: PostingSide) -> Score {
        score(prepare(resume), prepare(posting))
    }

    /// The score alone, without its evidence.
    public func points(_ resume: PreparedResume, _ posting: PreparedPosting) -> Double {
        Parts(Signals(original(resume, posting), posting)).total
    }

    /// The score with its parts, reasons and quotes.
    /// - Parameter wishes: what the person will accept; it decides of eligibility, never of the score.
    public func score(
        _ resume: PreparedResume, _ posting: PreparedPosting, wishes: HardWishes = HardWishes()
    ) -> Score {
        let resume = original(resume, posting)
        let signals = Signals(resume, posting)
        let parts = Parts(signals)
        let evidence = Evidence(resume: resume, posting: posting, parts: parts, limits: limits)
        let check = EligibilityCheck(resume: resume, posting: posting, wishes: wishes, evidence: evidence)
        return Score(
            score: parts.total, engine: Self.name, engineVersion: Self.version,
            reasons: evidence.reasons(stated: Self.names(of: wishes.languages)),
            contributions: evidence.contributions(),
            matched: evidence.matched.map(\.posting.name), missing: evidence.missing.map(\.name),
            eligibility: check.eligibility(),
            counterfactuals: counterfactuals(resume, posting, signals, missing: evidence.missing),
            partly: evidence.partlyMet())
    }

    /// What languages are called as skills, "German".
    private static func names(of languages: [String: Int]) -> Set<String> {
        Set(
            LanguageWords.names.lazy.filter { languages[$0.code] != nil }.map { entry in
                let name = entry.names.prefix { $0 != "|" }
                return name.prefix(1).uppercased() + name.dropFirst()
            })
    }

    /// What is measured of a pair and what it adds up from, by name: for the training of the weights.
    public func measures(_ resume: PreparedResume, _ posting: PreparedPosting) -> [Double] {
        let signals = Signals(original(resume, posting), posting)
        return [
            signals.fields, signals.titleToText, signals.textToTitles, signals.titleToTitles, signals.fieldMass,
            signals.titleWords, signals.occupation, signals.titleMeaning, signals.titleToTextMeaning, signals.meaning,
            signals.terms, signals.skills, signals.skillWeight, signals.asksYears ? 1 : 0, signals.years ?? 0,
            signals.isForeign ? 1 : 0, Parts(signals).total,
        ]
    }

    /// The resume as it would be without what was copied from the posting.
    func original(_ resume: PreparedResume, _ posting: PreparedPosting) -> PreparedResume {
        guard Shield.mayBeCopied(resume.shingles, posting.shingles) else { return resume }
        let copied = Shield.copied(
            Tokeniser(resume.features.bytes).tokens, from: Tokeniser(posting.features.bytes).tokens)
        return copied.isEmpty ? resume : prepare(resume.side, without: copied)
    }
}
