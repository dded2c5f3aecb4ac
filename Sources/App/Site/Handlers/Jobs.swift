internal import Base
internal import Documents
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Templates
internal import Work

/// Searching postings, and one posting.
enum Jobs {
    static func list(_ context: Context) throws -> Response { try list(context, context.request.query) }

    /// - Parameter refusedName: what the search cannot be called that was to be saved.
    static func list(_ context: Context, _ parameters: Parameters, refusedName: String? = nil) throws -> Response {
        var query = SearchQuery(parameters, now: context.now)
        if query.search.sort == .match {
            query.search.scoredFor = context.owner == nil ? nil : try context.scored(query.resume, isAPI: false)
        }
        let cursor = parameters["after"].flatMap { PostingCursor(text: $0) }
        guard parameters["after"] == nil || cursor?.fits(query.search) == true else {
            throw Problem.badRequest("This page of the list is not valid any more. Start the search again.")
        }
        if let user = context.owner?.user {
            (query.search.blocks, query.search.viewer) = try context.services.database.withConnection {
                (try $0.postingBlocks(for: user.id), try viewer(query.search, user, $0))
            }
        }
        let listing = try listing(query, cursor, context)
        var page = try page(of: listing, query, for: context)
        if let refusedName {
            (page.saveName, page.saveError) = (refusedName, context.words.text("saved.badName"))
        }
        return context.page(
            page, title: context.words.text("jobs.title"), status: refusedName == nil ? .ok : .unprocessableContent)
    }

    /// Who looks, where that makes a difference: for somebody without postings or sources of their own what everybody sees is
    /// remembered for everybody.
    private static func viewer(_ search: PostingSearch, _ user: User, _ db: Connection) throws -> UUID? {
        let isPersonal = search.sourceName != nil || search.like != nil || search.order == .match
        return try isPersonal || db.hasOwnPostings(user.id) ? user.id : nil
    }

    /// A page of a search as everybody sees it, or as its viewer does.
    struct Listing: Sendable {
        var page: JobsPage
        var rows: [PostingSummary]
        var count: Int
        /// There is no open posting at all.
        var hasNone: Bool
    }

    /// The page as it was remembered, or made anew. What one's own scores order is nobody else's, and made each time.
    private static func listing(_ query: SearchQuery, _ cursor: PostingCursor?, _ context: Context) throws -> Listing {
        guard query.search.order != .match else { return try makeListing(query, cursor, context) }
        let viewer = query.search.viewer?.text ?? ""
        let blocks = query.search.blocks.tag
        let key = "\(context.site.language) \(viewer) \(cursor?.text ?? "") \(query.parameters.encoded) \(blocks)"
        return try context.site.searches.value(of: key, revision: context.postingRevision()) {
            try makeListing(query, cursor, context)
        }
    }

    private static func makeListing(
        _ asked: SearchQuery, _ cursor: PostingCursor?, _ context: Context
    ) throws -> Listing {
        let found = try context.services.database.transaction(readOnly: true) { db in
            var search = asked.search
            // A visitor's list is remembered, so what is blocked for all is read only when it is made.
            if context.owner == nil { search.blocks = try db.postingBlocks(for: nil) }
            return try Found(search, cursor, context, db)
        }
        let (words, now) = (context.words, found.corrected.map { asked.corrected($0) } ?? asked)
        let facets = SearchFacets(query: now, found: found.postings, sources: found.sources, context: context)
        var page = JobsPage(
            query: now.text, kept: now.fields(without: ["q", "like", "saved", "arrived_after"]),
            summary: summary(now, found, context),
            correction: found.corrected == nil
                ? nil : words.text("jobs.corrected", ["typed": asked.text, "used": now.text]),
            countNote: found.postings.isWhole
                ? nil : words.text("jobs.countNote", ["count": context.phrases.count(found.postings.candidates.count)]),
            facets: facets.all, keptForPay: now.fields(without: ["min_pay", "currency"]),
            minPay: now.parameters["min_pay"] ?? "", currencies: currencies(now, context),
            payError: now.hasPayProblem ? words.text("jobs.payInvalid") : nil,
            sorts: now.sorts(withMatch: false, context), active: now.active(context),
            clearHref: SearchQuery.href(onlyWords(now)), ranking: nil,
            postings: found.page.rows.map { row($0, context) }, nextHref: nil, empty: nil)
        if found.page.hasMore, let last = found.page.rows.last {
            page.nextHref = now.href("after", PostingCursor(sortKey: last.sortKey, id: last.id).text)
        } else if !found.postings.isWhole, cursor != nil {
            page.endNote = words.text("jobs.endNote")
        } else if now.search.order == .match, found.page.rows.count < found.postings.candidates.count {
            page.endNote = words.text("jobs.unscoredNote")
        }
        return Listing(
            page: page, rows: found.page.rows, count: found.postings.candidates.count, hasNone: found.hasNone)
    }

