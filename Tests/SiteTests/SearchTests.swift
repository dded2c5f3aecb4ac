import Base
import Foundation
import HTTP
import Model
import Storage
import Testing

@testable import Site

/// Searching on the page and by the API, and the searches that people keep.
@Suite struct SearchTests {
    private let harness: SiteHarness

    init() throws {
        harness = try SiteHarness()
    }

    private func ids(_ query: String, as person: Person? = nil) throws -> [String] {
        try (harness.api(.get, "/jobs?" + query, as: person).json["items"]?.items ?? []).compactMap { $0["id"]?.string }
    }

    @Test func `the page says what was corrected, marks what was found and offers what is like it`() throws {
        let id = try harness.posting("Kubernetes engineer", description: "You look after clusters of ours.")
        _ = try harness.sql { try $0.countSearchWords() }
        let page = harness.page(.get, "/jobs?q=kuberntes").text
        #expect(page.contains("Nothing has “kuberntes”. These are for “kubernetes”."))
        #expect(page.contains("value=\"kubernetes\"") && page.contains("/jobs/" + id.text))
        #expect(harness.page(.get, "/jobs?q=clusters").text.contains("<b>clusters</b>"))
        #expect(harness.page(.get, "/jobs/" + id.text).text.contains("href=\"/jobs?like=\(id.text)\""))
        let like = try harness.posting("Kubernetes engineer")
        #expect(try ids("like=" + id.text) == [like.text])
        #expect(harness.page(.get, "/jobs?like=" + id.text).text.contains("/jobs/" + like.text))
        #expect(try ids("like=" + UUID.v7().text) == [])
        #expect(harness.api(.get, "/jobs?like=x").code == 422)
    }

