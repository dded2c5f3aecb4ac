import Foundation
import Model
import Outbound
import Parsing
import Sources
import TestSupport
import Testing

/// Each reader against its source, played.
struct BoardsTests {
    private let boards: JobBoards
    private let client = RetryingClient(CurlClient(egress: EgressGuard(allowPrivate: true)), sleep: { _ in })

    init() throws {
        boards = try JobBoards()
    }

    private func reader(_ kind: String, _ values: [String: String] = [:]) throws -> any PostingSource {
        let kinds = SourceRegistry.kinds + ["lever_eu"]
        return try SourceRegistry.reader(
            kind: kind,
            settings: SourceSettings(
                values, addresses: Dictionary(uniqueKeysWithValues: kinds.map { ($0, boards.address + "/") }),
                now: Date(timeIntervalSince1970: Double(JobBoards.day))))
    }

    /// All pages, to the end.
    private func walk(_ source: any PostingSource) throws -> (records: [RawRecord], pages: Int, warnings: [String]) {
        var (records, warnings, cursor, pages): ([RawRecord], [String], SourceCursor?, Int) = ([], [], nil, 0)
        repeat {
            let page = try source.page(cursor, client: client)
            records += page.records
            warnings += page.warning.map { [$0] } ?? []
            (cursor, pages) = (page.next, pages + 1)
        } while cursor != nil && pages < 500
        return (records, pages, warnings)
    }

    private func error(_ body: () throws -> Void) -> SourceError? {
        do {
            try body()
            return nil
        } catch {
            return error as? SourceError
        }
    }

    @Test(arguments: [
        ("adzuna", 5, ["country": "gb", "app_id": "id", "app_key": "key"]), ("arbeitnow", 3, [:]),
        ("ashby", 1, ["board": "acme"]), ("feed", 1, ["address": "rss"]), ("greenhouse", 1, ["board": "acme"]),
        ("hh", 3, ["token": "hh-token", "query": "gardener"]), ("lever", 3, ["board": "acme"]),
        ("lever", 3, ["board": "acme", "region": "eu"]), ("muse", 13, [:]), ("remoteok", 1, [:]),
        ("usajobs", 1, ["query": "gardener", "email": "a@b.example", "key": "key"]),
    ])
    func `every record of every page becomes a posting of its own`(
        kind: String, pages: Int, values: [String: String]
    ) throws {
        let source = try reader(kind, values.mapValues { $0 == "rss" ? boards.server.url("/feed/rss") : $0 })
        let found = try walk(source)
        #expect(found.pages == pages)
        #expect(found.warnings == [])
        let drafts = found.records.compactMap { try? source.normalise($0) }
        // One of Ashby's is not listed, one of HH's has no employer, and Remote OK gives a hundred.
        let expected = ["ashby": 249, "hh": 249, "remoteok": 100][kind] ?? 250
        #expect(drafts.count == expected)
        #expect(Set(drafts.map(\.id)).count == expected)
        #expect(Set(found.records.map(\.externalID)).count == found.records.count)
        #expect(drafts.allSatisfy { $0.descriptionMarkdown.contains("server gardens") })
        #expect(try source.health(client: client).postings >= 100)
    }

    @Test func `what each source says is read`() throws {
        boards.change { $0.count = 2 }
        let lever = try reader("lever", ["board": "acme", "company": "Acme"])
        let first = try lever.normalise(walk(lever).records[0])
        #expect(first.descriptionMarkdown.contains("### You & we\n\n- Pruning\n\nWrite to us."))
        #expect((first.company, first.country, first.isRemote, first.type) == ("Acme", "DE", false, .fullTime))
        #expect(first.location == "Berlin; Rome")
        #expect(first.pay == Pay(minimum: 5_000_000, maximum: 6_000_050, currency: "EUR", period: .year))
        #expect(first.postedAt == Date(timeIntervalSince1970: Double(JobBoards.day)))

        let ashby = try reader("ashby", ["board": "acme"])
        let second = try ashby.normalise(walk(ashby).records[0])
        #expect((second.location, second.country, second.isRemote) == ("Lisbon; Porto", "PT", false))
        #expect(second.pay == Pay(minimum: 10_000_000, maximum: 12_000_000, currency: "USD", period: .year))

        let remote = try reader("remoteok").normalise(walk(try reader("remoteok")).records[1])
        #expect((remote.isRemote, remote.pay?.minimum, remote.pay?.maximum) == (true, nil, 9_000_000))
        #expect(remote.descriptionMarkdown.hasSuffix("Tags: linux"))

        let muse = try reader("muse").normalise(walk(try reader("muse")).records[0])
        #expect((muse.level, muse.isRemote, muse.location) == (.senior, true, "Flexible / Remote"))

        let federal = try reader("usajobs", ["query": "x", "email": "a@b.example", "key": "key"])
        let third = try federal.normalise(walk(federal).records[0])
        #expect((third.country, third.isRemote, third.type) == ("US", false, .fullTime))
        #expect(third.pay == Pay(minimum: 2050, maximum: 2500, currency: "USD", period: .hour))
        #expect(third.expiresAt.map { Int($0.timeIntervalSince1970) } == 1_798_761_599)
    }

