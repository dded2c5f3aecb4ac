import Foundation
import Templates
import Testing

@testable import Site

@Suite struct PagesTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let words = Result { try Words(directory: root.path + "/templates/words") }
    private static let renderer = Result {
        try Renderer<Shell>(
            directory: root.path + "/templates", pages: PageTypes.all, words: try words.get())
    }

    private func html(_ sample: PageSample) throws -> String {
        func render<P: Page>(_ page: P) throws -> String {
            let bytes = try Self.renderer.get().render(page, in: sample.shell, language: "en")
            return String(decoding: bytes, as: UTF8.self)
        }
        return try render(sample.page)
    }

    @Test func `every page type has a sample and a template of its own`() {
        let sampled = Set(PageSample.all.map { ObjectIdentifier(type(of: $0.page)) })
        #expect(PageTypes.all.filter { !sampled.contains(ObjectIdentifier($0)) }.map { "\($0)" } == [])
        #expect(Set(PageTypes.all.map { $0.template }).count == PageTypes.all.count)
    }

    @Test func `no template is left without a page or a template that includes it`() throws {
        let folder = Self.root.appendingPathComponent("templates")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
            $0.hasSuffix(".mustache")
        }
        let texts = try files.map {
            try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)
        }
        #expect(!files.isEmpty)
        let pages = Set(PageTypes.all.map { $0.template })
        for file in files.map({ String($0.dropLast(9)) }) where !pages.contains(file) {
            #expect(
                texts.contains { $0.contains("{{>\(file)}}") || $0.contains("{{<\(file)}}") }, "\(file)")
        }
    }

    /// With `HUNTER_PAGES_OUT`, also writes each page there, for the eye and for the checkers of HTML.
    @Test(arguments: PageSample.all.map(\.name)) func `a page renders`(name: String) throws {
        let sample = try #require(PageSample.all.first { $0.name == name })
        let html = try html(sample)
        #expect(!html.contains("{{") && !html.contains("}}"))
        if let folder = ProcessInfo.processInfo.environment["HUNTER_PAGES_OUT"] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(html.utf8).write(
                to: URL(fileURLWithPath: folder).appendingPathComponent(name + ".html"))
        }
    }

    @Test func `what would raise the score stands there where no skill is missing, too`() throws {
        var sample = try #require(PageSample.all.first { $0.name == "MatchPage-result" })
        var page = try #require(sample.page as? MatchPage)
        page.live.result?.missing = []
        page.live.result?.counterfactuals = ["With 8 years of work the score would be 83."]
        sample.page = page
        #expect(try html(sample).contains("<li>With 8 years of work the score would be 83.</li>"))
    }

    @Test(arguments: PageSample.all.map(\.name)) func `a page needs no inline script or style`(
        name: String
    ) throws {
        let html = try html(try #require(PageSample.all.first { $0.name == name }))
        for forbidden in ["<style", " style=", "javascript:", " onclick=", " onload=", "<script>"] {
            #expect(!html.contains(forbidden), "\(forbidden)")
        }
    }

    @Test(arguments: PageSample.all.map(\.name))
    func `every form that changes something carries the token`(
        name: String
    ) throws {
        let html = try html(try #require(PageSample.all.first { $0.name == name }))
        for form in html.components(separatedBy: "<form").dropFirst()
        where form.contains("method=\"post\"") {
            let body = form.components(separatedBy: "</form>")[0]
            #expect(body.contains("name=\"csrf_token\" value=\"c3JmLXRva2Vu\""))
        }
    }

    @Test(arguments: PageSample.all.map(\.name)) func `ids are unique and local links lead somewhere`(
        name: String
    ) throws {
        let html = try html(try #require(PageSample.all.first { $0.name == name }))
        let ids = values(of: " id=\"", in: html)
        #expect(
            Set(ids).count == ids.count,
            "\(Dictionary(grouping: ids) { $0 }.filter { $1.count > 1 }.keys)")
        for target in values(of: "href=\"#", in: html) { #expect(ids.contains(target), "#\(target)") }
        for label in values(of: " for=\"", in: html) { #expect(ids.contains(label), "for \(label)") }
    }

    private func values(of opening: String, in html: String) -> [String] {
        html.components(separatedBy: opening).dropFirst().map { $0.components(separatedBy: "\"")[0] }
    }

    @Test func `what a person typed is escaped wherever it comes back`() throws {
        let search = try html(PageSample("", JobsPage.noResults, .seeker("<script>alert(1)</script>")))
        #expect(!search.contains("<script>alert"))
        #expect(
            search.contains(
                "value=\"xylophonist &quot;night shift&quot; &lt;script&gt;alert(1)&lt;/script&gt;\""))
        let form = try html(PageSample("", RegisterPage.refused, .visitor("")))
        #expect(form.contains("value=\"Marta &lt;b&gt;Lindqvist&lt;/b&gt;\""))
    }

    @Test func `a live part polls while work goes on and stops at its end`() throws {
        for state in [LiveMatch.underWay, .waiting] {
            let html = try html(PageSample("", state, .seeker("")))
            #expect(html.contains("data-hx-get=\"/live/"))
            #expect(html.contains("data-hx-trigger=\"load delay:800ms, retry\""))
            #expect(html.contains("action=\"/tasks/"))
        }
        for state in [LiveMatch.scored, .simulated, .failed, .cancelled] {
            let html = try html(PageSample("", state, .seeker("")))
            #expect(!html.contains("hx-get"))
            #expect(!html.contains("/cancel\""))
        }
    }

    @Test func `a page with a live part reloads itself without JavaScript`() throws {
        let waiting = try html(PageSample("", MatchPage.progress, .seeker("", refreshSeconds: "2")))
        #expect(waiting.contains("<noscript><meta http-equiv=\"refresh\" content=\"2\"></noscript>"))
        #expect(!(try html(PageSample("", MatchPage.result, .seeker("")))).contains("http-equiv"))
    }

    @Test func `a simulated score says so before and after`() throws {
        for state in [LiveMatch.underWay, .simulated] {
            #expect(
                try html(PageSample("", state, .seeker(""))).contains(
                    "<span class=\"tag\">Simulated</span>"))
        }
        #expect(!(try html(PageSample("", LiveMatch.scored, .seeker("")))).contains("Simulated"))
    }

    @Test func `each text of a match comes back whole and in order`() throws {
        let live = LiveMatch.scored
        let result = try #require(live.result)
        let text = result.postingText.map(\.text).joined()
        #expect(text.hasPrefix("Senior Growth Marketing Manager\n\nNorthwind roasts coffee"))
        let page = try html(PageSample("", LiveMatch.scored, .seeker("")))
        #expect(page.contains("name=\"csrf_token\"") == false)
        #expect(page.contains("id=\"posting-2-1\""))
        #expect(page.contains("<div class=\"sheet-text\">Senior Growth <mark"))
    }

    @Test func `the stylesheet stays small`() throws {
        let css = try Data(contentsOf: Self.root.appendingPathComponent("public/css/hunter.css"))
        #expect(css.count < 20_000)
        let operators = try Data(contentsOf: Self.root.appendingPathComponent("public/css/admin.css"))
        #expect(operators.count < 6_000)
    }
}
