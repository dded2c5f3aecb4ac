internal import FoundationEssentials
public import Model

/// Says whether two postings are one.
///
/// It decides by rules a person can follow, each from what both postings state: company, title with its level, place, and how
/// much of the text is the same. Two that only might be one stay two: a wrong merge hides a posting, a missed one shows it twice.
public enum PostingComparison {
    /// Fewer rows of words than this tell nothing.
    static let fewestRows = 6
    /// How much of the shorter text must be in the longer.
    enum Within {
        static let sameCompany = 0.55
        static let agency = 0.45
        static let agencies = 0.6
        static let hiddenCompany = 0.8
    }
    /// Days between two dates of posting from which the later is a repost.
    static let repostDays = 21.0

    /// - Parameters:
    ///   - areListedTogether: whether one source lists both now. Then they are two, whatever they look like: a company that
    ///     looks for several people writes the same text for each.
    public static func compare(
        _ one: PostingIdentity, _ other: PostingIdentity, areListedTogether: Bool = false
    ) -> PostingLikeness {
        let overlap = one.sketch.overlap(with: other.sketch)
        var likeness = PostingLikeness(
            kind: .different, company: company(one, other), title: one.title.likeness(other.title),
            place: place(one, other), text: overlap.within)
        guard one.title.level == other.title.level, overlap.compared >= fewestRows else { return likeness }
        let isTitle = one.title.core == other.title.core
        switch likeness.company {
        case .same:
            guard isTitle, overlap.within >= Within.sameCompany else { return likeness }
            likeness.kind = likeness.place == .different ? .sibling : isRepost(one, other) ? .repost : .same
        case .hidden, .related:
            guard isTitle, likeness.place == .same, overlap.within >= Within.hiddenCompany else { return likeness }
            likeness.kind = isRepost(one, other) ? .repost : .same
        case .different:
            guard one.isAgency || other.isAgency, likeness.place != .different else { return likeness }
            let least: Double
            switch likeness.title {
            case _ where isTitle: least = one.isAgency && other.isAgency ? Within.agencies : Within.agency
            case 0.8...: least = Within.agencies
            case 0.5...: least = Within.hiddenCompany
            default: return likeness
            }
            guard overlap.within >= least else { return likeness }
            likeness.kind = .agencyCopy
        }
        if areListedTogether, likeness.kind != .sibling { likeness.kind = .different }
        return likeness
    }

    private static func company(_ one: PostingIdentity, _ other: PostingIdentity) -> PostingLikeness.Company {
        if CompanyName.isHidden(one.company) || CompanyName.isHidden(other.company) { return .hidden }
        if one.company == other.company { return .same }
        return CompanyName.areRelated(one.company, other.company) ? .related : .different
    }

    private static func place(_ one: PostingIdentity, _ other: PostingIdentity) -> PostingLikeness.Place {
        if !one.cities.isEmpty, !other.cities.isEmpty {
            return one.cities.isDisjoint(with: other.cities) ? .different : .same
        }
        if !one.countries.isEmpty, !other.countries.isEmpty, one.countries.isDisjoint(with: other.countries) {
            return .different
        }
        return one.isRemote && other.isRemote ? .same : .unknown
    }

    private static func isRepost(_ one: PostingIdentity, _ other: PostingIdentity) -> Bool {
        guard let first = one.postedAt, let second = other.postedAt else { return false }
        return abs(first.timeIntervalSince(second)) >= repostDays * 86_400
    }
}