    @Test(arguments: [
        (#"\*\*Your tasks\*\* and \*\*\*more"#, "Your tasks and more"), (#"Gärtner\*in, 5 \* 3"#, "Gärtner*in, 5 * 3"),
        ("**Your** [tasks](https://a.example)", "Your tasks"), (#"cut \*"#, "cut *"),
    ])
    func `a snippet is plain text`(markdown: String, plain: String) {
        #expect(Snippets.plain(markdown) == plain)
    }

    @Test(arguments: [
        ("https://hunter.test/jobs?q=cook&remote=yes&after=x#results", "/jobs?q=cook&amp;remote=yes&amp;after=x"),
        ("https://hunter.test/jobs?q=%22%3E%3Cb%3E&nonsense=1", "/jobs?q=%22%3E%3Cb%3E"),
        ("https://hunter.test/matches?q=cook", "/jobs"), ("https://evil.test/jobs?q=cook", "/jobs"),
        ("https://hunter.test.evil/jobs?q=cook", "/jobs"), ("https://hunter.test/jobs?q=%FF", "/jobs"), ("", "/jobs"),
    ])
    func `a posting leads back to the search it was found by`(referer: String, back: String) throws {
        let id = try harness.posting()
        let page = harness.page(.get, "/jobs/\(id.text)", headers: [("Referer", referer)]).text
        #expect(page.contains("<p class=\"crumb\"><a href=\"\(back)\">"))
    }

    @Test func `the page's filters are links with counts that lead to what they say`() throws {
        for (title, country) in [("A", "DE"), ("B", "DE"), ("C", "LV")] {
            let id = try harness.posting(title)
            _ = try harness.sql {
                try $0.execute("update postings set country = \(country), skills = '{SQL}' where id = \(id)")
            }
        }
        let page = harness.page(.get, "/jobs").text
        #expect(page.contains("href=\"/jobs?country=DE\"") && page.contains("href=\"/jobs?skill=SQL\""))
        #expect(page.contains("<span>Germany</span> <span class=\"count\">2</span>"))
        let german = harness.page(.get, "/jobs?country=DE").text
        #expect(german.contains("</span> Germany <span aria-hidden") && german.contains("<span>Germany</span>"))
        #expect(german.contains(">2 postings<") && german.contains("aria-current=\"true\""))
        #expect(try ids("skill=sql&country=LV").count == 1 && ids("skill=SQL").count == 3)
    }

    @Test func `countries, sources and the order have more than one name`() throws {
        for country in ["DE", "LV"] {
            let id = try harness.posting("In " + country)
            _ = try harness.sql { try $0.execute("update postings set country = \(country) where id = \(id)") }
        }
        for name in ["DE", "de", "Germany", "deutschland"] {
            #expect(try ids("country=" + name).count == 1, "\(name)")
            #expect(harness.page(.get, "/jobs?country=" + name).text.contains("In DE"))
        }
        #expect(try ids("source=tests").count == 2 && ids("source=TESTS").count == 2 && ids("source=test") == [])
        #expect(try ids("sort=date") == ids("sort=newest") && ids("sort=date").count == 2)
        #expect(harness.page(.get, "/jobs?sort=date").code == 200)
        #expect(try ids("min_stipend=1&max_stipend=1").count == 2, "pay that is not stated fits")
    }

    @Test func `a posting without a date is as old as our knowledge of it`() throws {
        let old = try harness.posting("Old")
        _ = try harness.posting("New")
        _ = try harness.sql { try $0.execute("update postings set listed_at = '2020-01-01' where id = \(old)") }
        #expect(try ids("posted_after=2019-01-01").count == 2 && ids("posted_after=2021-01-01").count == 1)
    }

    @Test func `a posting names countries and languages, not their codes`() throws {
        let id = try harness.posting()
        try harness.sql { db in
            var details = PostingDetails(
                languages: [AskedLanguage(code: "de", level: 4), AskedLanguage(code: "xx", level: nil)])
            details.remoteCountries = ["EU", "CH"]
            try db.execute("update postings set country = 'PT', details = \(json: details) where id = \(id)")
        }
        let page = harness.page(.get, "/jobs/" + id.text).text
        #expect(page.contains(">German (B2), XX<") && page.contains(">EU, Switzerland<"))
        #expect(page.contains("<span>Portugal</span>"))
    }

    @Test func `a filter by pay says that what states none is kept`() throws {
        for (title, pay) in [("Much", 90_000_00), ("Little", 30_000_00), ("Unsaid", nil)] as [(String, Int?)] {
            let id = try harness.posting(title)
            guard let pay else { continue }
            _ = try harness.sql {
                try $0.execute(
                    """
                    update postings set annual_min_reference = \(pay), annual_max_reference = \(pay) where id = \(id)
                    """)
            }
        }
        let page = harness.page(.get, "/jobs?min_pay=50000").text
        #expect(page.contains(">2 postings<") && page.contains("Unsaid") && !page.contains(">Little<"))
        #expect(page.contains("</span> €50,000 a year or more, or pay not stated <span"))
        #expect(page.contains("Pay a year, where it is stated"))
        let dollars = harness.page(.get, "/jobs?min_pay=50%20000&currency=USD").text
        #expect(dollars.contains("</span> $50,000 a year or more, or pay not stated <span"))
    }

    @Test func `what is typed means what it says: signs of skills, and countries`() throws {
        func posting(_ title: String, _ location: String?, _ country: String?, _ skills: [String]) throws -> String {
            let id = try harness.posting(title, description: "We give vitamin C to \(title).")
            _ = try harness.sql {
                try $0.execute(
                    """
                    update postings set location = \(location), country = \(country), skills = \(skills) where id = \(id)
                    """)
            }
            return id.text
        }
        let plus = try posting("Plus", "Berlin", "DE", ["C++"])
        let sharp = try posting("Sharp", "Rome", "IT", ["C#"])
        _ = try posting("Pills", "Paris", "FR", [])
        #expect(try ids("q=C%2B%2B") == [plus] && ids("q=c%23") == [sharp])
        #expect(try ids("location=Germany") == [plus] && ids("location=deutschland") == [plus])
        #expect(try ids("location=Rome%2C+Italy") == [sharp] && ids("location=Berlin%2C+Italy") == [])
        #expect(try ids("q=location%3AGermany") == [plus] && ids("q=-location%3Agermany").count == 2)
        let page = harness.page(.get, "/jobs?location=Germany").text
        #expect(page.contains("/jobs/" + plus) && !page.contains("/jobs/" + sharp))
        let person = try harness.person()
        let body = Body.json(#"{"resume_text":"vitamin C for Plus","location":"Germany"}"#)
        #expect(harness.api(.post, "/match/resume", as: person, body: body).code == 200)
    }

    @Test func `by match, only what has a score of one's own resume, best first`() throws {
        let (mine, other) = (try harness.person(), try harness.person())
        let resume = try harness.resume(of: mine)
        let (low, high, foreign) = (
            try harness.posting("Low"), try harness.posting("High"), try harness.posting("Foreign")
        )
        _ = try harness.match(of: mine, resume: resume, posting: low, score: 20)
        _ = try harness.match(of: mine, resume: resume, posting: high, score: 80)
        // Invented numbers order nothing, and stand where they are called so.
        _ = try harness.match(of: mine, resume: resume, posting: low, score: 99, engine: "simulated")
        let others = try harness.resume(of: other)
        _ = try harness.match(of: other, resume: others, posting: foreign, score: 90)
        #expect(try ids("sort=match", as: mine) == [high.text, low.text])
        #expect(try ids("sort=match&resume_id=\(resume.text)&limit=1", as: mine) == [high.text])
        #expect(
            harness.api(.get, "/jobs?sort=match&resume_id=\(others.text)", as: mine).code == 422, "another's resume")
        #expect(harness.api(.get, "/jobs?sort=match").code == 401)
        let page = harness.page(.get, "/jobs?sort=match", as: mine).text
        #expect(page.contains("High") && page.contains("Low") && !page.contains("Foreign"))
        #expect(
            !harness.page(.get, "/jobs?sort=match&resume=\(others.text)", as: mine).text.contains(
                "have a score for"))
        #expect(harness.page(.get, "/jobs?sort=match").text.contains("Foreign"), "visitors get the newest")
        let ranking = harness.page(
            .post, "/rankings", as: mine,
            body: .form(["resume_id": resume.text, "sort": "match", "resume": others.text]))
        #expect(ranking.code == 303)
    }

    @Test func `matches are filtered, ordered, and drawn as they spread`() throws {
        let person = try harness.person()
        let (resume, second) = (try harness.resume(of: person), try harness.resume(of: person, name: "second.txt"))
        var made: [UUID] = []
        for (title, score) in [("Alpha", 12), ("Beta", 55), ("Gamma", 58), ("Delta", 100)] as [(String, Double)] {
            made.append(
                try harness.match(of: person, resume: resume, posting: try harness.posting(title), score: score))
        }
        _ = try harness.match(of: person, resume: second, posting: try harness.posting("Epsilon"), score: 70)
        func titles(_ query: String) throws -> [String] {
            try (harness.api(.get, "/matches?" + query, as: person).json["items"]?.items ?? []).compactMap {
                $0["title"]?.string
            }
        }
        #expect(try titles("") == ["Delta", "Epsilon", "Gamma", "Beta", "Alpha"])
        #expect(try titles("min_score=55&resume_id=" + resume.text) == ["Delta", "Gamma", "Beta"])
        #expect(try titles("q=ETA") == ["Beta"] && titles("sort=newest&limit=1") == ["Epsilon"])
        try harness.sql { db in
            try db.execute(
                """
                update matches set result = jsonb_set(result, '{eligibility,pay}', '"no"') where id = \(made[1])
                """)
            try db.execute(
                "update postings set status = 'expired' where id = (select posting_id from matches where id = \(made[2]))"
            )
        }
        #expect(try titles("eligible=true") == ["Delta", "Epsilon", "Gamma", "Alpha"])
        #expect(try titles("open=true") == ["Delta", "Epsilon", "Beta", "Alpha"])
        for bad in ["eligible=maybe", "sort=worst", "min_score=101", "posting_id=x"] {
            #expect(harness.api(.get, "/matches?" + bad, as: person).code == 422, "\(bad)")
        }
        #expect(
            try harness.sql { try $0.scoreDistribution(ownedBy: person.id, filter: MatchFilter()) }
                == [0, 1, 0, 0, 0, 2, 0, 1, 0, 1])
        let page = harness.page(.get, "/matches?min_score=50", as: person).text
        #expect(page.contains("<svg") && page.contains("50–59: 2") && page.contains(">4 matches<"))
        #expect(harness.page(.get, "/matches?min_score=50&eligible=yes", as: person).text.contains(">3 matches<"))
        let sentence = "id=\"score-error\""
        #expect(!page.contains(sentence))
        for typed in ["fifty", "101", "-1"] {
            let page = harness.page(.get, "/matches?min_score=" + typed, as: person).text
            #expect(page.contains(sentence) && page.contains("value=\"\(typed)\" aria-invalid"), "\(typed)")
        }
        #expect(harness.page(.get, "/matches?q=nothing", as: person).text.contains("No match passes these filters"))
        #expect(harness.page(.get, "/matches", as: try harness.person()).text.contains("No matches yet"))
    }

