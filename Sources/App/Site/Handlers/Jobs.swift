internal import Base
internal import Documents
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Templates

/// Searching postings, and one posting.
enum Jobs {
    static func list(_ context: Context) throws -> Response {
        var query = SearchQuery(context.request.query, now: context.now)
        // What is everybody's is remembered for everybody. A person's own postings are found among those of a source.
        if query.search.sourceName != nil { query.search.viewer = context.owner?.user.id }
        let cursor = context.request.query["after"].flatMap { PostingCursor(text: $0) }
        guard context.request.query["after"] == nil || cursor?.fits(query.search) == true else {
            throw Problem.badRequest("This page of the list is not valid any more. Start the search again.")
        }
        let site = context.site
        if let user = context.owner?.user {
            query.search.blocks = try context.services.database.withConnection { try $0.postingBlocks(for: user.id) }
        }
        let viewer = query.search.viewer?.text ?? ""
        let blocks = query.search.blocks.tag
        let key = "\(site.language) \(viewer) \(cursor?.text ?? "") \(query.parameters.encoded) \(blocks)"
        let listing = try site.searches.value(of: key, revision: context.postingRevision()) {
            try makeListing(query, cursor, context)
        }
        return context.page(
            try page(of: listing, query, for: context), title: context.words.text("jobs.title"))
    }

    /// A page of a search as everybody sees it.
    struct Listing: Sendable {
        var page: JobsPage
        var ids: [UUID]
        var count: Int
        /// There is no open posting at all.
        var hasNone: Bool
    }

    private static func makeListing(
        _ query: SearchQuery, _ cursor: PostingCursor?, _ context: Context
    ) throws -> Listing {
        let found = try context.services.database.transaction(readOnly: true) { db in
            var search = query.search
            // A visitor's list is remembered, so what is blocked for all is read only when it is made.
            if context.owner == nil { search.blocks = try db.postingBlocks(for: nil) }
            return try Found(search, cursor, context, db)
        }
        let words = context.words
        var page = JobsPage(
            query: query.search.text, kept: query.fields(without: ["q"]), summary: summary(query, found, context),
            facets: facets(query, found, context), keptForPay: query.fields(without: ["min_pay", "currency"]),
            minPay: query.parameters["min_pay"] ?? "", currencies: currencies(query, context),
            payError: query.hasPayProblem ? words.text("jobs.payInvalid") : nil, sorts: sorts(query, context),
            active: active(query, context), clearHref: SearchQuery.href(onlyWords(query)), ranking: nil,
            postings: found.postings.map { row($0, context) }, nextHref: nil, empty: nil)
        if found.hasMore, let last = found.postings.last {
            let cursor = PostingCursor(sortKey: last.sortKey, id: last.id)
            page.nextHref = query.href("after", cursor.text)
        }
        return Listing(page: page, ids: found.postings.map(\.id), count: found.count, hasNone: found.hasNone)
    }

    /// The page with what is only its reader's: resumes to rank for, and scores.
    private static func page(of listing: Listing, _ query: SearchQuery, for context: Context) throws -> JobsPage {
        var page = listing.page
        if listing.ids.isEmpty {
            page.empty = empty(query, listing, context)
            return page
        }
        guard let user = context.owner?.user else { return page }
        let (resumes, matches) = try context.services.database.withConnection { db in
            let resumes = try db.resumes(ownedBy: user.id, filter: ResumeFilter(status: .done), limit: 50)
            guard !resumes.isEmpty else { return (resumes, [MatchSummary]()) }
            let filter = MatchFilter(postingIDs: listing.ids)
            return (resumes, try db.matches(ownedBy: user.id, filter: filter, limit: 200))
        }
        page.ranking = rankForm(query, listing.count, resumes, context)
        var scores: [UUID: MatchSummary] = [:]
        for match in matches where scores[match.postingID] == nil { scores[match.postingID] = match }
        for (index, id) in listing.ids.enumerated() {
            guard let match = scores[id] else { continue }
            page.postings[index].match = PostingScore(
                href: "/matches/" + match.id.text, value: context.phrases.score(match.score),
                band: context.phrases.band(match.score))
        }
        return page
    }

