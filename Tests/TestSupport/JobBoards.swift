import Foundation
import Synchronization

/// Every source of postings that the product reads, played on loopback with its paging, limits, errors and quirks. All
/// postings are invented.
public final class JobBoards: Sendable {
    /// What may be changed while it runs.
    public struct State: Sendable {
        /// Postings of each board and search.
        public var count = 250
        /// Written into the text of the posting with that number, so that it changes.
        public var edition: [Int: String] = [:]
        /// Answers every request with this instead.
        public var failure: StubServer.Answer?
        /// Paths, with their queries, that are not there any more.
        public var gone: Set<String> = []
        /// Whether answers have an `ETag` and may be 304.
        public var hasTags = true
        /// What `robots.txt` says.
        public var robots: String?
        /// A posting of Ashby's that has lost its title.
        public var untitled: Int?
    }

    private final class Box: Sendable {
        let state = Mutex(State())
        let tokens = Mutex(0)
    }

    public static let day = 1_767_225_600  // 2026-01-01
    public let server: StubServer
    private let box: Box

    public init() throws {
        let box = Box()
        self.box = box
        server = try StubServer { Self.answer($0, box) }
    }

    public var address: String { server.url("") }
    /// How often HH was asked for a token.
    public var tokens: Int { box.tokens.withLock { $0 } }

    public func change(_ body: @Sendable (inout State) -> Void) {
        box.state.withLock { body(&$0) }
    }

    /// Settings under which the product asks this server wherever it would ask the public ones.
    public var environment: [String: String] {
        var all = [
            "ADZUNA_APP_ID": "id", "ADZUNA_APP_KEY": "key", "HH_TOKEN": "hh-token", "USAJOBS_EMAIL": "a@b.example",
            "USAJOBS_KEY": "key", "HUNTER_PAGE_DELAY_SECONDS": "0", "HUNTER_ALLOW_PRIVATE_ADDRESSES": "true",
            "HUNTER_SOURCE_RATE": "10000",
        ]
        for name in [
            "ADZUNA", "ARBEITNOW", "ASHBY", "GREENHOUSE", "HH", "LEVER", "LEVER_EU", "MUSE", "REMOTEOK", "USAJOBS",
        ] {
            all["\(name)_URL"] = address
        }
        return all
    }

    private static func answer(_ request: StubServer.Request, _ box: Box) -> StubServer.Answer {
        let state = box.state.withLock { $0 }
        if let failure = state.failure { return failure }
        if state.gone.contains(request.target) { return .status(410) }
        let answer = JobBoards.answer(request, state, box)
        guard state.hasTags, request.method == "GET" else { return answer }
        return answer.tagged(unless: request.headers["if-none-match"])
    }

    private static func answer(_ request: StubServer.Request, _ state: State, _ box: Box) -> StubServer.Answer {
        let parts = request.path.split(separator: "/").map(String.init)
        let query = Query(request.query)
        switch (parts.first ?? "", parts.count) {
        case ("robots.txt", 1): return state.robots.map { .status(200, body: Array($0.utf8)) } ?? .status(404)
        case ("v0", 3): return lever(parts[2], query, state)
        case ("posting-api", 3): return ashby(parts[2], state)
        case ("v1", 4) where parts[1] == "boards": return greenhouse(parts[2], state)
        case ("v1", 6): return adzuna(parts[3], Int(parts[5]) ?? 0, query, request, state)
        case ("vacancies", _), ("token", 1): return headHunter(parts, query, request, state, box)
        case ("feed", 2): return feed(parts[1], state)
        case ("api", 1): return remoteOK(state)
        case ("api", 2) where parts[1] == "job-board-api": return arbeitnow(query, state)
        case ("api", 2): return usaJobs(query, request, state)
        case ("api", 3): return muse(query, state)
        default: return .status(404)
        }
    }

    private static func text(_ number: Int, _ state: State) -> String {
        "We tend server gardens, number \(number). \(state.edition[number] ?? "You know Linux and SQL.")"
    }

