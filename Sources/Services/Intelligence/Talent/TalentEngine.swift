public import Base
internal import FoundationEssentials
public import Model
internal import Synchronization

/// Google Cloud Talent Solution as an engine. It takes no resume and gives no score: a resume is condensed to the 255 characters
/// of a query, and a posting's score is its place among what that finds. What it says of itself says so.
///
/// Only postings that were brought there can be found. Whatever goes wrong leaves the embedded score, with a note.
public struct TalentEngine: Engine {
    public static let name = "cts"
    /// Characters of a query.
    static let queryLength = 255

    private let client: TalentClient
    private let results: Int
    private let embedded: any Engine
    private let memory: Memory

    /// - Parameters:
    ///   - results: how many of a search's results are looked at.
    ///   - keeps: how long the result of a search counts for other postings.
    public init(
        _ client: TalentClient, results: Int, embedded: any Engine, time: TimeSource = .system,
        keeps: Double = 300
    ) {
        self.client = client
        self.results = results
        self.embedded = embedded
        memory = Memory(time: time, keeps: keeps)
    }

    public var name: String { Self.name }
    public var version: String { "v4 first \(results)" }

    public func score(resume: ResumeSide, posting: PostingSide, check: () throws -> Void) throws -> Score {
        let base = try embedded.score(resume: resume, posting: posting, check: check)
        let query = Self.query(resume)
        let places: [String: Int]
        do {
            places = try memory.places(query) { try client.search(query, limit: results, check: check) }
        } catch let error as TalentError {
            var score = base
            score.refinement = Refinement(engine: name, model: Self.product, outcome: Self.outcome(error))
            return score
        }
        let place = posting.id.flatMap { places[$0] }
        let points = place.map { 100 * Double(results - $0) / Double(results) } ?? 0
        let sentence =
            place.map { "\(Self.product) puts this posting at place \($0 + 1) of the first \(results) it finds" }
            ?? "\(Self.product) does not have this posting among the first \(results) it finds"
        var score = base
        score.score = points
        score.engine = name
        score.engineVersion = version
        score.reasons = [
            Reason(
                text: "\(sentence) for words of your resume. It gives no score: the number is made of the place alone.",
                quotes: [])
        ]
        // What a change would do to a place among others, nobody knows.
        score.counterfactuals = nil
        score.contributions = [Contribution(name: "rank", points: points, maximum: 100, quotes: [])]
        return score
    }

    static let product = "Google Cloud Talent Solution"

    private static func outcome(_ error: TalentError) -> ModelNote.Outcome {
        switch error.code {
        case .unavailable: .unavailable
        case .busy: .busy
        case .refused, .rejected: .refused
        case .malformed: .malformed
        case .slow: .slow
        }
    }

    /// The words that say most of a resume: what the person is, then what they know, as many as there is room for.
    static func query(_ resume: ResumeSide) -> String {
        let profile = resume.profile ?? Profile()
        let latest = profile.experience.first?.title
        var parts = [profile.headline, latest].compactMap { $0 } + profile.skills
        if parts.isEmpty { parts = resume.text.split(whereSeparator: \.isWhitespace).map(String.init) }
        var (query, seen) = ("", Set<String>())
        for part in parts where seen.insert(part.lowercased()).inserted {
            // Its signs mean something in a query: words are all that is asked for.
            let plain = part.map { $0.isLetter || $0.isNumber || "+#.".contains($0) ? $0 : " " }
            let words = String(plain).split(separator: " ").joined(separator: " ")
            let longer = query.isEmpty ? words : query + " " + words
            guard !words.isEmpty, longer.unicodeScalars.count <= queryLength else { continue }
            query = longer
        }
        return query
    }
}

/// The last searches: a ranking asks once for all its postings.
private final class Memory: Sendable {
    private struct Entry {
        var query: String
        var at: Date
        var places: [String: Int]
    }

    private static let capacity = 8
    private let time: TimeSource
    private let keeps: Double
    private let entries = Mutex<[Entry]>([])

    init(time: TimeSource, keeps: Double) {
        self.time = time
        self.keeps = keeps
    }

    func places(_ query: String, search: () throws -> [String]) throws -> [String: Int] {
        let now = time.now
        let known = entries.withLock { entries in
            entries.first { $0.query == query && now.timeIntervalSince($0.at) < keeps }?.places
        }
        if let known { return known }
        var places: [String: Int] = [:]
        for (place, id) in try search().enumerated() where places[id] == nil { places[id] = place }
        let entry = Entry(query: query, at: now, places: places)
        entries.withLock { entries in
            entries.removeAll { $0.query == query }
            entries.insert(entry, at: 0)
            if entries.count > Self.capacity { entries.removeLast() }
        }
        return places
    }
}