    private static func summary(_ query: SearchQuery, _ found: Found, _ context: Context) -> String {
        let limit = context.services.settings.web.countLimit
        let count = context.phrases.count(found.count) + (found.count >= limit ? "+" : "")
        let values = ["count": count, "query": query.search.text]
        return context.words.plural(query.search.text.isEmpty ? "jobs.summary" : "jobs.summaryFor", found.count, values)
    }

    private static func onlyWords(_ query: SearchQuery) -> Parameters {
        query.search.text.isEmpty ? [:] : ["q": query.search.text]
    }

    private static func facets(_ query: SearchQuery, _ found: Found, _ context: Context) -> [Facet] {
        let words = context.words
        func choice(_ name: String, _ value: String?, _ label: String, count: Int? = nil) -> FilterLink {
            FilterLink(
                label: label, href: query.href(name, value), count: count.map { context.phrases.count($0) },
                isSelected: query.parameters[name] == value)
        }
        let remoteCount = found.facets.first { $0.facet == "remote" }?.count
        let types = found.facets.filter { $0.facet == "type" }.compactMap { facet in
            PostingType(rawValue: facet.value).map { ($0, facet.count) }
        }
        var facets = [
            Facet(
                id: "remote", title: words.text("jobs.facet.remote"),
                options: [
                    choice("remote", nil, words.text("jobs.remote.any")),
                    choice("remote", "yes", words.text("jobs.remote.yes"), count: remoteCount),
                    choice("remote", "no", words.text("jobs.remote.no")),
                ]),
            Facet(
                id: "posted", title: words.text("jobs.facet.posted"),
                options: [choice("posted_after", nil, words.text("jobs.posted.any"))]
                    + SearchQuery.periods.map { choice("posted_after", $0.0, words.text("jobs.posted." + $0.0)) }),
        ]
        if !types.isEmpty || query.parameters["type"] != nil {
            facets.append(
                Facet(
                    id: "type", title: words.text("jobs.facet.type"),
                    options: [choice("type", nil, words.text("jobs.any"))]
                        + types.map { choice("type", $0.0.rawValue, context.phrases.type($0.0), count: $0.1) }))
        }
        if found.sources.count > 1 || query.parameters["source"] != nil {
            facets.append(
                Facet(
                    id: "source", title: words.text("jobs.facet.source"),
                    options: [choice("source", nil, words.text("jobs.any"))]
                        + found.sources.map { choice("source", $0, $0) }))
        }
        return facets
    }

    private static func currencies(_ query: SearchQuery, _ context: Context) -> [Option] {
        ["EUR", "USD", "GBP", "CHF", "SEK", "PLN", "CAD", "AUD", "INR"].map {
            Option(value: $0, label: $0, isSelected: query.parameters["currency"] == $0)
        }
    }

    private static func sorts(_ query: SearchQuery, _ context: Context) -> [FilterLink] {
        let all: [PostingSearch.Sort] = query.search.text.isEmpty ? [.newest, .pay] : [.relevance, .newest, .pay]
        return all.map {
            FilterLink(
                label: context.words.text("jobs.sort." + $0.rawValue), href: query.href("sort", $0.rawValue),
                count: nil,
                isSelected: query.search.sort == $0)
        }
    }

    private static func active(_ query: SearchQuery, _ context: Context) -> [Link] {
        query.parameters.compactMap { field in
            let words = context.words
            let label: String
            switch field.name {
            case "remote": label = words.text(query.search.isRemote == true ? "jobs.remote.yes" : "jobs.remote.no")
            case "type": label = query.search.type.map { context.phrases.type($0) } ?? field.value
            case "level": label = query.search.level.map { context.phrases.level($0) } ?? field.value
            case "source", "company", "location", "country": label = field.value
            case "min_pay":
                let amount = [query.parameters["currency"] ?? "EUR", field.value].joined(separator: " ")
                label = words.text("jobs.payActive", ["pay": amount])
            case "posted_after":
                let isPeriod = SearchQuery.periods.contains { $0.0 == field.value }
                label = isPeriod ? words.text("jobs.posted." + field.value) : field.value
            default: return nil
            }
            return Link(label: label, href: query.href(field.name, nil))
        }
    }

