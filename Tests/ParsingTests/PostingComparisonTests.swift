import Foundation
import Model
import Parsing
import Testing

/// Which postings are one. The figures are in docs/deduplication.md; these are the rules, one by one.
struct PostingComparisonTests {
    private static let text = """
        You plan our warehouses from the first sketch to the day the doors open. You talk with suppliers, draw timelines that \
        hold, and walk the site each week. You have planned large buildings before, read drawings with ease and stay calm when a \
        delivery is late. We are three hundred people who move parcels through the night, and we like to leave on time.
        """

    private func identity(
        _ title: String = "Site Planner", _ company: String = "Halden GmbH", _ place: String? = "Berlin, Germany",
        text: String = PostingComparisonTests.text, day: Double? = nil
    ) throws -> PostingIdentity {
        PostingIdentity(
            try PostingFields(
                url: "https://a.example/1", title: title, company: company, location: place, description: text,
                postedAt: day.map { Date(timeIntervalSince1970: 1_790_000_000 + $0 * 86_400) }
            ).draft())
    }

    @Test func `another board's way of writing it changes nothing`() throws {
        let one = try identity()
        let cut = Self.text.split(separator: " ").prefix(45).joined(separator: " ") + " …"
        let others = [
            try identity("SITE PLANNER (m/w/d)", "HALDEN"), try identity("Site Planner - Berlin"),
            try identity("Site Planner at Halden GmbH", "Halden Inc.", nil), try identity(text: cut),
            try identity(
                text: "<ul><li>" + Self.text.split(separator: ". ").reversed().joined(separator: ".</li><li>")
                    + "</li></ul>"),
        ]
        for (number, other) in others.enumerated() {
            #expect(PostingComparison.compare(one, other).kind == .same, "\(number)")
            #expect(!Set(one.keys).isDisjoint(with: other.keys), "the index finds \(number)")
        }
    }

    @Test(
        arguments: [
            ("Senior Site Planner", "Halden GmbH", "Berlin, Germany", .different),
            ("Site Planner II", "Halden GmbH", "Berlin, Germany", .different),
            ("Site Planner, Night Shift", "Halden GmbH", "Berlin, Germany", .different),
            ("Site Planner", "Halden GmbH", "Hamburg, Germany", .sibling),
            ("Site Planner", "Halden GmbH", "Wien", .sibling),
            ("Site Planner", "Northwind AG", "Berlin, Germany", .different),
            ("Site Planner", "Confidential", "Berlin", .same), ("Site Planner", "Confidential", nil, .different),
            ("Site Planner", "Halden Logistics", "Berlin", .same),
            ("Site Planner", "Brook Recruitment", "Berlin", .agencyCopy),
        ] as [(String, String, String?, PostingLikeness.Kind)])
    func `what differs tells them apart`(
        title: String, company: String, place: String?, kind: PostingLikeness.Kind
    ) throws {
        #expect(PostingComparison.compare(try identity(), try identity(title, company, place)).kind == kind)
    }

    @Test func `the same text weeks later is a repost, and an agency's frame does not hide it`() throws {
        #expect(PostingComparison.compare(try identity(day: 0), try identity(day: 40)).kind == .repost)
        #expect(PostingComparison.compare(try identity(day: 0), try identity(day: 4)).kind == .same)
        let framed = "On behalf of our client we are looking for a planner.\n" + Self.text + "\nCall our consultants."
        let copy = try identity("Site Planner", "Apex", "Berlin", text: framed)
        #expect(PostingComparison.compare(try identity(), copy).kind == .agencyCopy)
    }

    @Test func `what one source lists side by side are two, and words too few tell nothing`() throws {
        let one = try identity()
        #expect(PostingComparison.compare(one, one, areListedTogether: true).kind == .different)
        let short = try identity(text: "Plan sites with us.")
        #expect(PostingComparison.compare(short, short).kind == .different)
    }

    @Test func `a sketch comes back as it was stored`() throws {
        let sketch = TextSketch(markdown: Self.text)
        #expect(TextSketch(bytes: sketch.bytes) == sketch)
        #expect(TextSketch(bytes: [1, 2, 3]) == nil)
        #expect(TextSketch(markdown: "").hashes.isEmpty)
    }

    @Test(
        arguments: [
            ("Halden GmbH & Co. KG", "halden"), ("The Halden Company", "halden"), ("HALDEN Germany GmbH", "halden"),
            ("ООО «Ромашка»", "ромашка"), ("GmbH", "gmbh"), ("Čistá Práce s.r.o.", "cista prace"), ("Group", "group"),
        ])
    func `companies are compared without their legal forms`(name: String, key: String) {
        #expect(CompanyName.key(name) == key)
    }
}