    /// The page with what is only its reader's: resumes to rank for, and scores.
    private static func page(of listing: Listing, _ query: SearchQuery, for context: Context) throws -> JobsPage {
        var page = listing.page
        if listing.rows.isEmpty { page.empty = empty(query, listing, context) }
        guard let user = context.owner?.user else { return page }
        page.savedHref = "/saved-searches"
        page.saved = try savedNote(query, of: user, context)
        if page.saved == nil { page.saveQuery = query.parameters.encoded.nonEmpty }
        let ids = listing.rows.map(\.id)
        let (resumes, matches) = try context.services.database.withConnection { db in
            let resumes = try db.resumes(ownedBy: user.id, filter: ResumeFilter(status: .done), limit: 50)
            guard !resumes.isEmpty, !ids.isEmpty else { return (resumes, [MatchSummary]()) }
            var filter = MatchFilter(postingIDs: ids)
            if query.search.order == .match { filter.resumeID = query.search.scoredFor }
            return (resumes, try db.matches(ownedBy: user.id, filter: filter, limit: 200))
        }
        if !resumes.isEmpty {
            page.sorts = query.sorts(withMatch: true, context)
            if query.search.order == .match { page.scored = scoredForm(query, resumes, context) }
        }
        guard !ids.isEmpty else { return page }
        page.ranking = rankForm(query, listing.count, resumes, context)
        if resumes.count > 1 { page.compareHref = Comparisons.href(query) }
        let scores = counted(matches)
        for (index, id) in ids.enumerated() {
            guard let match = scores[id] else { continue }
            page.postings[index].match = PostingScore(
                href: "/matches/" + match.id.text, value: context.phrases.score(match.score),
                band: context.phrases.band(match.score))
        }
        return page
    }

    /// Of each posting the score that counts: of a pair a model's before the built-in one, as where scores order the list; of
    /// several resumes the best.
    private static func counted(_ matches: [MatchSummary]) -> [UUID: MatchSummary] {
        var pairs: [[UUID]: MatchSummary] = [:]
        for match in matches where match.engine != "simulated" {
            let pair = [match.resumeID, match.postingID]
            if let known = pairs[pair], known.engine != "embedded" || match.engine == "embedded" { continue }
            pairs[pair] = match
        }
        return Dictionary(pairs.values.map { ($0.postingID, $0) }) { $0.score >= $1.score ? $0 : $1 }
    }

    private static func summary(_ query: SearchQuery, _ found: Found, _ context: Context) -> String {
        let number = found.postings.candidates.count
        let count = context.phrases.count(number) + (found.postings.isWhole ? "" : "+")
        let values = ["count": count, "query": query.text]
        return context.words.plural(query.text.isEmpty ? "jobs.summary" : "jobs.summaryFor", number, values)
    }

    private static func onlyWords(_ query: SearchQuery) -> Parameters {
        query.text.isEmpty ? [:] : ["q": query.text]
    }

    private static func currencies(_ query: SearchQuery, _ context: Context) -> [Option] {
        ["EUR", "USD", "GBP", "CHF", "SEK", "PLN", "CAD", "AUD", "INR"].map {
            Option(value: $0, label: $0, isSelected: query.parameters["currency"] == $0)
        }
    }

    /// Whose scores order the list.
    private static func scoredForm(
        _ query: SearchQuery, _ resumes: [ResumeSummary], _ context: Context
    ) -> ScoredForm {
        ScoredForm(
            kept: query.fields(without: ["resume"]),
            resumes: resumes.map {
                var option = context.option($0)
                option.isSelected = $0.id == query.search.scoredFor
                return option
            })
    }

