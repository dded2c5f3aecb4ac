public import FoundationEssentials
public import Model
internal import Parsing

/// Scores how well a resume fits a posting, 0 to 100, from their texts alone: no model, no network, the same on
/// every run.
///
/// Four parts sum to the score. `title`: how alike the fields of work are (a cosine over a lexicon of fields) and
/// how many
/// of the posting's title words the resume knows. `terms`: the inner product of sublinearly weighted terms over the
/// posting's length and the root of the resume's (pivoted, so that a long resume is not punished for its other words).
/// `skills`: the share of the posting's skills that the resume names, must-haves first, pulled towards the other two
/// parts where the posting names few. `experience`: years had over years asked, as far as the field is the same.
///
/// Both sides are prepared once; a pair of prepared sides then costs some microseconds.
public struct Scorer: Sendable {
    /// How every score of this scorer is labelled.
    public static let name = "embedded"
    /// Changes whenever a pair's score may.
    public static let version = "1"

    /// Bounds of what is read.
    public struct Limits: Sendable {
        /// Bytes of each text that are read; what is behind them is left out.
        public var textBytes: Int
        /// Bytes of one quote.
        public var quoteBytes: Int
        /// Quotes of each side in one contribution.
        public var quotes: Int

        /// The product's limits: 256 KiB of each text, quotes of up to 160 bytes, 8 of a side.
        public init(textBytes: Int = 262_144, quoteBytes: Int = 160, quotes: Int = 8) {
            self.textBytes = textBytes
            self.quoteBytes = quoteBytes
            self.quotes = quotes
        }
    }

    /// The most points each part can give.
    enum Maximum {
        static let title = 35.0
        static let skills = 30.0
        static let terms = 25.0
        static let experience = 10.0
    }

    let now: Date
    let limits: Limits

    /// A scorer for which "present" in a resume means `now`.
    public init(now: Date, limits: Limits = Limits()) {
        self.now = now
        self.limits = limits
    }

    /// Scores two sides; prepare them yourself when one meets many.
    public func score(_ resume: ResumeSide, _ posting: PostingSide) -> Score {
        score(prepare(resume), prepare(posting))
    }

    /// The score alone, without its evidence.
    public func points(_ resume: PreparedResume, _ posting: PreparedPosting) -> Double {
        parts(original(resume, posting), posting).total
    }

    /// The score with its parts, reasons and quotes.
    public func score(_ resume: PreparedResume, _ posting: PreparedPosting) -> Score {
        let resume = original(resume, posting)
        let parts = parts(resume, posting)
        let evidence = Evidence(resume: resume, posting: posting, parts: parts, limits: limits)
        let contributions = evidence.contributions()
        return Score(
            score: contributions.reduce(0) { $0 + $1.points }, engine: Self.name, engineVersion: Self.version,
            reasons: evidence.reasons(), contributions: contributions, matched: evidence.matched.map(\.posting.name),
            missing: evidence.missing.map(\.name),
            eligibility: EligibilityReader.eligibility(resume.facts, posting.facts))
    }

    /// What the four parts give, and the shares they rest on (each 0 to 1).
    struct Parts {
        var field = 0.0
        var titleWords = 0.0
        var title = 0.0
        var terms = 0.0
        var skills = 0.0
        var experience = 0.0

        var total: Double { title + skills + terms + experience }
    }

    /// A resume of usual length has terms of this Euclidean length.
    static let usualLength = 20.0
    /// How much of the title part the field is; the rest is the title's words.
    static let fieldShare = 0.83
    /// Skills that a posting's other evidence counts for.
    static let skillPrior = 2.0

    func parts(_ resume: PreparedResume, _ posting: PreparedPosting) -> Parts {
        var parts = Parts()
        let (ours, theirs) = (resume.features, posting.features)
        var cosine = 0.0
        for field in ours.fields.indices { cosine += ours.fields[field] * theirs.fields[field] }
        cosine = min(cosine, 1)
        // Sharper than the cosine: fields that merely touch are not alike.
        parts.field = cosine * cosine.squareRoot()
        parts.titleWords = titleWords(resume, posting)
        let role = Self.fieldShare * parts.field + (1 - Self.fieldShare) * parts.titleWords

        var similarity = 0.0
        if ours.length > 0, theirs.length > 0 {
            similarity = product(ours, theirs) / (theirs.length * (ours.length * Self.usualLength).squareRoot())
        }
        let terms = saturating(similarity, rate: 3)

        var matched = 0.0
        forEachShared(resume.skills, posting.skills) { _, wanted in matched += wanted.weight }
        let skills = (matched + Self.skillPrior * (role + terms) / 2) / (posting.skillWeight + Self.skillPrior)

        parts.title = Maximum.title * role
        parts.terms = Maximum.terms * terms
        parts.skills = Maximum.skills * min(skills, 1)
        parts.experience = Maximum.experience * experience(resume, posting) * role
        return parts
    }

    /// The resume as it would be without what was copied from the posting.
    private func original(_ resume: PreparedResume, _ posting: PreparedPosting) -> PreparedResume {
        let copied = Shield.copied(resume.shingles, from: posting.shingles)
        return copied.isEmpty ? resume : prepare(resume.side, without: copied)
    }

    private func titleWords(_ resume: PreparedResume, _ posting: PreparedPosting) -> Double {
        var total = 0.0
        var found = 0.0
        for (term, weight) in posting.title {
            total += weight
            if resume.roleTerms.contains(term) {
                found += weight
            } else if resume.features.place(of: term) != nil {
                found += 0.7 * weight
            }
        }
        return total > 0 ? found / total : 0
    }

    private func experience(_ resume: PreparedResume, _ posting: PreparedPosting) -> Double {
        guard let had = resume.years?.years else { return 0.5 }
        if let asked = posting.years?.years ?? posting.levelYears {
            return asked > 0 ? min(had / asked, 1) : had < 3 ? 1 : 0.6
        }
        return saturating(had, rate: 0.5)
    }

    private func product(_ ours: Features, _ theirs: Features) -> Double {
        var sum = 0.0
        var (left, right) = (0, 0)
        while left < ours.terms.count, right < theirs.terms.count {
            let (a, b) = (ours.terms[left], theirs.terms[right])
            if a == b {
                sum += ours.weights[left] * theirs.weights[right]
                left += 1
                right += 1
            } else if a < b {
                left += 1
            } else {
                right += 1
            }
        }
        return sum
    }
}

/// Walks two lists of skills sorted by id, calling `body` for each that stands in both.
func forEachShared(_ ours: [NamedSkill], _ theirs: [NamedSkill], _ body: (NamedSkill, NamedSkill) -> Void) {
    var (left, right) = (0, 0)
    while left < ours.count, right < theirs.count {
        if ours[left].id == theirs[right].id {
            body(ours[left], theirs[right])
            left += 1
            right += 1
        } else if ours[left].id < theirs[right].id {
            left += 1
        } else {
            right += 1
        }
    }
}
