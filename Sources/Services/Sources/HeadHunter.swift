internal import Base
internal import FoundationEssentials
public import Model
public import Outbound
public import Parsing

/// A search at hh.ru: `GET /vacancies?text&area&date_from&date_to&page`, with an application's token.
///
/// A search shows 2,000 postings at the most, so one that finds more is cut by date until each part is small enough. What it
/// shows are summaries; ``detail(_:client:)`` has the whole text. HH answers 403 with a captcha, or nothing at all, to programs
/// without a token, and 451 outside the countries it serves.
public struct HeadHunter: DetailedSource {
    public static let kind = "hh"
    public static let publicAddress = "https://api.hh.ru"
    public static let capabilities = SourceCapabilities(
        fields: [
            .init("query"), .init("area"), .init("days"), .init("token", isSecret: true), .init("client_id"),
            .init("client_secret", isSecret: true),
        ])

    /// Postings that a search shows, and postings of a page.
    private static let (cap, pageSize) = (2000, 100)
    /// Dates are rounded down to five minutes: parts smaller than twice that cannot be cut.
    private static let shortest = 600
    private let address: String
    private let headers: [OutboundHeader]
    private let query: String?
    private let area: String?
    private let window: Window

    public init(_ settings: SourceSettings) throws(SourceError) {
        address = settings.address(Self.kind, default: Self.publicAddress)
        headers =
            [OutboundHeader("HH-User-Agent", settings["agent"] ?? "ResumeHunter/1.0")]
            + (settings["token"].map { [OutboundHeader("Authorization", "Bearer \($0)")] } ?? [])
        query = settings["query"]
        area = settings["area"]
        let days = try settings.number("days", default: 7, in: 1...30)
        let now = Int(settings.now.timeIntervalSince1970)
        window = Window(from: now - days * 86_400, to: now)
    }

    /// A part of time, in seconds since 1970.
    private struct Window {
        var from: Int
        var to: Int

        var text: String { "\(from)~\(to)" }

        init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }

        init?(_ text: Substring) {
            let ends = text.split(separator: "~").compactMap { Int($0) }
            guard ends.count == 2, ends[0] < ends[1] else { return nil }
            self.init(from: ends[0], to: ends[1])
        }