    private static func rankForm(
        _ query: SearchQuery, _ count: Int, _ resumes: [ResumeSummary], _ context: Context
    ) -> RankForm? {
        guard !resumes.isEmpty, count > 0 else { return nil }
        let count = min(count, context.services.settings.worker.rankingLimit)
        return RankForm(
            sentence: context.words.plural("jobs.rankSentence", count, ["count": context.phrases.count(count)]),
            search: query.fields(without: ["saved", "resume"]), options: resumes.map { context.option($0) },
            engines: context.rankEngines)
    }

    private static func row(_ posting: PostingSummary, _ context: Context) -> PostingRow {
        PostingRow(
            href: "/jobs/" + posting.id.text, title: posting.title, company: posting.company,
            place: context.phrases.place(location: posting.location, country: posting.country),
            isRemote: posting.isRemote == true, type: posting.type.map { context.phrases.type($0) },
            pay: posting.pay.map { context.phrases.pay($0) }, posted: context.moment(posting.listedAt),
            source: posting.sourceName ?? "", snippet: snippet(posting.snippet), match: nil)
    }

    /// The snippet with its hits, cut out of the text between the marks.
    private static func snippet(_ text: String) -> Snippet? {
        var (parts, rest) = ([SnippetPart](), Substring(Snippets.plain(text)))
        while let start = rest.firstIndex(of: PostingSummary.highlightStart) {
            if start > rest.startIndex { parts.append(SnippetPart(text: String(rest[..<start]))) }
            rest = rest[rest.index(after: start)...]
            let end = rest.firstIndex(of: PostingSummary.highlightEnd) ?? rest.endIndex
            parts.append(SnippetPart(text: String(rest[..<end]), isHit: true))
            rest = end < rest.endIndex ? rest[rest.index(after: end)...] : ""
        }
        if !rest.isEmpty { parts.append(SnippetPart(text: String(rest))) }
        return parts.isEmpty ? nil : Snippet(parts: parts)
    }

    private static func empty(_ query: SearchQuery, _ listing: Listing, _ context: Context) -> EmptyState {
        let words = context.words
        guard listing.hasNone else {
            return EmptyState(
                title: words.text("jobs.emptySearchTitle"), text: words.text("jobs.emptySearchText"),
                action: Link(
                    label: words.text("jobs.emptySearchAction"), href: SearchQuery.href(onlyWords(query))))
        }
        guard context.owner?.user.role == .admin else {
            return EmptyState(title: words.text("jobs.emptyAllTitle"), text: words.text("jobs.emptyAllText"))
        }
        return EmptyState(
            title: words.text("jobs.emptyAllTitle"), text: words.text("jobs.emptyAllTextAdmin"),
            action: Link(label: words.text("jobs.emptyAllAction"), href: "/admin#sources"),
            samples: context.postingSamples)
    }

    /// Fetches the whole of a posting that its source had shown a summary of.
    static func fill(_ context: Context) throws -> Response {
        let posting = try context.site.fillVacancy(try context.id(), by: try context.user())
        return context.redirect(to: "/jobs/" + posting.id.text, telling: .postingFilled)
    }

    /// The search that somebody comes from, as the browser names it: only what ``SearchQuery`` knows is kept of it.
    private static func backHref(_ context: Context) -> String {
        guard let before = context.request.pageBefore, before.hasPrefix("/jobs?") else { return "/jobs" }
        let query = before.dropFirst(6).prefix { $0 != "#" }
        guard let parameters = try? Parameters(urlEncoded: Array(query.utf8), maximumCount: 50) else { return "/jobs" }
        return SearchQuery.href(
            SearchQuery(parameters, now: context.now).parameters.replacing("after", with: parameters["after"]))
    }