    private static func rankForm(
        _ query: SearchQuery, _ count: Int, _ resumes: [ResumeSummary], _ context: Context
    ) -> RankForm? {
        guard !resumes.isEmpty, count > 0 else { return nil }
        let count = min(count, context.services.settings.worker.rankingLimit)
        return RankForm(
            sentence: context.words.plural("jobs.rankSentence", count, ["count": context.phrases.count(count)]),
            search: query.fields(without: []), options: resumes.map { context.option($0) })
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

    static func show(_ context: Context) throws -> Response {
        let id = try context.id()
        let user = context.owner?.user
        let (posting, resumes, matches) = try context.services.database.transaction(readOnly: true) { db in
            guard let posting = try db.posting(id, for: user?.id) else { throw Problem.notFound() }
            guard let user, posting.canonicalID == nil else { return (posting, [ResumeSummary](), [MatchSummary]()) }
            return (
                posting, try db.resumes(ownedBy: user.id, filter: ResumeFilter(status: .done), limit: 50),
                try db.matches(ownedBy: user.id, filter: MatchFilter(postingIDs: [id]), limit: 20)
            )
        }
        if let canonical = posting.canonicalID { return .redirect(to: "/jobs/" + canonical.text) }
        let draft = posting.draft
        let login = "/login?" + Parameters(dictionaryLiteral: ("next", "/jobs/" + id.text)).encoded
        let page = PostingPage(
            postingID: id.text, backHref: "/jobs", title: draft.title, company: draft.company,
            place: context.phrases.place(location: draft.location, country: draft.country),
            isRemote: draft.isRemote == true,
            closed: posting.status == .open && posting.liveness != .closed ? nil : context.words.text("posting.closed"),
            pay: draft.pay.map { context.phrases.pay($0) }, type: draft.type.map { context.phrases.type($0) },
            level: draft.level.map { context.phrases.level($0) }, posted: draft.postedAt.map { context.moment($0) },
            expires: draft.expiresAt.map { UTCDate.day($0) },
            sources: posting.sources.map { PostingSource(name: $0.name, href: WebAddress.safe($0.url)) },
            skills: draft.skills, description: TrustedHTML(trusting: Markdown.html(draft.descriptionMarkdown)),
            isSignedIn: user != nil, logInHref: login,
            matchForm: resumes.isEmpty
                ? nil : MatchForm(resumes: resumes.map { context.option($0) }, engines: context.engineOptions),
            similarHref: user == nil ? nil : "/match?like=" + id.text, matches: matches.map { context.row($0) },
            standing: try context.standing(of: posting))
        return context.page(page, title: draft.title)
    }
}

/// What one page of a search shows, read in one transaction.
private struct Found {
    var postings: [PostingSummary]
    var hasMore: Bool
    var count: Int
    /// There is no open posting at all.
    var hasNone: Bool
    var facets: [FacetCount]
    var sources: [String]

    init(_ search: PostingSearch, _ cursor: PostingCursor?, _ context: Context, _ db: Connection) throws {
        let settings = context.services.settings.web
        postings = try db.postings(matching: search, after: cursor, limit: settings.pageSize + 1)
        hasMore = postings.count > settings.pageSize
        if hasMore { postings.removeLast() }
        count = try db.postingCount(matching: search, limit: settings.countLimit)
        hasNone = count == 0 ? try db.postingCount(matching: PostingSearch(), limit: 1) == 0 : false
        facets = try db.facets(of: search, limit: settings.countLimit)
        sources = try db.postingSourceNames()
    }
}