    private static func list(_ range: Range<Int>, _ record: (Int) -> String) -> String {
        range.map(record).joined(separator: ",")
    }

    // MARK: Boards

    /// `stubborn` passes over `skip`, `greedy` over `limit`; what is unknown is a 404.
    private static func lever(_ site: String, _ query: Query, _ state: State) -> StubServer.Answer {
        guard ["acme", "stubborn", "greedy"].contains(site) else {
            return .status(404, body: Array("{\"ok\":false,\"error\":\"Document not found\"}".utf8))
        }
        let skip = site == "acme" ? min(query.number("skip") ?? 0, state.count) : 0
        let limit = site == "greedy" ? state.count : query.number("limit") ?? 100
        return .json(
            "["
                + list(skip..<min(state.count, skip + limit)) { number in
                    """
                    {"id":"lever-\(number)","text":"Gardener \(number)","hostedUrl":"https://jobs.lever.co/\(site)/\(number)",\
                    "categories":{"location":"Berlin","allLocations":["Berlin","Rome"],"commitment":"Full-time"},\
                    "country":"DE","workplaceType":"hybrid","createdAt":\(day)000,"description":"<p>\(text(number, state))</p>",\
                    "lists":[{"text":"You & we","content":"<li>Pruning</li>"}],"additional":"<p>Write to us.</p>",\
                    "salaryRange":{"currency":"EUR","interval":"per-year-salary","min":50000,"max":60000.5}}
                    """
                } + "]")
    }

    /// `slow` takes its time; an unknown board is empty, one that begins with `no` a 404.
    private static func ashby(_ board: String, _ state: State) -> StubServer.Answer {
        if board.hasPrefix("no") { return .status(404, body: Array("Not Found".utf8)) }
        let count = ["acme", "slow"].contains(board) ? state.count : 0
        let jobs = list(0..<count) { number in
            """
            {"id":"ashby-\(number)","title":"\(number == state.untitled ? "" : "Gardener \(number)")","location":"Lisbon","secondaryLocations":[{"location":"Porto"}],\
            "employmentType":"FullTime","isListed":\(number != 1),"isRemote":true,"workplaceType":"Hybrid",\
            "publishedAt":"2026-01-02T03:04:05.678+00:00","jobUrl":"https://jobs.ashbyhq.com/\(board)/\(number)",\
            "address":{"postalAddress":{"addressCountry":"Portugal"}},"descriptionHtml":"<p>\(text(number, state))</p>",\
            "compensation":{"summaryComponents":[{"compensationType":"EquityPercentage","minValue":1},\
            {"compensationType":"Salary","interval":"1 YEAR","currencyCode":"USD","minValue":100000,"maxValue":120000}]}}
            """
        }
        let body = "{\"apiVersion\":\"1\",\"jobs\":[\(jobs)]}"
        return board == "slow" ? .slow(Array(body.utf8), chunk: 20_000, pauseMilliseconds: 20) : .json(body)
    }

    /// The content is escaped twice.
    private static func greenhouse(_ board: String, _ state: State) -> StubServer.Answer {
        guard board == "acme" else { return .status(404, body: Array("{\"status\":404}".utf8)) }
        let jobs = list(0..<state.count) { number in
            """
            {"absolute_url":"https://boards.greenhouse.io/acme/jobs/\(number)","id":\(number),"title":"Gardener \(number)",\
            "company_name":"Acme","location":{"name":"Toronto, Canada"},"first_published":"2026-01-02T09:49:28-05:00",\
            "content":"&lt;p&gt;R&amp;amp;D. \(text(number, state))&lt;/p&gt;"}
            """
        }
        return .json("{\"jobs\":[\(jobs)],\"meta\":{\"total\":\(state.count)}}")
    }

    // MARK: Searches