    @Test func `matches are new until their owner has seen them`() throws {
        let person = try harness.person()
        let resume = try harness.resume(of: person)
        _ = try harness.match(of: person, resume: resume, posting: try harness.posting("Alpha"))
        usleep(5000)
        let shown = harness.page(.get, "/matches", as: person).text
        #expect(shown.contains("1 is new since you looked") && !shown.contains("new=yes"))
        let until = try #require(shown.firstMatch(of: /name="until" value="([^"]+)"/)?.1)
        usleep(5000)
        _ = try harness.match(of: person, resume: resume, posting: try harness.posting("Beta"))
        #expect(harness.page(.post, "/matches/seen", as: person, body: .form(["until": String(until)])).code == 303)
        let later = harness.page(.get, "/matches", as: person).text
        #expect(later.contains("1 is new since you looked") && later.contains("/matches?new=yes"))
        let new = harness.page(.get, "/matches?new=yes", as: person).text
        #expect(new.contains(">Beta</a>") && !new.contains(">Alpha</a>"))
        #expect(
            harness.page(.post, "/matches/seen", as: person, body: .form(["until": "9999-01-01T00:00:00Z"])).code == 303
        )
        #expect(!harness.page(.get, "/matches", as: person).text.contains("since you looked"))
        _ = try harness.match(of: person, resume: resume, posting: try harness.posting("Gamma"))
        #expect(
            harness.page(.get, "/matches", as: person).text.contains("since you looked"),
            "no moment of the future counts")
    }

    // MARK: Saved searches

    private func save(_ query: String, as person: Person, name: String = "Mine") throws -> JSONValue {
        let literal = try JSONValue.literal(query)
        let response = harness.api(
            .post, "/saved-searches", as: person, body: .json(#"{"name":"\#(name)","query":\#(literal)}"#))
        #expect(response.code == 201)
        return try response.json
    }

    @Test func `a saved search says how many postings are new, until they have been seen`() throws {
        let person = try harness.person()
        _ = try harness.posting("Swift engineer")
        let saved = try save("q=swift+engineer&saved=x&after=y", as: person)
        let id = try #require(saved["id"]?.string)
        #expect(saved["query"]?.string == "q=swift+engineer" || saved["query"]?.string == "q=swift%20engineer")
        func new() throws -> Double? { try harness.api(.get, "/saved-searches/" + id, as: person).json["new"]?.number }
        #expect(try new() == 0, "what is there when it is saved is not new")
        let later = try harness.posting("Swift engineer again")
        _ = try harness.posting("Cook", description: "Soup.")
        #expect(try new() == 1)
        let page = harness.page(.get, "/jobs?q=swift+engineer&saved=" + id, as: person).text
        #expect(page.contains("has 1 new posting since you looked") && page.contains("arrived_after="))
        let only = harness.page(.get, "/jobs?q=swift+engineer&arrived_after=1&saved=" + id, as: person).text
        #expect(only.contains("/jobs/" + later.text))
        #expect(harness.page(.get, "/saved-searches", as: person).text.contains("1 new"))
        let seen = harness.page(.post, "/saved-searches/\(id)/seen", as: person, body: .form(["arrival": "99999999"]))
        #expect(seen.code == 303)
        #expect(try new() == 0)
        _ = try harness.posting("Swift engineer, third")
        #expect(try new() == 1, "nothing that has not arrived yet was seen")
        #expect(harness.api(.post, "/saved-searches/\(id)/seen", as: person).code == 204)
        #expect(try new() == 0)
    }

    @Test func `a search is saved once, and one without a name comes back with its form`() throws {
        let person = try harness.person()
        let body = Body.form(["name": "Cooks", "query": "q=cook"])
        let first = harness.page(.post, "/saved-searches", as: person, body: body)
        let again = harness.page(.post, "/saved-searches", as: person, body: body)
        #expect(first.code == 303 && again.location == first.location)
        #expect(first.cookie("notice")?.value == "searchSaved" && again.cookie("notice")?.value == "searchKept")
        let other = harness.page(
            .post, "/saved-searches", as: person, body: .form(["name": "Cooks", "query": "q=chef"]))
        #expect(other.location != first.location)
        let nameless = harness.page(
            .post, "/saved-searches", as: person, body: .form(["name": " ", "query": "q=cook&remote=yes"]))
        #expect(nameless.code == 422 && nameless.text.contains("name=\"query\" value=\"q=cook&amp;remote=yes\""))
        #expect(nameless.text.contains("aria-describedby=\"save-error\"") && nameless.text.contains("<details open>"))
        #expect(nameless.text.contains("<a href=\"/jobs\" aria-current=\"page\">"))
        let id = try #require(first.location.components(separatedBy: "saved=").last)
        let renamed = harness.page(.post, "/saved-searches/\(id)/rename", as: person, body: .form(["name": ""]))
        #expect(renamed.code == 422 && renamed.text.contains("aria-describedby=\"error-\(id)\""))
        #expect(renamed.text.contains("<a href=\"/jobs\" aria-current=\"page\">"))
        #expect(harness.page(.get, "/saved-searches", as: person).text.components(separatedBy: "Cooks</a>").count == 3)
    }

    @Test func `a ranking belongs to the matches`() throws {
        let person = try harness.person()
        let page = harness.page(.get, "/rankings/" + (try harness.ranking(of: person)).id.text, as: person)
        #expect(page.text.contains("<a href=\"/matches\" aria-current=\"page\">"))
    }

    @Test func `saved searches are listed, renamed, changed and deleted by their owner alone`() throws {
        let (person, other) = (try harness.person(), try harness.person())
        let first = try #require(try save("q=a", as: person)["id"]?.string)
        let second = try #require(try save("?remote=yes", as: person, name: "Far")["id"]?.string)
        let list = try harness.api(.get, "/saved-searches", as: person).json["items"]?.items
        #expect(list?.compactMap { $0["id"]?.string } == [second, first])
        let changed = harness.api(
            .patch, "/saved-searches/" + first, as: person, body: .json(#"{"name":"B","query":"q=b"}"#))
        #expect(changed.code == 200)
        #expect(try changed.json["name"]?.string == "B" && changed.json["query"]?.string == "q=b")
        #expect(
            harness.page(.post, "/saved-searches/\(first)/rename", as: person, body: .form(["name": "C <b>"])).code
                == 303)
        let page = harness.page(.get, "/saved-searches", as: person).text
        #expect(page.contains("C &lt;b&gt;") && page.contains("Remote"))
        for (method, path) in [
            (HTTP.Method.get, ""), (.patch, ""), (.delete, ""), (.post, "/seen"),
        ] {
            let body: Body = method == .patch ? .json(#"{"name":"X"}"#) : .none
            #expect(harness.api(method, "/saved-searches/" + first + path, as: other, body: body).code == 404)
        }
        #expect(!harness.page(.get, "/jobs?saved=" + first, as: other).text.contains("C &lt;b&gt;"))
        #expect(harness.api(.delete, "/saved-searches/" + first, as: person).code == 204)
        #expect(harness.api(.get, "/saved-searches/" + first, as: person).code == 404)
    }

    @Test func `what cannot be kept is refused`() throws {
        let harness = try SiteHarness(["HUNTER_SAVED_SEARCHES": "2"])
        let person = try harness.person()
        for body in [#"{"name":"","query":"q=a"}"#, #"{"query":"q=a"}"#] {
            let response = harness.api(.post, "/saved-searches", as: person, body: .json(body))
            #expect(response.code == 422)
            #expect(try response.json["errors"]?.items.first?["field"]?.string == "name")
        }
        let codes = (0..<3).map { _ in
            harness.api(.post, "/saved-searches", as: person, body: .json(#"{"name":"a","query":"q=a"}"#)).code
        }
        #expect(codes == [201, 201, 409])
    }
}
