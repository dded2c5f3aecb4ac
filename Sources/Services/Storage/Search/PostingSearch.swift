public import FoundationEssentials
public import Model
internal import Postgres

/// What to look for among the postings.
public struct PostingSearch: Sendable, Equatable {
    public enum Sort: String, Sendable, CaseIterable {
        case relevance, newest, pay, match
    }

    /// Words, "phrases", fields, `or` and `-without`.
    public var words = SearchText("")
    /// The countries that places among ``words`` name, by the place: what is in them is found whatever its place is called.
    public var wordCountries: [String: String] = [:]
    public var isRemote: Bool?
    public var isInternship: Bool?
    public var type: PostingType?
    public var level: PostingLevel?
    public var sourceName: String?
    /// Words that the company's name has, all of them.
    public var company: String?
    /// Words that the place has, all of them.
    public var location: String?
    /// The country that ``location`` names: what is in it is found whatever its place is called.
    public var locationCountry: String?
    /// What ``location`` names beside the country; nil for nothing.
    public var locationTown: String?
    public var skill: String?
    /// ISO 3166-1 alpha-2.
    public var country: String?
    /// A year's pay in euro cents; postings that do not state pay stay in.
    public var minimumPay: Int?
    public var maximumPay: Int?
    public var postedAfter: Date?
    /// Only postings that arrived after this one; see ``Connection/lastArrival()``.
    public var arrivedAfter: Int?
    public var status = PostingStatus.open
    public var sort = Sort.newest
    /// The resume whose scores ``Sort/match`` orders by; only postings with a score are listed.
    public var scoredFor: UUID?
    /// Postings like this one, nearest first.
    public var like: UUID?
    /// What whoever searches does not want to see.
    public var blocks = PostingBlocks()
    /// Who looks: finds what is everybody's, and what is theirs alone.
    public var viewer: UUID?

    public init() {}

    /// The condition under which a person may see a posting; with nobody, what is everybody's.
    static func visible(to viewer: UUID?) -> SQL {
        guard let viewer else { return "postings.user_id is null" }
        return "(postings.user_id is null or postings.user_id = \(viewer))"
    }
}

/// How much one search may look at.
public struct SearchLimits: Sendable {
    /// Postings that are found, ranked and counted. Where there are more, the list is of those that came last.
    public var candidates: Int
    /// Postings that are walked along an order, newest or best paid, to find a page of those that fit.
    public var walked: Int
    /// Of the candidates, so many suffice where more would take long: they lie far back, and none of the terms is rare.
    public var enough: Int
    var reach = Reach()

    /// How far back looks go.
    struct Reach: Sendable {
        /// From so many arrivals on, a look may have to pass over as many postings as have the rarest of the terms.
        var costlyDepth = 1 << 17
        /// Up to so many it passes over for any posting that is missing, up to the second number as long as there are too few.
        var easyPasses = 30_000.0
        var passLimit = 150_000.0
    }

    /// - Parameter enough: nil for as many as there are candidates, however long that takes.
    public init(candidates: Int = 1000, walked: Int = 2000, enough: Int? = nil) {
        self.candidates = candidates
        self.walked = walked
        self.enough = min(candidates, enough ?? candidates)
    }
}

/// Where the next page of a search starts: the last row's sort key and id.
public struct PostingCursor: Sendable, Equatable {
    public var sortKey: String
    public var id: UUID

    public init(sortKey: String, id: UUID) {
        self.sortKey = sortKey
        self.id = id
    }
}
