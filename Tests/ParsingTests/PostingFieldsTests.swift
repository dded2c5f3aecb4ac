import Foundation
import Model
import Parsing
import Testing

struct PostingFieldsTests {
    private func fields(_ change: (inout PostingFields) -> Void = { _ in }) -> PostingFields {
        var fields = PostingFields(
            url: "https://a.example/1", title: "Engineer", company: "Acme", description: "Write Swift and PostgreSQL.")
        change(&fields)
        return fields
    }

    @Test func `a whole posting is cleaned`() throws {
        let draft = try fields {
            $0.title = "  Senior\u{0}\t Swift\n Engineer\u{7} "
            $0.location = "Toronto, Canada"
            $0.pay = PayFields(minimum: 5_000_000, maximum: 6_000_000)
        }.draft()
        #expect(draft.title == "Senior Swift Engineer")
        #expect(draft.level == .senior)
        #expect(draft.country == "CA")
        #expect(draft.pay == Pay(minimum: 5_000_000, maximum: 6_000_000, currency: "CAD", period: .year))
        #expect(draft.isRemote == nil)
        #expect(draft.skills.contains("Swift") && draft.skills.contains("PostgreSQL"))
        #expect(draft.isInternship == false)
    }

    @Test func `each required field is missed by name`() {
        for (name, change) in [
            ("url", { $0.url = nil }), ("title", { $0.title = " \u{0}" }), ("company", { $0.company = nil }),
            ("description", { $0.description = "<script>x</script>" }),
        ] as [(String, (inout PostingFields) -> Void)] {
            let error = #expect(throws: PostingError.self) { try fields(change).draft() }
            #expect(error?.message == "\(name) is missing")
        }
        let error = #expect(throws: PostingError.self) { try fields { $0.url = "javascript:x" }.draft() }
        #expect(error?.code == .invalidField)
    }

    @Test func `texts are cut at their limits`() throws {
        let draft = try fields {
            $0.title = String(repeating: "t", count: 400)
            $0.company = String(repeating: "\u{1f642}", count: 300)
            $0.description = String(repeating: "word ", count: 100_000)
        }.draft()
        #expect(draft.title.count == 300)
        #expect(draft.company.count == 200)
        #expect(draft.descriptionMarkdown.utf8.count <= 200_010)
    }

    @Test(arguments: [
        ("<p>Hello <b>you</b></p>", "Hello **you**"),
        ("# Role\n\n- *a* **b**", "# Role\n\n- *a* **b**"),
        ("Duties:\n- a\n- b", "Duties:\n\n- a\n- b"),
        ("C++ & Rust * 2 <3", "C++ & Rust \\* 2 \\<3"),
        ("## T\n\nList<Int> <script>x", "## T\n\nList\\<Int> \\<script>x"),
    ])
    func `a description is Markdown whatever it was`(text: String, markdown: String) throws {
        #expect(try fields { $0.description = text }.draft().descriptionMarkdown == markdown)
    }

    @Test(
        arguments: [
            ("Full-time", .fullTime), ("FULL_TIME", .fullTime), ("Vollzeit", .fullTime),
            ("part time permanent", .partTime),
            ("Contractor", .contract), ("Freelance", .contract), ("temp", .temporary), ("Internship", .internship),
            ("Internal role", .other), ("Volunteer", .volunteer), ("x", .other), ("", nil),
        ] as [(String, PostingType?)])
    func `words of employment are understood`(text: String, type: PostingType?) {
        #expect(PostingWords.type(text) == type)
    }

    @Test(
        arguments: [
            ("Senior Swift Engineer", .senior), ("Software Engineer Intern", .intern), ("Jr. Developer", .junior),
            ("Tech Lead", .lead), ("Lead Generation Clerk", nil), ("Staff Engineer", .lead), ("Staff Nurse", nil),
            ("Head of Data", .executive), ("Engineering Director", .executive), ("Internal Auditor", nil),
        ] as [(String, PostingLevel?)])
    func `a title says how senior the posting is`(title: String, level: PostingLevel?) {
        #expect(PostingWords.level(title: title) == level)
    }