    static func show(_ context: Context) throws -> Response {
        let id = try context.id()
        let user = context.owner?.user
        let (posting, resumes, matches, hasMore, isOwn) = try context.services.database.transaction(readOnly: true) {
            db in
            guard let posting = try db.posting(id, for: user?.id) else { throw Problem.notFound() }
            guard let user, posting.canonicalID == nil else {
                return (posting, [ResumeSummary](), [MatchSummary](), false, false)
            }
            return (
                posting, try db.resumes(ownedBy: user.id, filter: ResumeFilter(status: .done), limit: 50),
                try db.matches(ownedBy: user.id, filter: MatchFilter(postingIDs: [id]), limit: 20),
                try Vacancies.hasMore(of: id, on: db), try db.ownPosting(id, of: user.id) != nil
            )
        }
        if let canonical = posting.canonicalID { return .redirect(to: "/jobs/" + canonical.text) }
        let draft = posting.draft
        let login = "/login?" + Parameters(dictionaryLiteral: ("next", "/jobs/" + id.text)).encoded
        let page = PostingPage(
            postingID: id.text, backHref: backHref(context), title: draft.title, company: draft.company,
            place: context.phrases.place(location: draft.location, country: draft.country),
            isRemote: draft.isRemote == true,
            closed: posting.status == .open && posting.liveness != .closed ? nil : context.words.text("posting.closed"),
            pay: draft.pay.map { context.phrases.pay($0) }, type: draft.type.map { context.phrases.type($0) },
            level: draft.level.map { context.phrases.level($0) }, posted: draft.postedAt.map { context.moment($0) },
            expires: draft.expiresAt.map { UTCDate.day($0) },
            sources: posting.sources.map { PostingSource(name: $0.name, href: WebAddress.safe($0.url)) },
            skills: draft.skills, description: TrustedHTML(trusting: Markdown.html(draft.descriptionMarkdown)),
            fillAction: hasMore ? "/jobs/\(id.text)/fill" : nil, editHref: isOwn ? "/jobs/\(id.text)/edit" : nil,
            isSignedIn: user != nil, logInHref: login,
            matchForm: resumes.isEmpty
                ? nil
                : MatchForm(
                    resumes: resumes.map { context.option($0) },
                    engines: context.engineOptions(postingBytes: draft.descriptionMarkdown.utf8.count)),
            similarHref: (user == nil ? "/jobs" : "/match") + "?like=" + id.text,
            matches: matches.map { context.row($0) }, standing: try context.standing(of: posting))
        return context.page(page, title: draft.title)
    }
}

/// What one page of a search shows, read in one transaction.
private struct Found {
    var postings: FoundPostings
    var page: FoundPage
    /// The words that were used in place of those that nothing has.
    var corrected: SearchText?
    /// There is no open posting at all.
    var hasNone: Bool
    var sources: [UUID: String]

    init(_ asked: PostingSearch, _ cursor: PostingCursor?, _ context: Context, _ db: Connection) throws {
        let (limits, pageSize) = (context.services.settings.web.searchLimits, context.services.settings.web.pageSize)
        var search = asked
        postings = try db.find(search, limits: limits)
        if postings.candidates.isEmpty, cursor == nil, let words = try db.correction(of: search.words) {
            var changed = search
            changed.words = words
            let better = try db.find(changed, limits: limits)
            if !better.candidates.isEmpty { (search, postings, corrected) = (changed, better, words) }
        }
        page = try db.page(of: postings, for: search, after: cursor, limit: pageSize, limits: limits)
        hasNone = postings.candidates.isEmpty ? try db.openPostingCount(limit: 1) == 0 : false
        sources = try db.sourceNames(Set(postings.candidates.flatMap(\.sources)))
    }
}

extension Context {
    /// The resume whose scores order a list: the one asked for where it is the caller's, else the one that was added last.
    /// - Throws: in the API, 401 without an account and 422 where there is no such resume.
    func scored(_ asked: UUID?, isAPI: Bool = true) throws -> UUID? {
        let user = try user()
        let resume = try services.database.withConnection { db -> UUID? in
            guard let asked else {
                return try db.resumes(ownedBy: user.id, filter: ResumeFilter(status: .done), limit: 1).first?.id
            }
            return try db.resume(asked, ownedBy: user.id)?.id
        }
        guard resume == nil, isAPI else { return resume }
        throw Problem.unprocessable([.init(field: "resume_id", message: "is no resume of yours that has been read")])
    }
}
