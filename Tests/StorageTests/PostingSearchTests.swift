import Base
import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

/// Searching postings: what is found, in which order, and how little is looked at for it.
struct PostingSearchTests {
    let database: TestDatabase
    let db: Connection
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    init() throws {
        database = try TestServers.database()
        db = try database.connect()
    }

    @discardableResult
    private func add(
        _ title: String, company: String = "Acme", location: String? = nil, country: String? = nil,
        isRemote: Bool? = nil, type: PostingType? = nil, level: PostingLevel? = nil, pay: Int? = nil, text: String = "",
        skills: [String] = [], daysAgo: Double = 0, source: String = "Tests"
    ) throws -> UUID {
        let url = "https://jobs.example/" + UUID.v7().text
        let draft = PostingDraft(
            url: url, canonicalURL: url, title: title, company: company, location: location, country: country,
            isRemote: isRemote, type: type, level: level,
            pay: pay.map { Pay(minimum: nil, maximum: $0 * 100, currency: "EUR", period: .year) },
            descriptionMarkdown: text, skills: skills, postedAt: now.addingTimeInterval(-86_400 * daysAgo))
        let entry = PostingEntry(draft: draft, contentHash: Array(url.utf8), companyKey: company.lowercased())
        _ = try db.upsertPostings(
            [entry], source: try db.source(named: source, kind: "tests").id, ownedBy: nil, seen: .listed, at: now)
        return draft.id
    }

    /// Titles of what is found, in the list's order.
    private func titles(
        _ text: String = "", limits: SearchLimits = SearchLimits(), _ change: (inout PostingSearch) -> Void = { _ in }
    ) throws -> [String] {
        var search = PostingSearch()
        search.words = SearchText(text)
        search.sort = search.words.isEmpty ? .newest : .relevance
        change(&search)
        return try db.transaction(readOnly: true) { db in
            let found = try db.find(search, limits: limits)
            return try db.page(of: found, for: search, limit: 100, limits: limits).rows.map(\.title)
        }
    }

    @Test func `a word that stands everywhere counts alone and in capitals, in titles and among skills`() throws {
        try add("IT manager", text: "You look after what we have.")
        try add("Manager of sales", text: "You manage it.")
        try add("Cook", text: "You cook it.", skills: ["IT"])
        func found(_ text: String) throws -> Set<String> { Set(try titles(text)) }
        #expect(try found("IT") == ["IT manager", "Cook"])
        #expect(try found("it") == ["IT manager", "Cook"])
        #expect(try found("IT manager") == ["IT manager"])
        #expect(try found("it manager") == ["IT manager", "Manager of sales"])
        #expect(try found("MANAGER OF SALES") == ["Manager of sales"], "capitals throughout mean nothing")
        #expect(try found("MANAGER IN") == ["IT manager", "Manager of sales"])
        #expect(try found("manager -IT") == ["Manager of sales"])
        #expect(try found("of the").count == 3)
    }

    @Test func `a place that names a country finds what lies in it`() throws {
        try add("A", location: "Berlin", country: "DE")
        try add("B", location: "Germany")
        try add("C", location: "Rome", country: "IT")
        func found(_ place: String, _ country: String?, town: String? = nil) throws -> Set<String> {
            Set(try titles { ($0.location, $0.locationCountry, $0.locationTown) = (place, country, town) })
        }
        #expect(try found("Germany", "DE") == ["A", "B"])
        #expect(try found("Deutschland", "DE") == ["A"])
        #expect(try found("Germany", nil) == ["B"])
        #expect(try found("Berlin, Germany", "DE", town: "Berlin") == ["A"])
        #expect(try found("Rome, Germany", "DE", town: "Rome") == [])
        func named(_ text: String) throws -> Set<String> {
            Set(try titles(text) { $0.wordCountries = ["Germany": "DE"] })
        }
        #expect(try named("location:Germany") == ["A", "B"])
        #expect(try named("-location:Germany") == ["C"])
        #expect(try named("location:Rome") == ["C"])
    }

