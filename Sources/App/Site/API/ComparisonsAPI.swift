internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Retrieval
internal import Storage

/// Comparing one's resumes on the postings of a search.
enum ComparisonsAPI {
    private struct ResumeBody: Encodable {
        var id: String
        var name: String
        /// Of how many postings it is the best.
        var bestFor: Int
    }

    private struct RowBody: Encodable {
        var postingId: String
        var title: String
        var company: String
        /// In the order of the resumes.
        var scores: [Double]
        var bestResumeId: String
        /// The hard constraints that rule the best resume out.
        var ruledOutBy: [String]
    }

    private struct Body: Encodable {
        var engine: String
        var engineVersion: String
        var resumes: [ResumeBody]
        /// Postings that were compared.
        var total: Int
        var items: [RowBody]
        /// The next page, the query's `page`.
        @Nullable var nextPage: Int?
    }

    static func show(_ context: Context) throws -> Response {
        let (user, limit) = (try context.user(), try context.limit())
        let number =
            try context.parameter("page", "must be a whole number from 1 to 10000") {
                Int($0).flatMap { (1...10_000).contains($0) ? $0 : nil }
            } ?? 1
        let query = SearchQuery(context.request.query, now: context.now)
        let comparison = try context.site.compare(
            query, shown: (number - 1) * limit..<number * limit, user: user)
        let (resumes, found) = (comparison.resumes, comparison.found)
        let engine = context.services.engines["embedded"]
        return try .json(
            Body(
                engine: engine?.name ?? "", engineVersion: engine?.version ?? "",
                resumes: zip(resumes, found.wins).map {
                    ResumeBody(id: $0.text.id.text, name: $0.name, bestFor: $1)
                }, total: found.total,
                items: found.rows.compactMap { row in
                    comparison.postings[row.posting].map { posting in
                        RowBody(
                            postingId: row.posting.text, title: posting.draft.title, company: posting.draft.company,
                            scores: row.scores, bestResumeId: resumes[row.best].text.id.text,
                            ruledOutBy: row.eligibility.obstacles.map(\.rawValue))
                    }
                }, nextPage: number * limit < found.total ? number + 1 : nil))
    }
}