    @Test func `predicted pay is not stated, and what is new in every answer changes nothing`() throws {
        boards.change { $0.count = 3 }
        let source = try reader("adzuna", ["country": "gb", "app_id": "id", "app_key": "key"])
        let (one, other) = (try walk(source).records, try walk(source).records)
        #expect(one.map(\.body) != other.map(\.body))
        #expect(one.map(\.essence) == other.map(\.essence))
        let drafts = try one.map { try source.normalise($0) }
        #expect(drafts.map { $0.pay?.minimum } == [nil, 4_253_581, 4_253_581])
        #expect(drafts[0].url == "https://www.adzuna.co.uk/jobs/land/ad/0")
        #expect(drafts[0].title == "Gardener 0")
        #expect(drafts[0].country == "GB")
        #expect(SourceRegistry.capabilities("adzuna")?.budgets.map(\.calls) == [25, 250])
        #expect(Adzuna.countries.count == 19)
    }

    @Test func `a site that passes over skip or limit comes to an end`() throws {
        #expect(try walk(reader("lever", ["board": "stubborn"])).records.count == 100)
        #expect(try walk(reader("lever", ["board": "greedy"])).records.count == 250)
        boards.change { $0.count = 0 }
        #expect(try walk(reader("lever", ["board": "acme"])).pages == 1)
    }

    @Test func `a search past two thousand is cut by date until every part is small enough`() throws {
        boards.change { $0.count = 5000 }
        let source = try reader("hh", ["token": "hh-token", "days": "7", "area": "1"])
        let found = try walk(source)
        #expect(Set(found.records.map(\.externalID)).count == 5000)
        #expect(found.warnings == [])
        #expect(found.pages < 70, "fifty pages, the cuts, and the ends of parts")
        let none = try walk(reader("hh", ["token": "hh-token", "query": "nothing"]))
        #expect((none.records.count, none.pages) == (0, 1))
    }