    /// The addresses and `adref` are new in each answer.
    private static func adzuna(
        _ country: String, _ page: Int, _ query: Query, _ request: StubServer.Request, _ state: State
    ) -> StubServer.Answer {
        guard query["app_id"] == "id", query["app_key"] == "key" else {
            return .status(401, body: Array("{\"exception\":\"AUTH_FAIL\",\"display\":\"Authorisation failed\"}".utf8))
        }
        let size = min(query.number("results_per_page") ?? 10, 50)
        let results = list(min(state.count, (page - 1) * size)..<min(state.count, page * size)) { number in
            """
            {"id":"\(number)","adref":"\(request.index)","title":"<strong>Gardener</strong> \(number)","created":"2026-01-02T03:04:05Z",\
            "redirect_url":"https://www.adzuna.co.uk/jobs/land/ad/\(number)?se=\(request.index)&v=x",\
            "company":{"display_name":"Acme"},"location":{"display_name":"Leeds","area":["UK","Leeds"]},\
            "description":"\(text(number, state))…","contract_time":"full_time","contract_type":"permanent",\
            "salary_min":42535.81,"salary_max":42535.81,"salary_is_predicted":\(["\"1\"", "0", "false"][number % 3])}
            """
        }
        return .json("{\"count\":\(state.count),\"mean\":1.5,\"results\":[\(results)]}")
    }

