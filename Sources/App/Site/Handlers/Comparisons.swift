internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Retrieval
internal import Storage

/// Comparing one's resumes on the postings of a search.
enum Comparisons {
    static func show(_ context: Context) throws -> Response {
        let (user, words, phrases) = (try context.user(), context.words, context.phrases)
        let query = SearchQuery(context.request.query, now: context.now)
        let size = context.services.settings.web.pageSize
        let number = context.request.query["page"].flatMap { Int($0) }.map { max(1, min($0, 10_000)) } ?? 1
        let shown = (number - 1) * size..<number * size
        let comparison = try context.site.compare(query, shown: shown, user: user)
        let (resumes, found) = (comparison.resumes, comparison.found)
        let matches = try matchIDs(comparison, of: user, context)
        var page = ComparisonPage(
            query: query.text, kept: query.fields(without: ["q", "sort", "resume", "saved"]),
            summary: words.plural("compare.summary", found.total, ["count": phrases.count(found.total)]))
        page.resumes = zip(resumes, found.wins).map { resume, wins in
            ComparedResume(
                href: "/resumes/" + resume.text.id.text, name: resume.name,
                wins: words.plural("compare.wins", wins, ["count": phrases.count(wins)]))
        }
        page.rows = found.rows.compactMap { row in
            comparison.postings[row.posting].map { posting in
                self.row(row, posting.draft, resumes, matches, context)
            }
        }
        if shown.upperBound < found.total { page.nextHref = href(query, page: number + 1) }
        page.notes = notes(comparison, context)
        page.empty = empty(comparison, query, context)
        return context.page(page, title: words.text("compare.title"))
    }

    /// The page for a search.
    static func href(_ query: SearchQuery, page: Int? = nil) -> String {
        let parameters = query.parameters.replacing("page", with: page.map(String.init))
        return "/matches/compare" + (parameters.isEmpty ? "" : "?" + parameters.encoded)
    }

    private static func row(
        _ row: ResumeComparison.Row, _ posting: PostingDraft, _ resumes: [(text: ResumeText, name: String)],
        _ matches: [String: UUID], _ context: Context
    ) -> ComparisonRow {
        ComparisonRow(
            href: "/jobs/" + row.posting.text, title: posting.title, company: posting.company,
            ruledOut: context.obstacles(row.eligibility),
            cells: zip(resumes, row.scores).enumerated().map { place, cell in
                let pair = cell.0.text.id.text + " " + row.posting.text
                return ComparisonCell(
                    score: context.phrases.score(cell.1), resume: cell.0.name,
                    isBest: resumes.count > 1 && place == row.best,
                    href: matches[pair].map { "/matches/" + $0.text }, pair: pair)
            })
    }

    /// The stored matches among the pairs, by the ids of resume and posting.
    private static func matchIDs(
        _ comparison: Comparison, of user: User, _ context: Context
    ) throws -> [String: UUID] {
        let rows = comparison.found.rows
        guard !rows.isEmpty else { return [:] }
        let filter = MatchFilter(postingIDs: rows.map(\.posting), engine: "embedded")
        let matches = try context.services.database.withConnection {
            try $0.matches(ownedBy: user.id, filter: filter, limit: rows.count * comparison.resumes.count)
        }
        return Dictionary(matches.map { ($0.resumeID.text + " " + $0.postingID.text, $0.id) }) { newest, _ in newest }
    }

    private static func notes(_ comparison: Comparison, _ context: Context) -> [ComparisonNote] {
        var notes: [String] = []
        if comparison.hasMore {
            notes.append(
                context.words.text(
                    "compare.moreResumes", ["count": context.phrases.count(comparison.resumes.count)]))
        }
        let limit = context.services.settings.worker.rankingLimit
        if comparison.found.total >= limit {
            notes.append(context.words.text("compare.morePostings", ["count": context.phrases.count(limit)]))
        }
        return notes.map { ComparisonNote(text: $0) }
    }

    private static func empty(_ comparison: Comparison, _ query: SearchQuery, _ context: Context) -> EmptyState? {
        let words = context.words
        if comparison.resumes.isEmpty {
            return EmptyState(
                title: words.text("compare.noResumesTitle"), text: words.text("compare.noResumesText"),
                action: Link(label: words.text("compare.noResumesAction"), href: "/resumes"))
        }
        guard comparison.found.rows.isEmpty else { return nil }
        return EmptyState(
            title: words.text("compare.noPostingsTitle"), text: words.text("compare.noPostingsText"),
            action: Link(label: words.text("compare.noPostingsAction"), href: SearchQuery.href(query.parameters)))
    }
}