    @Test func `words, phrases, exclusions, alternatives and fields find what has them`() throws {
        try add("Swift engineer", company: "Acme Ltd", text: "Build data pipelines. We like cats.", skills: ["Swift"])
        try add("Data engineer", company: "Swift Couriers", location: "Riga, Latvia", text: "Pipelines of data.")
        try add("Nurse", text: "The engineer's daughter. C++ is not needed.", skills: ["C++"])
        func found(_ text: String) throws -> Set<String> { Set(try titles(text)) }
        #expect(try found("engineers") == ["Swift engineer", "Data engineer", "Nurse"])
        #expect(try found("title:engineer") == ["Swift engineer", "Data engineer"])
        #expect(try found("swift -title:swift") == ["Data engineer"])
        #expect(try found("company:swift") == ["Data engineer"])
        #expect(try found("location:riga") == ["Data engineer"])
        #expect(try found("skill:c++") == ["Nurse"] && found("skill:swift") == ["Swift engineer"])
        #expect(try found("\"data pipelines\"") == ["Swift engineer"], "a phrase is its words in their order")
        #expect(try found("engineer -\"data pipelines\"") == ["Data engineer", "Nurse"])
        #expect(try found("cats or daughter") == ["Swift engineer", "Nurse"])
        #expect(try found("engineer -daughter -cats") == ["Data engineer"])
        #expect(try found("of the").count == 3, "words that do not count ask for nothing")
        #expect(try found("skill:'") == [] && found("skill:x'y\\") == [] && found("'=status:open'") == [])
    }

    @Test func `every filter keeps what fits and nothing else`() throws {
        try add(
            "One", company: "Acme Ltd", location: "New York", country: "US", isRemote: true, type: .contract,
            level: .senior, pay: 70_000, skills: ["Swift"], source: "A")
        try add("Two", location: "Riga", country: "LV", isRemote: false, type: .internship, pay: 20_000, daysAgo: 9)
        try add("Three", daysAgo: 3)
        func found(_ change: (inout PostingSearch) -> Void) throws -> [String] { try titles("", change) }
        #expect(try found { _ in } == ["One", "Three", "Two"])
        #expect(try found { $0.isRemote = true } == ["One"])
        #expect(try found { $0.isRemote = false } == ["Three", "Two"], "what is not stated is not remote")
        #expect(try found { $0.isInternship = true } == ["Two"])
        #expect(try found { $0.type = .contract } == ["One"] && found { $0.level = .senior } == ["One"])
        #expect(try found { $0.country = "LV" } == ["Two"] && found { $0.location = "york NEW" } == ["One"])
        #expect(try found { $0.company = "acme ltd" } == ["One"] && found { $0.skill = "SWIFT" } == ["One"])
        #expect(try found { $0.sourceName = "A" } == ["One"] && found { $0.sourceName = "B" }.isEmpty)
        #expect(try found { $0.minimumPay = 7_000_000 } == ["One", "Three"], "pay that is not stated stays in")
        #expect(try found { $0.minimumPay = 7_000_001 } == ["Three"] && found { $0.minimumPay = 0 }.count == 3)
        #expect(try found { $0.maximumPay = 3_000_000 } == ["Three", "Two"])
        #expect(try found { $0.postedAfter = now.addingTimeInterval(-86_400 * 4) } == ["One", "Three"])
        #expect(try found { $0.status = .expired }.isEmpty)
        #expect(try found { $0.country = "'); drop table postings" }.isEmpty)
    }

    @Test func `sources that come later are found by too, and go with their source`() throws {
        let id = try add("One", source: "A")
        let later = try db.source(named: "B", kind: "tests").id
        try db.execute("insert into posting_sources (posting_id, source_id, url) values (\(id), \(later), '')")
        #expect(try titles("") { $0.sourceName = "B" } == ["One"] && titles("") { $0.sourceName = "A" } == ["One"])
        try db.execute("delete from sources where id = \(later)")
        #expect(try titles("") { $0.sourceName = "B" }.isEmpty && titles("") { $0.sourceName = "A" } == ["One"])
    }

