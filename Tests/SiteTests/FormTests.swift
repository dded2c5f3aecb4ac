import Foundation
import HTTP
import Testing

@testable import Site

/// Forms that come back with what is wrong: the summary takes the focus, and says it of a field that is marked.
@Suite struct FormTests {
    private let harness: SiteHarness

    init() throws {
        harness = try SiteHarness()
    }

    @Test(
        arguments: [
            ("/settings", ["min_salary": "much", "levels": "no level"], ["min_salary", "levels"]),
            ("/settings", ["countries": "Nowhere", "languages": "English"], ["countries", "languages"]),
            ("/postings", ["title": "Cook", "text": ""], ["text"]),
            ("/postings/url", ["url": "nowhere"], ["url"]),
            ("/job-posts", ["title": "", "location": String(repeating: "x", count: 201)], ["title", "location"]),
        ] as [(String, Parameters, [String])])
    func `what is wrong is marked at its field`(path: String, fields: Parameters, bad: [String]) throws {
        let refused = harness.page(.post, path, as: try harness.person(.recruiter), body: .form(fields))
        #expect(refused.code == 422)
        #expect(refused.text.contains("role=\"alert\" aria-labelledby=\"errors\" tabindex=\"-1\" autofocus>"))
        for name in bad {
            #expect(refused.text.contains("<li id=\"errors-\(name)\"><a href=\"#\(name)\">"), "\(name)")
            let field = try #require(refused.text.split(separator: " id=\"\(name)\"").dropFirst().first)
            let tag = try #require(field.split(separator: ">").first)
            #expect(tag.contains("errors-\(name)\""), "\(name)")
            #expect(name == "levels" || tag.contains("aria-invalid=\"true\""), "\(name)")
        }
        #expect(refused.text.components(separatedBy: " field-bad\"").count == bad.count + 1)
    }
}