    /// The posting with number N was published N minutes before the day's end; a search shows 2,000 of them.
    private static func headHunter(
        _ parts: [String], _ query: Query, _ request: StubServer.Request, _ state: State, _ box: Box
    ) -> StubServer.Answer {
        guard let agent = request.headers["hh-user-agent"], !agent.isEmpty else {
            return .status(400, body: Array("{\"errors\":[{\"type\":\"bad_user_agent\",\"value\":\"unset\"}]}".utf8))
        }
        if parts[0] == "token" {
            let form = String(decoding: request.body, as: UTF8.self)
            guard form.contains("client_id=app"), form.contains("client_secret=secret") else { return .status(400) }
            box.tokens.withLock { $0 += 1 }
            return .json("{\"access_token\":\"hh-token\",\"token_type\":\"bearer\"}")
        }
        guard request.headers["authorization"] == "Bearer hh-token" else {
            return .status(403, body: Array("{\"errors\":[{\"type\":\"forbidden\"}]}".utf8))
        }
        func vacancy(_ number: Int, _ text: String) -> String {
            let time = ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: Double(day - number * 60)))
            return """
                {"id":"\(1000 + number)","name":"Садовник \(number)","area":{"id":"1","name":"Москва"},"archived":false,\
                "salary":{"from":100000,"to":null,"currency":"RUR","gross":false},"schedule":{"id":"remote"},\
                "employment":{"id":"full"},"employer":\(number == 3 ? "null" : "{\"id\":\"7\",\"name\":\"Сад\"}"),\
                "published_at":"\(time.dropLast())+0000","alternate_url":"https://hh.ru/vacancy/\(1000 + number)",\(text)}
                """
        }
        if parts.count == 2 {
            guard let number = Int(parts[1]).map({ $0 - 1000 }), (0..<state.count).contains(number) else {
                return .status(404, body: Array("{\"errors\":[{\"type\":\"not_found\"}]}".utf8))
            }
            return .json(
                vacancy(
                    number,
                    "\"description\":\"<p>Вся правда. \(text(number, state))</p>\",\"key_skills\":[{\"name\":\"Linux\"}]"
                ))
        }
        if query["text"] == "captcha" {
            return .status(
                403, body: Array("{\"errors\":[{\"type\":\"captcha_required\",\"captcha_url\":\"x\"}]}".utf8))
        }
        if query["text"] == "abroad" { return .status(451) }
        if query["text"] == "nothing" {
            return .json("{\"items\":[],\"found\":0,\"pages\":0,\"page\":0,\"per_page\":20}")
        }
        let from = query.time("date_from").map { $0 / 300 * 300 } ?? 0
        let to = query.time("date_to").map { $0 / 300 * 300 } ?? Int.max
        let found = (0..<state.count).filter { (from...to).contains(day - $0 * 60) }
        let (page, size) = (query.number("page") ?? 0, min(query.number("per_page") ?? 20, 100))
        guard page * size < 2000 else {
            return .status(400, body: Array("{\"errors\":[{\"type\":\"bad_argument\"}]}".utf8))
        }
        let items = found.dropFirst(page * size).prefix(size).map { number in
            vacancy(
                number,
                "\"snippet\":{\"requirement\":\"<highlighttext>Linux</highlighttext>\",\"responsibility\":\"\(text(number, state))\"}"
            )
        }.joined(separator: ",")
        let pages = (min(found.count, 2000) + size - 1) / size
        return .json(
            "{\"items\":[\(items)],\"found\":\(found.count),\"pages\":\(pages),\"page\":\(page),\"per_page\":\(size)}")
    }

    /// A search for nothing is a 503.
    private static func usaJobs(_ query: Query, _ request: StubServer.Request, _ state: State) -> StubServer.Answer {
        guard request.headers["authorization-key"] == "key", request.headers["user-agent"] == "a@b.example" else {
            return .status(401)
        }
        guard query["Keyword"] != nil || query["LocationName"] != nil else { return .status(503) }
        let (page, size) = (query.number("Page") ?? 1, min(query.number("ResultsPerPage") ?? 25, 500))
        let range = min(state.count, (page - 1) * size)..<min(state.count, page * size)
        let items = list(range) { number in
            """
            {"MatchedObjectId":"\(number)","MatchedObjectDescriptor":{"PositionTitle":"Gardener \(number)",\
            "PositionURI":"https://www.usajobs.gov/job/\(number)","OrganizationName":"Park Service",\
            "PositionLocation":[{"LocationName":"Denver, Colorado","CountryCode":"United States"}],\
            "PositionSchedule":[{"Name":"Full-time","Code":"1"}],"QualificationSummary":"You know SQL.",\
            "PositionRemuneration":[{"MinimumRange":"20.5","MaximumRange":"25.0","RateIntervalCode":"PH"}],\
            "PublicationStartDate":"2026-01-02T00:00:00.0000","ApplicationCloseDate":"2026-12-31T23:59:59.9970",\
            "UserArea":{"Details":{"JobSummary":"\(text(number, state))","MajorDuties":["Prune."],"RemoteIndicator":false}}}}
            """
        }
        return .json(
            "{\"SearchResult\":{\"SearchResultCount\":\(range.count),\"SearchResultCountAll\":\(state.count),\"SearchResultItems\":[\(items)]}}"
        )
    }

    /// A hundred pages are given of however many; more is a 400.
    private static func muse(_ query: Query, _ state: State) -> StubServer.Answer {
        let page = query.number("page") ?? 0
        guard page < 100 else { return .status(400, body: Array("{\"code\":400}".utf8)) }
        let results = list(min(state.count, page * 20)..<min(state.count, page * 20 + 20)) { number in
            """
            {"id":\(number),"name":"Gardener \(number)","contents":"<p>\(text(number, state))</p>",\
            "publication_date":"2026-01-02T03:04:05Z","locations":[{"name":"Flexible / Remote"}],\
            "levels":[{"name":"Senior Level"}],"company":{"name":"Acme"},"refs":{"landing_page":"https://www.themuse.com/jobs/\(number)"}}
            """
        }
        return .json(
            "{\"page\":\(page),\"page_count\":\((state.count + 19) / 20),\"total\":\(state.count),\"results\":[\(results)]}"
        )
    }

    // MARK: Lists

    /// The link to the next page carries parameters that lead astray.
    private static func arbeitnow(_ query: Query, _ state: State) -> StubServer.Answer {
        let page = query.number("page") ?? 1
        let data = list(min(state.count, (page - 1) * 100)..<min(state.count, page * 100)) { number in
            """
            {"slug":"gardener-\(number)","company_name":"Acme","title":"Gardener \(number)","description":"<p>\(text(number, state))</p>",\
            "remote":false,"url":"https://www.arbeitnow.com/jobs/gardener-\(number)","tags":[],"job_types":["full time"],\
            "location":"Hamburg","created_at":\(day)}
            """
        }
        let next = page * 100 < state.count ? "\"http://169.254.169.254/?search=x&page=1\"" : "null"
        return .json("{\"data\":[\(data)],\"links\":{\"next\":\(next)},\"meta\":{\"per_page\":100}}")
    }

    private static func remoteOK(_ state: State) -> StubServer.Answer {
        let postings = list(0..<min(state.count, 100)) { number in
            """
            ,{"slug":"gardener-\(number)","id":"\(number)","epoch":\(day),"date":"2026-01-01T00:00:00+00:00","company":"Acme",\
            "position":"Gardener \(number)","tags":["linux"],"location":null,"salary_min":0,"salary_max":90000,\
            "url":"https://remoteok.com/remote-jobs/\(number)","description":"<p>\(text(number, state))</p>"}
            """
        }
        return .json(
            "[{\"last_updated\":1,\"legal\":\"Link back.\"}\(postings.isEmpty ? "" : postings)]".replacing(
                ",,", with: ","))
    }

    private static func feed(_ name: String, _ state: State) -> StubServer.Answer {
        func xml(_ text: String) -> StubServer.Answer {
            .status(200, headers: [("Content-Type", "application/xml")], body: Array(text.utf8))
        }
        switch name {
        case "rss":
            let items = (0..<state.count).map { number in
                """
                <item><title>Acme &amp; Co: Gardener \(number)</title><link>https://feed.example/jobs/\(number)</link>\
                <guid isPermaLink="false">job-\(number)</guid><pubDate>Fri, 02 Jan 2026 03:04:05 +0100</pubDate>\
                <region>Anywhere in the World</region><type>Full-Time</type>\
                <description><![CDATA[<p>\(text(number, state))</p>]]></description></item>
                """
            }.joined()
            return xml(
                "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Jobs</title>\(items)</channel></rss>")
        case "atom":
            return xml(
                """
                <feed xmlns="http://www.w3.org/2005/Atom" xmlns:job="https://x.example/ns"><title>Jobs</title><entry><id>urn:1</id>\
                <title>Gardener</title><link rel="enclosure" href="https://feed.example/x.png"/><link href="/jobs/1"/>\
                <author><name>Acme</name></author><updated>2026-01-02T03:04:05Z</updated><job:location>Hamburg</job:location>\
                <content type="html">&lt;p&gt;Linux&lt;/p&gt;</content></entry></feed>
                """)
        case "bomb":
            return xml(
                "<!DOCTYPE rss [<!ENTITY a \"aaaa\">]><rss><channel><item><title>&a;</title></item></channel></rss>")
        case "cut": return xml("<rss><channel><item><title>Gardener</title></item><item><ti")
        case "page": return xml("<html><body>Jobs</body></html>")
        default: return .status(404)
        }
    }

    /// The parameters of an address.
    private struct Query {
        private var values: [String: String] = [:]

        init(_ text: String) {
            for part in text.split(separator: "&") {
                let sides = part.split(separator: "=", maxSplits: 1).map { String($0) }
                values[sides[0]] = sides.count > 1 ? sides[1].removingPercentEncoding : ""
            }
        }

        subscript(name: String) -> String? { values[name] }

        func number(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

        func time(_ name: String) -> Int? {
            values[name].flatMap { ISO8601DateFormatter().date(from: $0) }.map { Int($0.timeIntervalSince1970) }
        }
    }
}

extension StubServer.Answer {
    /// With an entity tag made of the body; 304 where the asker has it.
    fileprivate func tagged(unless known: String?) -> StubServer.Answer {
        guard String(decoding: head.prefix(12), as: UTF8.self) == "HTTP/1.1 200" else { return self }
        let tag = "\"\(body.reduce(5381) { ($0 &* 33) ^ UInt64($1) })\""
        if known == tag { return .status(304, headers: [("ETag", tag)]) }
        var answer = self
        answer.head = head.dropLast(2) + Array("ETag: \(tag)\r\n\r\n".utf8)
        return answer
    }
}
