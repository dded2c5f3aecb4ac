public import Base
internal import Embedding
public import FoundationEssentials
internal import Matching
public import Model
internal import Parsing
public import Postgres
internal import Storage
internal import Synchronization
internal import VectorSearch

/// Finds the postings that fit a text: candidates by vectors and by index terms together, scored by the embedded scorer from what was
/// prepared when they were stored. No posting is read or prepared while somebody waits, but for a few of their own.
///
/// What the scorer compares, skills, titles, occupations and fields of work, is looked up in the index in memory, however common it
/// is. What that does not know, a skill that is in no list, is asked of the database's full text; so is all where the index is
/// still being read or is full.
public final class PostingMatcher: Sendable {
    /// Bounds of one answer.
    public struct Limits: Sendable {
        /// Postings that are scored.
        public var candidates = 500
        /// Of one's own postings, those that came last.
        var own = 100
        /// Postings that words may find, and of these the best that become candidates.
        var found = 2000
        var byWords = 300
        /// About as many are expected when the words are chosen.
        var expected = 1200.0
        /// Seconds for which frequencies of words are remembered.
        var frequencySeconds = 600

        public init() {}
    }

    private let index: PostingIndex
    let database: Pool
    private let limits: Limits
    let time: TimeSource
    private let frequencies = Mutex<(value: WordFrequencies, at: ContinuousClock.Instant)?>(nil)

    public init(index: PostingIndex, database: Pool, limits: Limits = Limits(), time: TimeSource) {
        self.index = index
        self.database = database
        self.limits = limits
        self.time = time
    }

    /// The postings that fit a text, or those that were found for it lately: an answer is kept until anything it rests on has
    /// changed, or `seconds` have gone by.
    public func answer(_ request: MatchRequest, for user: UUID, keptFor seconds: Int) throws -> MatchAnswer {
        let month = UTCDate.yearAndMonth(time.now)
        let current = index.current
        let (key, blocks, kept) = try database.withConnection { db in
            let blocks = try db.postingBlocks(for: user)
            let key = request.key(
                user: user, engine: FeatureMaker.version, revisions: try db.postingRevisions() + blocks.tag,
                position: current.isReady ? current.index.position : -1, month: month.year * 12 + month.month)
            return (key, blocks, seconds > 0 ? try db.matchAnswer(key, seconds: seconds) : nil)
        }
        if let kept, let answer = try? JSONDecoder().decode(MatchAnswer.self, from: Data(kept)) { return answer }
        let answer = try match(
            request, in: current.index, isWhole: current.isWhole, without: blocks, for: user)
        if seconds > 0, current.isReady {
            let body = [UInt8](try JSONEncoder().encode(answer))
            try database.withConnection { try $0.keepMatchAnswer(body, key: key, user: user) }
        }
        return answer
    }

    /// The postings that fit a text, but for those that somebody does not want to see.
    /// - Parameters:
    ///   - isWhole: whether the index has all postings; otherwise the database is asked for words as well.
    ///   - user: whose own postings are among them.
    func match(
        _ request: MatchRequest, in current: VectorIndex, isWhole: Bool = true,
        without blocks: PostingBlocks = PostingBlocks(), for user: UUID? = nil
    ) throws -> MatchAnswer {
        let scorer = Scorer(now: time.now)
        let profile = request.kind == .resume ? ResumeParser(now: time.now).profile(of: request.text) : nil
        let phrases =
            profile.map { TellingPhrases(resume: $0) } ?? TellingPhrases(jobDescription: request.text)
        let resume = scorer.prepare(ResumeSide(text: request.text, profile: profile))
        let terms =
            switch request.kind {
            case .resume: resume.indexTerms
            case .jobDescription: phrases.terms(of: request.text, as: resume, scorer)
            }
        let near = neighbours(of: request.text, limits.candidates, request.filter, current)
        let ids = RankFusion.fuse(
            [
                near.map(\.id),
                current.postings(having: terms, limit: limits.candidates, filter: PostingFilter(request.filter)),
                try postings(with: isWhole && knowsTerms ? phrases.strange : phrases, request.filter),
            ], limit: limits.candidates)
        func points(_ posting: PreparedPosting) -> Double {
            switch request.kind {
            case .resume: scorer.points(resume, posting)
            case .jobDescription: scorer.likeness(resume, posting)
            }
        }
        var scored: [(id: UUID, points: Double, posting: PreparedPosting)] = []
        scored.reserveCapacity(ids.count)
        try database.withConnection { db in
            // Half the time is the database's, half ours.
            try db.forEachScorableCandidate(
                of: ids, filter: request.filter, blocks: blocks, version: FeatureMaker.version
            ) { id, features in
                guard let posting = FeatureMaker.prepared(features) else { return }
                scored.append((id, points(posting), posting))
            }
        }
        for own in try ownPostings(of: user, request.filter, blocks) {
            let posting = FeatureMaker.prepare(own.side)
            scored.append((own.id, points(posting), posting))
        }
        // The nearest of what has nothing in common is no match.
        scored.removeAll { $0.points <= 0 }
        scored.sort { $0.points != $1.points ? $0.points > $1.points : $0.id.isBefore($1.id) }
        let best = scored.prefix(request.limit)
        let rows = try database.withConnection { try $0.postings(best.map(\.id), for: user) }
        let known = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
        return MatchAnswer(
            total: scored.count, engine: Scorer.name, engineVersion: Scorer.version,
            postings: best.compactMap { id, points, prepared in
                known[id].map { posting in
                    let reasons =
                        switch request.kind {
                        case .resume: scorer.score(resume, prepared).reasons.map(FoundReason.init)
                        case .jobDescription: CommonSkills.reasons(request.text, posting)
                        }
                    return FoundPosting(posting, score: points, reasons: reasons)
                }
            }, byMeaning: !near.isEmpty)
    }