        /// Both halves, the newer first; `nil` for what is too short.
        var halves: (Window, Window)? {
            guard to - from >= 2 * HeadHunter.shortest else { return nil }
            let middle = (from + (to - from) / 2) / 300 * 300
            return (Window(from: middle, to: to), Window(from: from, to: middle))
        }
    }

    /// The page, and the parts of time from the one at hand on: `3 100~200;50~100`.
    private struct Place {
        var page: Int
        var windows: [Window]

        var cursor: SourceCursor? {
            windows.isEmpty ? nil : SourceCursor("\(page) " + windows.map(\.text).joined(separator: ";"))
        }

        init(page: Int, windows: [Window]) {
            self.page = page
            self.windows = windows
        }

        init?(_ cursor: SourceCursor) {
            let parts = cursor.text.split(separator: " ")
            guard parts.count == 2, let page = Int(parts[0]), (0..<HeadHunter.cap).contains(page) else { return nil }
            self.page = page
            windows = parts[1].split(separator: ";").compactMap { Window($0) }
            if windows.isEmpty { return nil }
        }
    }

    public func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage {
        guard query != nil || area != nil else {
            throw SourceError(.settings, "the source needs words to search for, or a region")
        }
        guard var place = cursor.map({ Place($0) }) ?? Place(page: 0, windows: [window]) else {
            throw SourceError(.settings, "the checkpoint is not a page")
        }
        let window = place.windows[0]
        let document = try search(
            place.page, size: Self.pageSize,
            [
                ("date_from", Self.date(window.from)), ("date_to", Self.date(window.to)),
                ("order_by", "publication_time"),
            ],
            client: client)
        let records = try SourceFetching.records("items", of: document, id: "id")
        let found = document.decode(Loose.self, "found")?.integer ?? records.count
        let total = cursor == nil ? found : nil
        if place.page == 0, found > Self.cap, let (newer, older) = window.halves {
            place.windows.replaceSubrange(0..<1, with: [newer, older])
            return SourcePage(records: [], next: place.cursor, total: total)
        }
        let pages = document.decode(Loose.self, "pages")?.integer ?? 1
        let isCut = place.page == 0 && found > Self.cap
        place.page += 1
        if records.isEmpty || place.page >= min(pages, Self.cap / Self.pageSize) {
            place = Place(page: 0, windows: Array(place.windows.dropFirst()))
        }
        return SourcePage(
            records: records, next: place.cursor, total: total,
            warning: isCut ? "HH shows \(Self.cap) of \(found) postings of ten minutes." : nil)
    }

    /// One page of a person's search, newest first, without cutting it.
    public func search(page: Int, client: any HTTPClient) throws(SourceError) -> SourcePage {
        let document = try search(page, size: 20, [], client: client)
        return SourcePage(
            records: try SourceFetching.records("items", of: document, id: "id"),
            total: document.decode(Loose.self, "found")?.integer,
            pagesTotal: document.decode(Loose.self, "pages")?.integer)
    }

    public func detail(_ externalID: String, client: any HTTPClient) throws(SourceError) -> RawRecord {
        guard !externalID.isEmpty, externalID.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw SourceError(.notFound, "the posting has no number of HH")
        }
        let body = try SourceFetching.body("\(address)/vacancies/\(externalID)", headers: headers, client: client)
        guard (try? JSONDocument(body)) != nil else { throw SourceError(.schema, "the answer is not a JSON object") }
        return RawRecord(externalID: externalID, body: body)
    }

    private func search(
        _ page: Int, size: Int, _ more: [(String, String?)], client: any HTTPClient
    ) throws(SourceError) -> JSONDocument {
        let parameters = [("text", query), ("area", area), ("page", "\(page)"), ("per_page", "\(size)")] + more
        return try SourceFetching.document(
            "\(address)/vacancies?\(SourceFetching.query(parameters))", headers: headers, client: client)
    }

    private static func date(_ seconds: Int) -> String {
        UTCDate.format(Date(timeIntervalSince1970: Double(seconds))).prefix(19) + "+0000"
    }

    public func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft {
        let posting = try SourceFetching.decode(Record.self, record)
        guard posting.archived?.flag != true else { throw PostingError(.invalidField, "it is archived at HH") }
        var fields = PostingFields(
            url: posting.alternateUrl?.string, title: SourceFetching.untagged(posting.name?.string),
            company: SourceFetching.text(posting.employer?.name?.string),
            location: posting.area?.name?.string ?? posting.address?.city?.string)
        let formats = posting.workFormat?.compactMap { $0.id?.string?.lowercased() } ?? []
        if posting.schedule?.id?.string == "remote" || formats.contains("remote") {
            fields.isRemote = true
        } else if !formats.isEmpty {
            fields.isRemote = false
        }
        let employments: [String: PostingType] = [
            "full": .fullTime, "part": .partTime, "project": .contract, "volunteer": .volunteer,
            "probation": .internship,
        ]
        fields.type =
            posting.internship?.flag == true ? .internship : posting.employment?.id?.string.flatMap { employments[$0] }
        fields.pay = posting.pay
        fields.postedAt = posting.publishedAt?.string.flatMap { UTCDate.parse($0) }
        fields.description = posting.text ?? SourceFetching.escaped(fields.summary)
        return try fields.draft()
    }

    private struct Record: Decodable {
        struct Named: Decodable {
            var id: Loose?
            var name: Loose?
        }

        struct Address: Decodable {
            var city: Loose?
        }

        struct Snippet: Decodable {
            var requirement: Loose?
            var responsibility: Loose?
        }

        struct Salary: Decodable {
            var from: Loose?
            var to: Loose?
            var currency: Loose?
            var mode: Named?
        }

        var name: Loose?
        var alternateUrl: Loose?
        var archived: Loose?
        var employer: Named?
        var area: Named?
        var address: Address?
        var schedule: Named?
        var workFormat: [Named]?
        var employment: Named?
        var internship: Loose?
        var salary: Salary?
        var salaryRange: Salary?
        var publishedAt: Loose?
        var snippet: Snippet?
        var description: Loose?
        var keySkills: [Named]?

        /// For a month, unless the range says an hour. Shifts and services are no period that postings have here.
        var pay: PayFields {
            guard let range = salaryRange ?? salary else { return PayFields() }
            let period: Pay.Period
            switch range.mode?.id?.string {
            case nil, "MONTH": period = .month
            case "HOUR": period = .hour
            default: return PayFields()
            }
            // The codes of before 1998 and 2016, which HH has kept.
            let renamed = ["RUR": "RUB", "BYR": "BYN"]
            let currency = range.currency?.string.map { renamed[$0] ?? $0 }
            return .believed(
                minimum: range.from?.minorUnits, maximum: range.to?.minorUnits, currency: currency, period: period)
        }

        /// The whole text with its skills, or what the list shows of it.
        var text: String? {
            if let description = description?.string, !description.isEmpty {
                let skills = keySkills?.compactMap { $0.name?.string }.map(SourceFetching.escaped) ?? []
                return skills.isEmpty
                    ? description : description + "<ul>" + skills.map { "<li>\($0)</li>" }.joined() + "</ul>"
            }
            let parts = [snippet?.responsibility?.string, snippet?.requirement?.string].compactMap {
                SourceFetching.untagged($0)
            }
            return parts.isEmpty ? nil : parts.map { "<p>\(SourceFetching.escaped($0))</p>" }.joined()
        }
    }
}

extension HeadHunter {
    /// Asks for the token of an application (`POST /token`, grant `client_credentials`). HH gives a new one every five minutes at
    /// most, and each ends the one before: keep it.
    public static func token(
        clientID: String, secret: String, agent: String, address: String?, client: any HTTPClient
    ) throws(SourceError) -> String {
        let form = SourceFetching.query([
            ("grant_type", "client_credentials"), ("client_id", clientID), ("client_secret", secret),
        ])
        let response = try SourceFetching.send(
            OutboundRequest(
                method: "POST", url: SourceFetching.base(address ?? publicAddress) + "/token",
                headers: [
                    OutboundHeader("Content-Type", "application/x-www-form-urlencoded"),
                    OutboundHeader("HH-User-Agent", agent),
                ],
                body: Array(form.utf8)), client: client)
        guard let token = (try? JSONDocument(response.body))?.decode(Loose.self, "access_token")?.string, !token.isEmpty
        else { throw SourceError(.schema, "the answer has no access token") }
        return token
    }
}