    @Test func `orders by relevance, newness, pay and a resume's scores`() throws {
        try add("Cook", pay: 30_000, text: "An engineer is somebody else.", daysAgo: 1)
        try add("Engineer", pay: 50_000, daysAgo: 2)
        try add("Driver", text: "Engineer, engineer, engineer.", daysAgo: 3)
        #expect(try titles("engineer").first == "Engineer", "the title counts most")
        #expect(try titles("engineer") { $0.sort = .newest } == ["Cook", "Engineer", "Driver"])
        #expect(try titles("engineer") { $0.sort = .pay } == ["Engineer", "Cook", "Driver"])
    }

    @Test func `more like one posting are those that share its title and skills`() throws {
        let id = try add("Data engineer", skills: ["SQL", "Python"])
        try add("Cook", skills: ["Pastry"])
        try add("Senior data engineer", skills: ["SQL", "Python"])
        try add("Data analyst", skills: ["SQL"])
        try add("Engineer of data", skills: [])
        #expect(
            try titles("") {
                $0.like = id
                $0.sort = .relevance
            } == ["Senior data engineer", "Engineer of data", "Data analyst"])
    }

    @Test func `a slip of the hand is told from a word that is there`() throws {
        try add("Kubernetes engineer", text: "You look after clusters.")
        #expect(try db.correction(of: SearchText("enginer")) == nil, "nothing is counted yet")
        #expect(try #require(try db.countSearchWords()) > 3)
        #expect(try db.countSearchWords() == nil, "nothing has arrived since")
        #expect(try db.correction(of: SearchText("kuberntes clutsers"))?.description == "kubernetes clusters")
        #expect(try db.correction(of: SearchText("enginer")) == nil, "what finds something is left alone")
        #expect(try db.correction(of: SearchText("-clutsers \"kuberntes x\" company:clutsers kub")) == nil)
        #expect(try db.correction(of: SearchText("engineers qqqqqqq")) == nil)
    }

    @Test func `swapped, missing, doubled and wrong letters are told from the word that was meant`() throws {
        try add("Python baker", text: "Swift, Kotlin, Golang, Java, quality assurance, Пекарь. A nurse works there.")
        try add("Trust purse", text: "Kitchen assistance.")
        _ = try db.countSearchWords()
        let slips = [
            "pyhton": "python", "bkaer": "baker", "nruse": "nurse", "swfit": "swift", "kotiln": "kotlin",
            "golnag": "golang", "ajva": "java", "bakker": "baker", "pthon": "python", "пеакрь": "пекарь",
            "asurrance": "assurance", "kitchwn": "kitchen", "nurze": "nurse",
        ]
        for (slip, word) in slips {
            #expect(try db.correction(of: SearchText(slip))?.description == word, "\(slip)")
        }
        // What is there is left alone, however like another word it is; and what is like nothing, too.
        for word in ["nurse", "purse", "python", "java", "scala", "pylons", "swimming", "nurturing"] {
            #expect(try db.correction(of: SearchText(word)) == nil, "\(word)")
        }
    }

    // MARK: Many

    /// `count` postings, one a minute, of which every one has a word, every fifth is remote and every 9,000th has a rare word.
    private func fill(_ count: Int) throws {
        try db.execute(
            """
            insert into postings (id, url, canonical_url, title, company, description_markdown, is_remote, listed_at,
                content_hash, annual_max_reference)
            select md5(n::text)::uuid, n::text, n::text, 'Manager ' || n, 'Acme',
                'Everybody manages. ' || case when n % 9000 = 7 then 'Xylophone.' else '' end, n % 5 = 0,
                timestamptz '2026-01-01' + n * interval '1 minute', '', n
            from generate_series(1, \(count)) as n
            """)
        try db.script("analyze postings")
    }

    /// Rows of the table that the body looked at, by index and by walking through it.
    private func looked(_ body: (Connection) throws -> Void) throws -> (fetched: Int, walked: Int) {
        try db.transaction(readOnly: true) { db in
            try body(db)
            let rows = try db.query(
                "select idx_tup_fetch, seq_tup_read from pg_stat_xact_user_tables where relname = 'postings'"
            ) { (try $0.next(Int.self), try $0.next(Int.self)) }
            return rows.first ?? (0, 0)
        }
    }

    @Test func `common words cost no more than others, and the count says that there are more`() throws {
        try fill(30_000)
        let limits = SearchLimits(candidates: 100, walked: 200)
        for sort in [PostingSearch.Sort.newest, .pay, .relevance] {
            var search = PostingSearch()
            search.words = SearchText("manager")
            search.sort = sort
            let (fetched, walked) = try looked { db in
                let found = try db.find(search, limits: limits)
                #expect(found.candidates.count >= 100 && !found.isWhole)
                let page = try db.page(of: found, for: search, limit: 20, limits: limits)
                #expect(page.hasMore && page.rows.count == 20)
                #expect(page.rows.allSatisfy { Int($0.title.split(separator: " ")[1]) ?? 0 > 24_000 })
                if sort != .relevance { #expect(page.rows.first?.title == "Manager 30000") }
            }
            #expect(walked == 0 && fetched < 25_000, "\(sort): \(fetched) by index, \(walked) walked")
        }
    }

    @Test func `rare words are all found, and what is rare together with what is common`() throws {
        try fill(30_000)
        for text in ["xylophone", "xylophone manager title:manager", "xylophone \"everybody manages\""] {
            var search = PostingSearch()
            search.words = SearchText(text)
            let (fetched, walked) = try looked { db in
                let found = try db.find(search, limits: SearchLimits(candidates: 100))
                #expect(found.isWhole && found.candidates.count == 4, "\(text)")
            }
            #expect(walked == 0 && fetched < 100, "\(text): \(fetched) by index, \(walked) walked")
        }
    }

    @Test func `a phrase that is nowhere among common words ends the search honestly`() throws {
        try fill(30_000)
        var search = PostingSearch()
        search.words = SearchText("\"manages everybody\"")
        let (fetched, walked) = try looked { db in
            let found = try db.find(search, limits: SearchLimits(candidates: 100))
            #expect(found.candidates.isEmpty && !found.isWhole)
        }
        #expect(walked == 0 && fetched < 9_000)
    }

    @Test func `far back as many are looked for as suffice, unless a term is rare`() throws {
        try fill(30_000)
        // Every fiftieth: eighty of the newest four thousand, six hundred of all.
        try db.script("update postings set company = 'Rarely' where annual_max_reference % 50 = 0; analyze postings")
        func find(
            _ limits: SearchLimits, easily: Double, _ change: (inout PostingSearch) -> Void = { _ in }
        ) throws
            -> FoundPostings
        {
            var (limits, search) = (limits, PostingSearch())
            limits.reach.costlyDepth = 5000
            limits.reach.easyPasses = easily
            (search.words, search.company, search.sort) = (SearchText("manager"), "rarely", .newest)
            change(&search)
            return try db.transaction(readOnly: true) { try $0.find(search, limits: limits) }
        }
        let some = try find(SearchLimits(candidates: 200, enough: 50), easily: 10)
        #expect((38..<200).contains(some.candidates.count) && !some.isWhole)
        #expect((0.01...0.03).contains(some.density))
        let many = try find(SearchLimits(candidates: 200, enough: 50), easily: 40_000)
        #expect(many.candidates.count == 200 && !many.isWhole)
        // Whoever does not say what suffices wants all; so does who would need all of them in any case.
        #expect(try find(SearchLimits(candidates: 200), easily: 10).candidates.count == 200)
        let all = try find(SearchLimits(candidates: 1000, enough: 100), easily: 10)
        #expect(all.candidates.count == 600 && all.isWhole)

        // One far-back company is found at once, however common the rest of the search.
        try db.script("update postings set company = 'Solitary' where annual_max_reference = 77; analyze postings")
        let one = try find(SearchLimits(candidates: 200, enough: 50), easily: 10) { $0.company = "solitary" }
        #expect(one.isWhole && one.candidates.count == 1)

        // What stands nearly everywhere is asked of the rows, with the same result.
        try db.script("update postings set status = 'expired' where annual_max_reference % 100 = 0")
        let other = UUID.v7()
        try db.execute(
            "insert into users (id, email, password_hash, role) values (\(other), 'o@example.org', '', 'seeker')")
        try db.execute("update postings set user_id = \(other) where annual_max_reference % 150 = 0")
        let open = try find(SearchLimits(candidates: 1000, enough: 900), easily: 10)
        #expect(open.isWhole && open.candidates.count == 200)
        try db.script("update postings set annual_max_reference = annual_max_reference * 1000; analyze postings")
        // Two thirds are paid that well, and a tenth.
        for pay in [10_000_000, 27_000_000] {
            let wanted: Int = try db.value(
                """
                select count(*) from postings where company = 'Rarely' and status = 'open' and user_id is null
                    and annual_max_reference >= \(pay)
                """)
            let paid = try find(SearchLimits(candidates: 1000, enough: 900), easily: 10) { $0.minimumPay = pay }
            #expect(paid.isWhole && paid.candidates.count == wanted && wanted > 10)
        }
        let own = try find(SearchLimits(candidates: 1000, enough: 900), easily: 10) { $0.viewer = other }
        #expect(own.isWhole && own.candidates.count == 300)
        let expired = try find(SearchLimits(candidates: 1000, enough: 900), easily: 10) { $0.status = .expired }
        #expect(expired.isWhole && expired.candidates.count == 200)
    }

    @Test func `pages of a long list follow each other without a gap or a double`() throws {
        try fill(3000)
        let limits = SearchLimits(candidates: 100, walked: 150)
        for sort in [PostingSearch.Sort.newest, .pay] {
            var search = PostingSearch()
            search.words = SearchText("manager")
            search.isRemote = true
            search.sort = sort
            var (seen, cursor) = ([String](), PostingCursor?.none)
            for _ in 0..<20 {
                let page = try db.transaction(readOnly: true) { db in
                    let found = try db.find(search, limits: limits)
                    return try db.page(of: found, for: search, after: cursor, limit: 7, limits: limits)
                }
                seen += page.rows.map(\.title)
                cursor = page.rows.last.map { PostingCursor(sortKey: $0.sortKey, id: $0.id) }
            }
            #expect(seen == (0..<140).map { "Manager \(3000 - $0 * 5)" }, "\(sort)")
        }
    }

    @Test func `only what arrived since is found where that is asked for`() throws {
        try add("One")
        let before = try db.lastArrival()
        try add("Two")
        #expect(try titles("") { $0.arrivedAfter = before } == ["Two"])
        let last = try db.lastArrival()
        #expect(try titles("two") { $0.arrivedAfter = last }.isEmpty)
    }

    @Test func `counts of choices are of what was found`() throws {
        try add("A", country: "DE", isRemote: true, pay: 45_000, skills: ["SQL", "Swift"])
        try add("B", country: "DE", isRemote: false, pay: 120_000, skills: ["SQL"])
        try add("C", country: "LV")
        let found = try db.find(PostingSearch(), limits: SearchLimits())
        func counts(_ facet: FoundPostings.Facet, _ limit: Int = 8) -> [String] {
            found.counts(of: facet, limit: limit).map { "\($0.value) \($0.count)" }
        }
        #expect(counts(.country) == ["DE 2", "LV 1"] && counts(.skill) == ["SQL 2", "Swift 1"])
        #expect(counts(.remote) == ["false 1", "true 1"] && counts(.skill, 1) == ["SQL 2"])
        #expect(counts(.pay).first == "2000000 2" && counts(.pay).last == "10000000 1")
    }
}
