public import FoundationEssentials
public import Model
public import Postgres

/// A posting that a search found, with what it is ordered and counted by.
public struct PostingCandidate: RowDecodable, Sendable {
    public let id: UUID
    public let listedAt: Date
    public let type: PostingType?
    public let level: PostingLevel?
    public let isRemote: Bool?
    public let country: String?
    public let skills: [String]
    /// Euro cents.
    public let annualMaximum: Int?
    public let sources: [UUID]
    /// How well the words fit; 0 without words.
    public let rank: Double

    static let columns: SQL =
        "id, listed_at, type, level, is_remote, country, skills, annual_max_reference, source_ids"

    public init(row: inout Row) throws {
        id = try row.next()
        listedAt = try row.next()
        type = try row.next()
        level = try row.next()
        isRemote = try row.next()
        country = try row.next()
        skills = try row.next()
        annualMaximum = try row.next()
        sources = try row.next()
        rank = try row.next()
    }
}

/// What a search found within its limits.
public struct FoundPostings: Sendable {
    public var candidates: [PostingCandidate]
    /// Whether these are all that fit. If not, they are those of them that came last.
    public var isWhole: Bool
    /// How much of what was looked at they are, of all arrivals from there on: 0.01 for each hundredth posting. A little low where a
    /// look found more than was asked for.
    public var density: Double

    public init(candidates: [PostingCandidate], isWhole: Bool, density: Double = 1) {
        self.candidates = candidates
        self.isWhole = isWhole
        self.density = density
    }

    /// One value of a filter and how many candidates have it.
    public struct FacetCount: Sendable, Equatable {
        public let value: String
        public let count: Int
    }

    public enum Facet: String, Sendable, CaseIterable {
        case remote, type, level, country, skill, source, pay
    }

    /// How the candidates spread over the values of a filter: most frequent first, `limit` at the most. Pay counts those that
    /// state at least the start of each band, from the lowest on.
    public func counts(of facet: Facet, limit: Int) -> [FacetCount] {
        if facet == .pay {
            let amounts = candidates.compactMap(\.annualMaximum)
            return PayBand.starts.compactMap { start in
                let count = amounts.count { $0 >= start }
                return count > 0 ? FacetCount(value: String(start), count: count) : nil
            }
        }
        var counts: [String: Int] = [:]
        for candidate in candidates {
            for value in Set(candidate.values(of: facet)) { counts[value, default: 0] += 1 }
        }
        return counts.map { FacetCount(value: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
            .prefix(limit).map { $0 }
    }
}

extension PostingCandidate {
    fileprivate func values(of facet: FoundPostings.Facet) -> [String] {
        switch facet {
        case .remote: isRemote.map { [String($0)] } ?? []
        case .type: type.map { [$0.rawValue] } ?? []
        case .level: level.map { [$0.rawValue] } ?? []
        case .country: country.map { [$0] } ?? []
        case .skill: skills
        case .source: sources.map(\.uuidString)
        case .pay: []
        }
    }
}
