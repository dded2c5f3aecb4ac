internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage
internal import Tasking

/// Matching a resume with a posting, and the scores there are.
enum Matches {
    static func start(_ context: Context) throws -> Response {
        // A table of pairs has one button for each, which carries both ids.
        let pair = context.field("pair").split(separator: " ").map(String.init)
        let ids = pair.count == 2 ? pair : [context.field("resume_id"), context.field("posting_id")]
        guard let resume = UUID(text: ids[0]), let posting = UUID(text: ids[1]) else { throw Problem.notFound() }
        let match = try context.site.match(
            resume: resume, posting: posting, engine: context.field("engine"), user: try context.user())
        return .redirect(to: "/matches/" + match.id.text)
    }

    static func show(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        guard let view = try context.services.database.withConnection({ try $0.matchView(id, ownedBy: user.id) }) else {
            throw Problem.notFound()
        }
        let status = try view.match.taskID.flatMap { try context.ownStatus($0) }
        let live = context.live(view, status: status)
        let resume = context.resumeName(view)
        let page = MatchPage(
            crumbs: crumbs(view, context), postingTitle: view.title, postingHref: "/jobs/" + view.match.postingID.text,
            company: view.company,
            resumeName: resume, resumeHref: "/resumes/" + view.match.resumeID.text, live: live)
        let title = context.words.text("match.title", ["posting": view.title, "resume": resume])
        return context.page(
            page, title: title, refreshSeconds: live.poll == nil ? nil : 2,
            section: view.jobPostID == nil ? nil : "recruiting")
    }

    /// Where the match is listed: among a person's own, or those of a recruiter's job post.
    private static func crumbs(_ view: MatchView, _ context: Context) -> [Link] {
        let words = context.words
        guard let post = view.jobPostID else { return [Link(label: words.text("matches.title"), href: "/matches")] }
        return [
            Link(label: words.text("jobPosts.title"), href: "/job-posts"),
            Link(
                label: words.text("jobPosts.matchesFor", ["title": view.title]),
                href: "/job-posts/\(post.text)/matches"),
        ]
    }

    static func list(_ context: Context) throws -> Response {
        let (user, words) = (try context.user(), context.words)
        let seen = try context.services.database.withConnection { try $0.matchesSeen(by: user.id) }
        let query = MatchQuery(context.request.query, seen: seen)
        let cursor = context.request.query["after"].flatMap { MatchCursor(text: $0) }
        let pageSize = context.services.settings.web.pageSize
        var (matches, counts, known, resumes, rankings) = try context.services.database.transaction(readOnly: true) {
            db in
            (
                try db.matches(ownedBy: user.id, filter: query.filter, after: cursor?.value, limit: pageSize + 1),
                try db.scoreDistribution(ownedBy: user.id, filter: query.filter),
                try db.matchCounts(ownedBy: user.id, since: seen),
                try db.resumes(ownedBy: user.id, limit: 100),
                try db.liveRankings(ownedBy: user.id, limit: 5)
            )
        }
        let hasMore = matches.count > pageSize
        if hasMore { matches.removeLast() }
        let rankingRows = try rankings.compactMap { try Rankings.row($0, context) }
        var nextHref: String?
        if hasMore, let last = matches.last {
            nextHref = query.href("after", MatchCursor(last, query.filter.order).text)
        }
        let total = counts.reduce(0, +)
        let allResumes = Option(
            value: "", label: words.text("matches.allResumes"), isSelected: query.filter.resumeID == nil)
        let page = MatchesPage(
            rankings: rankingRows,
            summary: words.plural("matches.summary", total, ["count": context.phrases.count(total)]),
            resumes: [allResumes]
                + resumes.filter { $0.status != .failed || $0.id == query.filter.resumeID }.map {
                    var option = context.option($0)
                    option.isSelected = $0.id == query.filter.resumeID
                    return option
                }, minScore: query.parameters["min_score"] ?? "",
            scoreError: query.hasScoreProblem ? words.text("matches.badScore") : nil,
            text: query.parameters["q"] ?? "",
            isEligible: query.filter.isEligible, isOpen: query.filter.isOpen, isOnlyNew: query.isOnlyNew,
            sort: query.parameters["sort"],
            sorts: MatchFilter.Order.allCases.map {
                FilterLink(
                    label: words.text("matches.sort." + $0.rawValue), href: query.href("sort", $0.rawValue), count: nil,
                    isSelected: query.filter.order == $0)
            }, chart: total > 1 ? ScoreChart(counts, query, context) : nil,
            new: known.new == 0 ? nil : newMatches(known.new, of: known.all, since: seen, query, context),
            matches: matches.map { context.row($0) }, hasAny: known.all > 0,
            isEmpty: known.all == 0 && rankingRows.isEmpty,
            nextHref: nextHref)
        return context.page(page, title: words.text("matches.title"), refreshSeconds: rankingRows.isEmpty ? nil : 3)
    }

    private static func newMatches(
        _ count: Int, of all: Int, since seen: Date, _ query: MatchQuery, _ context: Context
    ) -> NewMatches {
        NewMatches(
            text: context.words.plural(
                "matches.new", count, ["count": context.phrases.count(count), "when": context.phrases.ago(seen)]),
            until: UTCDate.format(context.now),
            newHref: query.isOnlyNew || count == all ? nil : query.href("new", "yes"),
            allHref: query.isOnlyNew ? query.href("new", nil) : nil)
    }

    /// What its owner was shown is not new any more; what came while they looked still is.
    static func markSeen(_ context: Context) throws -> Response {
        let (user, until) = (try context.user(), UTCDate.parse(context.field("until")) ?? context.now)
        try context.services.database.withConnection { try $0.setMatchesSeen(by: user.id, at: until) }
        return context.redirect(to: "/matches", telling: .matchesSeen)
    }
}

/// Where the next page of a list of matches starts.
struct MatchCursor {
    /// The score; where the list is by time, seconds since 1970.
    var score: Double
    var id: UUID

    var value: (Double, UUID) { (score, id) }
    var text: String { Array("\(id.text) \(score)".utf8).base64URL }

    init(score: Double, id: UUID) {
        self.score = score
        self.id = id
    }

    init(_ match: MatchSummary, _ order: MatchFilter.Order) {
        self.init(score: order == .best ? match.score : match.updatedAt.timeIntervalSince1970, id: match.id)
    }

    init?(text: String) {
        guard let cursor = PostingCursor(text: text), let score = Double(cursor.sortKey), score.isFinite else {
            return nil
        }
        self.init(score: score, id: cursor.id)
    }
}