    /// The open postings that are likely to fit any of some resumes: at most `limit`, the likeliest first.
    public func candidates(for resumes: [ResumeSide], limit: Int) throws -> [UUID] {
        let lists = try resumes.map { resume in
            let profile = resume.profile ?? ResumeParser(now: time.now).profile(of: resume.text)
            let (current, phrases) = (index.current, TellingPhrases(resume: profile))
            let near = neighbours(of: resume.text, limit, CandidateFilter(), current.index)
            let terms = Scorer(now: time.now).prepare(ResumeSide(text: resume.text, profile: profile)).indexTerms
            return RankFusion.fuse(
                [
                    near.map(\.id), current.index.postings(having: terms, limit: limit),
                    try postings(with: current.isWhole && knowsTerms ? phrases.strange : phrases, CandidateFilter()),
                ], limit: limit)
        }
        return lists.count == 1 ? lists[0] : RankFusion.fuse(lists, limit: limit)
    }

    // MARK: Candidates

    /// Whether postings are prepared at all: without the vectors of words none is in the index.
    private var knowsTerms: Bool { FeatureMaker.shared != nil }

    /// What is one person's own is in no index: what came last of it is read and prepared while they wait.
    private func ownPostings(
        of user: UUID?, _ filter: CandidateFilter, _ blocks: PostingBlocks
    ) throws -> [Storage.PostingText] {
        guard let user else { return [] }
        return try database.withConnection {
            try $0.ownCandidates(of: user, filter: filter, blocks: blocks, limit: limits.own)
        }
    }

    private func neighbours(
        of text: String, _ limit: Int, _ filter: CandidateFilter, _ index: VectorIndex
    ) -> [Neighbour] {
        guard let maker = FeatureMaker.shared else { return [] }
        return index.nearest(to: maker.vector(of: text), limit: limit, filter: PostingFilter(filter))
    }

    private func postings(with phrases: TellingPhrases, _ filter: CandidateFilter) throws -> [UUID] {
        let all = phrases.all
        guard !all.isEmpty else { return [] }
        return try database.withConnection { db in
            let query = phrases.query(try db.lexemes(of: all))
            let groups = query.groups(try frequencies(db), budget: limits.expected)
            return try db.postings(
                withWords: groups, filter: filter, found: limits.found, limit: limits.byWords)
        }
    }

    private func frequencies(_ db: Connection) throws -> WordFrequencies {
        let now = ContinuousClock.now
        let known = frequencies.withLock { $0 }
        if let known, now - known.at < .seconds(limits.frequencySeconds) { return known.value }
        let value = try db.postingWordFrequencies()
        frequencies.withLock { $0 = (value, now) }
        return value
    }
}

extension FoundPosting {
    init(_ posting: Posting, score: Double, reasons: [FoundReason]) {
        let draft = posting.draft
        self.init(
            id: posting.id, title: draft.title, company: draft.company, location: draft.location, pay: draft.pay,
            isInternship: draft.isInternship, url: draft.url, score: score, reasons: reasons)
    }
}

extension FoundReason {
    init(_ reason: Reason) {
        self.init(text: reason.text, quotes: reason.quotes.map { Quote(side: $0.side.rawValue, text: $0.text) })
    }
}

extension PostingFilter {
    init(_ filter: CandidateFilter) {
        self.init()
        internshipOnly = filter.internshipOnly
        type = filter.type
        level = filter.level
        minimumPay = filter.minimumPay
        location = filter.location
        if let country = filter.locationCountry {
            otherLocations = ["[\(country)]"] + [filter.locationTown].compactMap { $0 }
        }
    }
}