    @Test func `the whole of a vacancy is fetched when it is asked for`() throws {
        let source = try #require(try reader("hh", ["token": "hh-token"]) as? HeadHunter)
        let page = try source.search(page: 0, client: client)
        #expect(page.records.count == 20)
        let short = try source.normalise(page.records[0])
        #expect(short.descriptionMarkdown.contains("Linux"))
        #expect(!short.descriptionMarkdown.contains("highlighttext"))
        let whole = try source.normalise(source.detail("1000", client: client))
        #expect(whole.id == short.id)
        #expect(whole.descriptionMarkdown.hasPrefix("Вся правда."))
        #expect(whole.pay == Pay(minimum: 10_000_000, maximum: nil, currency: "RUB", period: .month))
        #expect(whole.postedAt == Date(timeIntervalSince1970: Double(JobBoards.day)))
        #expect(error { _ = try source.detail("99", client: client) }?.code == .notFound)
        #expect(error { _ = try source.detail("../token", client: client) }?.code == .notFound)
        #expect(
            try HeadHunter.token(
                clientID: "app", secret: "secret", agent: "tests", address: boards.address, client: client)
                == "hh-token")
    }

    @Test func `refusals are told apart`() throws {
        func code(_ kind: String, _ values: [String: String]) throws -> SourceError? {
            let source = try reader(kind, values)
            return error { _ = try source.page(nil, client: client) }
        }
        #expect(try code("hh", ["token": "old", "query": "x"])?.code == .blocked)
        #expect(try code("hh", ["token": "hh-token", "query": "captcha"])?.message.contains("captcha") == true)
        #expect(try code("hh", ["token": "hh-token", "query": "abroad"])?.message.contains("country") == true)
        #expect(try code("adzuna", ["country": "gb", "app_id": "id", "app_key": "x"])?.code == .blocked)
        #expect(try code("lever", ["board": "nobody"])?.code == .notFound)
        #expect(try code("ashby", ["board": "nobody"])?.code == .notFound)
        #expect(try code("feed", ["address": boards.server.url("/feed/page")])?.code == .schema)
        #expect(try code("feed", ["address": boards.server.url("/feed/bomb")])?.code == .schema)
        #expect(try code("feed", ["address": boards.server.url("/feed/cut")])?.code == .schema)
        // To the Muse 403 is the end of patience, not of the friendship.
        boards.change { $0.failure = .status(403) }
        #expect(try code("muse", [:])?.isPermanent == false)
        #expect(try code("remoteok", [:])?.isPermanent == true)
    }

    @Test func `a slow board is waited for, and one that is unknown may be empty`() throws {
        #expect(try walk(reader("ashby", ["board": "slow"])).records.count == 249)
        #expect(try reader("ashby", ["board": "unknown"]).health(client: client).postings == 0)
    }

    @Test func `the Muse gives a hundred pages and says so`() throws {
        boards.change { $0.count = 2100 }
        let found = try walk(reader("muse"))
        #expect((found.pages, found.records.count) == (100, 2000))
        #expect(found.warnings == ["The Muse gives 100 pages of 105: narrow the source down to see the rest."])
    }

    @Test func `a feed says its postings in many ways`() throws {
        boards.change { $0.count = 1 }
        let rss = try reader("feed", ["address": boards.server.url("/feed/rss")])
        let record = try walk(rss).records[0]
        let first = try rss.normalise(record)
        #expect((record.externalID, first.company, first.title) == ("job-0", "Acme & Co", "Gardener 0"))
        #expect((first.url, first.type) == ("https://feed.example/jobs/0", .fullTime))
        #expect(first.postedAt == Date(timeIntervalSince1970: 1_767_319_445))
        let atom = try reader("feed", ["address": boards.server.url("/feed/atom")])
        let second = try atom.normalise(walk(atom).records[0])
        #expect((second.company, second.location, second.descriptionMarkdown) == ("Acme", "Hamburg", "Linux"))
        #expect(second.url == boards.server.url("/jobs/1"))
    }

    @Test func `settings that are missing or cannot be are said before anything is sent`() throws {
        for (kind, values) in [
            ("lever", [:]), ("lever", ["board": "../x"]), ("lever", ["board": "a", "region": "mars"]),
            ("ashby", ["board": "a/b"]), ("feed", ["address": "file:///etc/passwd"]), ("adzuna", ["country": "xx"]),
            ("adzuna", ["country": "gb"]), ("usajobs", ["email": "a", "key": "b"]), ("hh", ["days": "900"]),
            ("none", [:]),
        ] as [(String, [String: String])] {
            #expect(error { _ = try reader(kind, values) }?.code == .settings, "\(kind) \(values)")
        }
        #expect(boards.server.requests.isEmpty)
    }

    @Test func `the recorded answers of every source are read`() throws {
        let files = [
            ("adzuna_search.json", "adzuna", 2), ("ashby_job_board.json", "ashby", 2), ("remoteok.json", "remoteok", 1),
            ("hh_vacancies_search.json", "hh", 1),
        ]
        for (file, kind, count) in files {
            guard let body = Fixtures.read(file) else { return }
            let server = try StubServer { _ in .status(200, body: body) }
            let values = ["board": "acme", "country": "gb", "app_id": "a", "app_key": "b", "query": "x"]
            let source = try SourceRegistry.reader(
                kind: kind, settings: SourceSettings(values, addresses: [kind: server.url()]))
            let drafts = try source.page(nil, client: client).records.map { try source.normalise($0) }
            #expect(drafts.count >= count, "\(file)")
        }
        guard let detail = Fixtures.read("hh_vacancy_detail.json") else { return }
        let whole = try reader("hh").normalise(RawRecord(externalID: "107907244", body: detail))
        #expect(whole.title == "Программист Bitrix24, PHP")
        #expect(whole.descriptionMarkdown.hasPrefix("**Обязанности:**"))
        #expect(whole.pay == Pay(minimum: 15_000_000, maximum: nil, currency: "RUB", period: .month))
    }
}