    @Test(
        arguments: [
            ("true", true), ("Yes", true), ("1", true), ("Remote", true), ("Remote - Europe", true),
            ("Home Office", true),
            ("false", false), ("no", false), ("On-site", false), ("Hybrid", false), ("hybrid remote", false),
            ("Berlin", nil), ("", nil),
        ] as [(String, Bool?)])
    func `remote has three values`(text: String, isRemote: Bool?) {
        #expect(PostingWords.remote(text) == isRemote)
    }

    @Test(arguments: [
        ("50000", 5_000_000), ("50,000", 5_000_000), ("50.000", 5_000_000), ("50,000.50", 5_000_050),
        ("50.000,5", 5_000_050), ("1 200", 120_000), ("$45k", 4_500_000), ("12.5", 1_250), ("0", 0),
        ("\u{20ac}99", 9_900),
        ("1,234,567", 123_456_700), (".5", 50), ("1.234.567,89", 123_456_789), ("19.999", 1_999_900),
    ])
    func `amounts are read exactly`(text: String, minorUnits: Int) {
        #expect(PayFields.minorUnits(text) == minorUnits)
    }

    @Test(arguments: [
        "", "x", "-5", "1e5", "5-10", "12abc", "99999999999999999999", "k", "999999999999999k", "9999999999999", "NaN",
        "5kk", "\u{661}",
    ])
    func `what is no amount is not read`(text: String) {
        #expect(PayFields.minorUnits(text) == nil)
    }

    @Test func `pay is filled in, bounded and annualised`() throws {
        #expect(try PayFields(minimum: 0, maximum: 0, currency: "EUR").pay(country: nil) == nil)
        #expect(try PayFields(minimum: 100_00).pay(country: nil) == nil, "no currency is known")
        let hourly = try PayFields(minimum: 20_00, currency: "usd").pay(country: nil)
        #expect(hourly == Pay(minimum: 20_00, maximum: nil, currency: "USD", period: .hour))
        #expect(hourly?.annual.minimum == 20_00 * 2080)
        #expect(try PayFields(maximum: 4_000_00).pay(country: "DE")?.period == .month)
        #expect(throws: PostingError.self) { try PayFields(minimum: 2, maximum: 1, currency: "EUR").pay(country: nil) }
        #expect(throws: PostingError.self) { try PayFields(minimum: -1).pay(country: nil) }
        #expect(throws: PostingError.self) { try PayFields(minimum: .max).pay(country: nil) }
        for unknown in ["Euro", "ZZZ"] {
            #expect(try PayFields(minimum: 1, currency: unknown).pay(country: "DE") == nil, "it is not guessed")
        }
    }

    @Test func `countries are known by code and by name`() {
        #expect(Countries.code("de") == "DE")
        #expect(Countries.code(" Deutschland ") == "DE")
        #expect(Countries.code("UK") == "GB")
        #expect(Countries.code("XX") == nil)
        #expect(Countries.code(ofPlace: "San Francisco, CA") == nil)
        #expect(Countries.code(ofPlace: "Remote (Germany)") == "DE")
        for (place, code, town) in [
            ("UK", "GB", nil), (" us ", "US", nil), ("Germany", "DE", nil), ("Berlin, Germany", "DE", "Berlin"),
            ("Remote (Germany)", "DE", "Remote"), ("DE", nil, nil), ("San Francisco, CA", nil, nil),
            ("Berlin", nil, nil),
            ("", nil, nil), (", Germany", "DE", nil),
        ] as [(String, String?, String?)] {
            let meant = Countries.meant(by: place)
            #expect(meant?.code == code && meant?.town == town, "\(place)")
        }
    }
}
