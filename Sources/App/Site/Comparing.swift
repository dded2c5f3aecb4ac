internal import FoundationEssentials
internal import Model
internal import Retrieval
internal import Storage

/// One's resumes beside each other, for the postings of a search.
struct Comparison {
    /// Those that are compared, the last uploaded first.
    var resumes: [(text: ResumeText, name: String)]
    /// There are more resumes than are compared.
    var hasMore: Bool
    var found: ResumeComparison
    /// The postings of the rows, by their ids.
    var postings: [UUID: Posting]
}

extension Site {
    /// Compares a person's resumes on the postings of a search: all of them, or where these are too many the likeliest.
    /// - Parameter shown: the places of the rows that are wanted.
    func compare(_ query: SearchQuery, shown: Range<Int>, user: User) throws -> Comparison {
        let limit = services.settings.matching.comparedResumes
        var resumes = try services.database.withConnection {
            try $0.resumeTexts(ownedBy: user.id, limit: limit + 1)
        }
        let hasMore = resumes.count > limit
        if hasMore { resumes.removeLast() }
        let ids = resumes.isEmpty ? [] : try postings(of: query, likelyFor: resumes.map(\.text), user)
        let found = try services.matcher.compare(resumes.map(\.text.side), with: ids, shown: shown)
        let postings = try services.database.withConnection { try $0.postings(found.rows.map(\.posting), for: user.id) }
        return Comparison(
            resumes: resumes, hasMore: hasMore, found: found,
            postings: Dictionary(uniqueKeysWithValues: postings.map { ($0.id, $0) }))
    }
}
