import Documents
import Model
import Parsing
import Testing

struct PostingPageTests {
    private let url = "https://www.acme.example/careers/42?utm_source=x"

    private func read(_ html: String, asPosting: Bool = false) -> PostingPage {
        PostingPage(WebPage(Array(html.utf8)), url: url, asPosting: asPosting)
    }

    private func data(_ json: String) -> String {
        "<html><head><title>T</title><script type=\"application/ld+json\">\(json)</script></head><body>x</body></html>"
    }

    /// A posting with these members beside those that it must have.
    private func posting(_ members: String) -> PostingDraft? {
        read(
            data(
                """
                {"@context": "https://schema.org", "@type": "JobPosting", "title": "Cook",
                 "hiringOrganization": {"@type": "Organization", "name": "Acme &amp; Sons"},
                 "description": "<p>You cook.</p>"\(members.isEmpty ? "" : ", " + members)}
                """)
        ).drafts.first
    }

    @Test func `a posting is read with everything it says`() throws {
        let draft = try #require(
            posting(
                """
                "datePosted": "2026-11-02", "validThrough": "2026-12-31T23:59:59+01:00",
                "employmentType": ["FULL_TIME", "CONTRACTOR"], "identifier": {"value": "A-7"}, "directApply": true,
                "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": "Berlin",
                  "addressRegion": "BE", "addressCountry": {"@type": "Country", "name": "Germany"}}},
                "baseSalary": {"@type": "MonetaryAmount", "currency": "EUR",
                  "value": {"@type": "QuantitativeValue", "minValue": 3000, "maxValue": "3,500", "unitText": "MONTH"}}
                """))
        #expect(draft.title == "Cook" && draft.company == "Acme & Sons" && draft.descriptionMarkdown == "You cook.")
        #expect(draft.location == "Berlin, BE, Germany" && draft.country == "DE" && draft.type == .fullTime)
        #expect(draft.pay == Pay(minimum: 300_000, maximum: 350_000, currency: "EUR", period: .month))
        #expect(draft.postedAt != nil && draft.expiresAt != nil && draft.isRemote == nil)
        #expect(draft.canonicalURL == "https://www.acme.example/careers/42")
    }

    @Test(
        arguments: [
            ("\"baseSalary\": 50000, \"salaryCurrency\": \"USD\"", 5_000_000, 5_000_000, Pay.Period.year),
            ("\"baseSalary\": \"$50,000\", \"salaryCurrency\": \"usd\"", 5_000_000, 5_000_000, .year),
            ("\"baseSalary\": {\"currency\": \"USD\", \"value\": 25, \"unitText\": \"HOUR\"}", 2_500, 2_500, .hour),
            (
                "\"baseSalary\": {\"currency\": \"USD\", \"value\": {\"value\": 25.5, \"unitText\": \"HOUR\"}}", 2_550,
                2_550, .hour
            ),
            (
                "\"baseSalary\": {\"currency\": \"USD\", \"minValue\": 1, \"maxValue\": 2, \"unitText\": \"DAY\"}", 100,
                200, .day
            ),
            (
                "\"baseSalary\": [{\"currency\": \"USD\", \"value\": {\"minValue\": 1000, \"unitText\": \"WEEK\"}}]",
                5_200_000, nil, .year
            ),
        ] as [(String, Int?, Int?, Pay.Period)])
    func `pay is read in every form`(members: String, minimum: Int?, maximum: Int?, period: Pay.Period) throws {
        let draft = try #require(posting(members))
        #expect(draft.pay == Pay(minimum: minimum, maximum: maximum, currency: "USD", period: period))
    }

    @Test(arguments: [
        "\"baseSalary\": {\"currency\": \"USD\", \"value\": {\"minValue\": 9, \"maxValue\": 1}}",
        "\"baseSalary\": \"competitive\"",
        "\"baseSalary\": {\"currency\": \"dollars\", \"value\": 9}", "\"baseSalary\": -1", "\"baseSalary\": null",
        "\"baseSalary\": 1e300",
    ])
    func `pay that cannot be is left out`(members: String) throws {
        #expect(try #require(posting(members)).pay == nil)
    }

    @Test func `remote work names who may apply`() throws {
        let draft = try #require(
            posting(
                """
                "jobLocationType": "TELECOMMUTE",
                "applicantLocationRequirements": [{"@type": "Country", "name": "Germany"}]
                """))
        #expect(draft.isRemote == true && draft.location == "Remote (Germany)" && draft.country == "DE")
    }

    @Test(arguments: [
        "[{\"@type\": \"WebSite\"}, POSTING]", "{\"@graph\": [{\"@type\": \"Organization\"}, POSTING]}",
        "{\"@type\": \"WebPage\", \"mainEntity\": POSTING}", "POSTING;", "/* <![CDATA[ */ POSTING /* ]]> */",
        "[[POSTING]]",
    ])
    func `a posting is found wherever it stands`(shape: String) {
        let posting = """
            {"@type": ["Thing", "https://schema.org/JobPosting"], "title": "Cook", "hiringOrganization": "Acme",
             "description": "Line
            break", }
            """
        #expect(read(data(shape.replacing("POSTING", with: posting))).drafts.map(\.title) == ["Cook"])
    }

    @Test func `every block of a page is read and no posting twice`() {
        let one =
            "{\"@type\": \"JobPosting\", \"title\": \"A\", \"url\": \"/1\", \"hiringOrganization\": \"X\", \"description\": \"d\"}"
        let page = read(
            data("not json") + data(one) + data(one.replacing("/1", with: "https://www.acme.example/2"))
                + data("{\"@type\": \"Article\"}"))
        #expect(page.drafts.count == 2 && page.way == .linkedData)
    }

    @Test func `postings of other sites do not take their addresses`() {
        let one = """
            [{"@type": "JobPosting", "title": "A", "url": "https://evil.example/1", "hiringOrganization": "X", "description": "d"},
             {"@type": "JobPosting", "title": "B", "url": "https://www.acme.example/b", "hiringOrganization": "X", "description": "d"}]
            """
        #expect(
            read(data(one)).drafts.map(\.canonicalURL) == [
                "https://www.acme.example/careers/42", "https://www.acme.example/b",
            ])
    }

    @Test func `descriptions that were escaped once too often are read`() throws {
        let draft = try #require(posting("\"responsibilities\": \"x\""))
        #expect(draft.descriptionMarkdown == "You cook.")
        let escaped = read(
            data(
                """
                {"@type": "JobPosting", "title": "Cook", "hiringOrganization": "A", "description": "&lt;p&gt;You &amp;amp; I&lt;/p&gt;"}
                """))
        #expect(escaped.drafts.first?.descriptionMarkdown == "You & I")
    }

    @Test func `without data for machines the main text is read`() throws {
        let text = String(
            repeating: "You will run our kitchen, plan the menu, and train a small team of cooks. ", count: 6)
        let page = read(
            """
            <html><head><title>Head cook | Acme</title><meta property="og:site_name" content="Acme"></head><body>
            <nav><a href="/">Home</a><a href="/jobs">Jobs with responsibilities</a></nav>
            <div class="cookie-banner"><p>We use cookies, many of them, for reasons that nobody reads, ever.</p></div>
            <div id="content"><h1>Head cook</h1><p>\(text)</p><h2>Requirements</h2><ul><li>Five years in a kitchen</li></ul>
            <form><label>Your name</label><input></form></div>
            <footer><p>Acme, a long imprint with commas, and an address, and a number, and so on and on.</p></footer>
            """)
        let draft = try #require(page.drafts.first)
        #expect(page.way == .mainText && draft.title == "Head cook" && draft.company == "Acme")
        #expect(
            draft.descriptionMarkdown.contains("run our kitchen") && draft.descriptionMarkdown.contains("Five years"))
        for noise in ["cookies", "imprint", "Your name", "Home"] {
            #expect(!draft.descriptionMarkdown.contains(noise), "\(noise)")
        }
    }

    @Test func `a page that is no posting is refused, unless a person says that it is one`() {
        let html =
            "<html><title>Acme</title><body><main><h1>About us</h1><p>\(String(repeating: "We make things. ", count: 40))</p></main>"
        #expect(read(html).drafts.isEmpty && read(html).refusal != nil)
        #expect(read(html, asPosting: true).drafts.map(\.title) == ["About us"])
    }

    @Test func `links come with their words and where they stand`() {
        let page = WebPage(
            Array(
                """
                <base href="/x/"><nav><a href="/">Home</a></nav><a href='jobs/1?a=1&amp;b=2'>Cook<br>Berlin</a><a name=x>no</a>
                <a href=jobs/2><h3>Nurse</h3><span>Paris</span></a><script>document.write('<a href="/3">3</a>')</script>
                """.utf8))
        #expect(
            page.links == [
                .init(href: "/", text: "Home", isAside: true), .init(href: "jobs/1?a=1&b=2", text: "Cook Berlin"),
                .init(href: "jobs/2", text: "Nurse Paris"),
            ])
        #expect(page.base == "/x/" && page.scripts == 1)
    }

    @Test func `hostile pages are read in time`() {
        for piece in [
            "<div>", "<a href=x>", "<p class=content>text, text", "<table><tr><td>", "<script>", "<!--", "<nav><p>x",
        ] {
            let html = String(repeating: piece, count: 20_000)
            let page = WebPage(Array(html.utf8))
            #expect(page.links.count <= 5_000)
        }
        let deep = String(repeating: "[", count: 100_000)
        #expect(read(data(deep)).drafts.isEmpty)
        #expect(read(data(String(repeating: "{\"@graph\":", count: 10_000))).drafts.isEmpty)
    }
}
