import Base
import Foundation
import HTTP
import Model
import Retrieval
import Storage
import Testing

@testable import Site

/// What a person is looking for, by the API and on its page.
@Suite struct PreferencesTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    private static let names: Set = [
        "role", "skills", "min_salary", "currency", "location", "work_mode", "preferences", "countries", "languages",
        "needs_visa", "internships", "levels",
    ]
    private static let full = """
        {"role":"Data engineer","skills":["SQL","Swift"],"min_salary":65000,"currency":"USD","location":"Riga",
        "work_mode":"remote","preferences":"No weekends."}
        """

    @Test func `who has said nothing gets every name with nothing in it`() throws {
        let settings = try harness.api(.get, "/settings", as: try harness.person()).json
        #expect(settings.names == Self.names)
        #expect(settings["skills"] == .array([]) && settings["role"] == .null && settings["min_salary"] == .null)
    }

    @Test func `what is put is what is got, and what is left out is gone`() throws {
        let person = try harness.person()
        let put = harness.api(.put, "/settings", as: person, body: .json(Self.full))
        #expect(put.code == 200)
        let settings = try harness.api(.get, "/settings/", as: person).json
        #expect(try put.json == settings)
        #expect(settings["min_salary"]?.number == 65_000 && settings["work_mode"]?.string == "remote")
        #expect(settings["skills"]?.items.compactMap(\.string) == ["SQL", "Swift"])
        let stored = try harness.sql { try $0.preferences(of: person.id) }
        #expect(stored.minimumPay == 6_500_000 && stored.currency == "USD" && stored.workMode == .remote)
        #expect(harness.api(.put, "/settings", as: person, body: .json(#"{"role":"Cook"}"#)).code == 200)
        let later = try harness.api(.get, "/settings", as: person).json
        #expect(later["role"]?.string == "Cook" && later["min_salary"] == .null && later["skills"] == .array([]))
        let other = try harness.api(.get, "/settings", as: try harness.person()).json
        #expect(other["role"] == .null, "settings are one person's")
    }

    @Test func `a change scores one's matches again, and a match says that it is of before`() throws {
        let person = try harness.person()
        let match = try harness.match(
            of: person, resume: try harness.resume(of: person), posting: try harness.posting())
        func tasks() throws -> Int {
            try harness.sql {
                try $0.value(
                    "select count(*) from tasks where kind = 'rescore_matches' and user_id = \(person.id)", as: Int.self
                )
            }
        }
        try harness.sql { db in
            _ = try db.execute(
                """
                update matches set task_id = null, resume_revision = (select revision from resumes where id = resume_id),
                    posting_hash = (select content_hash from postings where id = posting_id) where id = \(match)
                """)
        }
        let page = "/matches/" + match.text
        #expect(!harness.page(.get, page, as: person).text.contains("Match again"))
        #expect(harness.api(.put, "/settings", as: person, body: .json(Self.full)).code == 200)
        #expect(try tasks() == 1)
        let text = harness.page(.get, page, as: person).text
        #expect(text.contains("Match again") && text.contains("What you are looking for has changed"))
        try harness.sql { _ = try $0.execute("delete from tasks where user_id = \(person.id)") }
        #expect(harness.api(.put, "/settings", as: person, body: .json(Self.full)).code == 200)
        #expect(try tasks() == 0, "nothing has changed")
    }

    @Test func `hard constraints are stated, by program and by form, and decide of eligibility`() throws {
        let person = try harness.person()
        let body = """
            {"countries":["Germany","AT"],"languages":[{"language":"en","level":"C1"}],"needs_visa":true,
            "internships":false,"levels":["senior","lead"],"location":"Toronto, Canada"}
            """
        let put = try harness.api(.put, "/settings", as: person, body: .json(body)).json
        #expect(put["countries"]?.items.compactMap(\.string) == ["DE", "AT"])
        #expect(put["languages"]?.items.first?["level"]?.string == "C1" && put["needs_visa"] == .bool(true))
        #expect(put["internships"] == .bool(false) && put["levels"]?.items.count == 2)
        let page = harness.page(.get, "/settings", as: person).text
        #expect(page.contains("value=\"Germany, Austria\"") && page.contains("value=\"English C1\""))
        #expect(page.contains("value=\"senior\" checked") && !page.contains("value=\"junior\" checked"))

        let resume = try harness.resume(of: person)
        func wishes() throws -> HardWishes? {
            try harness.sql { try $0.resumeText(resume, ownedBy: person.id)?.side.wishes }
        }
        let all = try #require(try wishes())
        #expect(all.countries == ["DE", "AT"] && all.languages == ["en": 5] && all.needsVisa == true)
        #expect(all.internships == false && all.levels == [.senior, .lead])
        // Parameters of one name for each level.
        var form: Parameters = ["location": "Toronto, Canada", "languages": "German b2", "needs_visa": "no"]
        form.append("levels", "junior")
        form.append("levels", "mid")
        #expect(harness.page(.post, "/settings", as: person, body: .form(form)).code == 303)
        let less = try #require(try wishes())
        #expect(less.countries == ["CA"], "the place stands for countries that are not stated")
        #expect(less.levels == [.junior, .mid] && less.languages == ["de": 4] && less.needsVisa == false)
        #expect(less.internships == nil)
    }

    @Test func `what cannot be is refused, field by field, and changes nothing`() throws {
        let person = try harness.person()
        #expect(harness.api(.put, "/settings", as: person, body: .json(Self.full)).code == 200)
        let before = try harness.sql { try $0.preferences(of: person.id) }
        let long = String(repeating: "x", count: 5001)
        for (body, fields) in [
            (#"{"min_salary":-1}"#, ["min_salary"]), (#"{"min_salary":1000000001}"#, ["min_salary"]),
            (#"{"currency":"XXX","work_mode":"sometimes"}"#, ["currency", "work_mode"]),
            (#"{"role":"\#(long)","location":"\#(long)"}"#, ["role", "location"]),
            (#"{"preferences":"\#(long)"}"#, ["preferences"]),
            (#"{"skills":["\#(long)"]}"#, ["skills"]),
        ] {
            let response = harness.api(.put, "/settings", as: person, body: .json(body))
            #expect(response.code == 422)
            #expect(try response.json["errors"]?.items.compactMap { $0["field"]?.string } == fields)
        }
        let odd = #"{"countries":["Nowhere"],"languages":[{"language":"en","level":"good"}],"levels":["boss"]}"#
        let refused = harness.api(.put, "/settings", as: person, body: .json(odd))
        #expect(
            try refused.json["errors"]?.items.compactMap { $0["field"]?.string } == [
                "countries", "languages", "levels",
            ])
        for body in [#"{"min_salary":"a lot"}"#, #"{"skills":"Swift"}"#, "[]", "{"] {
            let code = harness.api(.put, "/settings", as: person, body: .json(body)).code
            #expect([400, 422].contains(code), "\(body)")
        }
        #expect(try harness.sql { try $0.preferences(of: person.id) } == before)
        #expect(harness.api(.put, "/settings", body: .json(Self.full)).code == 401)
    }

    @Test func `the page shows what is stored, keeps what was refused, and leads to postings that fit`() throws {
        let person = try harness.person()
        let form: Parameters = [
            "role": "Cook & baker", "skills": " Bread , Pastry, ", "min_salary": "30,000", "currency": "CHF",
            "location": "Basel", "work_mode": "remote", "preferences": "Mornings",
        ]
        let saved = harness.page(.post, "/settings", as: person, body: .form(form))
        #expect(saved.code == 303 && saved.location == "/settings")
        let page = harness.page(.get, "/settings", as: person).text
        #expect(page.contains("value=\"Cook &amp; baker\"") && page.contains("value=\"Bread, Pastry\""))
        #expect(page.contains("<option value=\"CHF\" selected>") && page.contains("<option value=\"remote\" selected>"))
        let search = "/jobs?q=Cook%20%26%20baker&amp;remote=yes&amp;min_pay=30000&amp;currency=CHF"
        #expect(page.contains(search) || page.contains(search.replacing("%20", with: "+")))
        let refused = harness.page(
            .post, "/settings", as: person, body: .form(form.replacing("min_salary", with: "a lot")))
        #expect(refused.code == 422 && refused.text.contains("value=\"a lot\""))
        #expect(refused.text.contains("href=\"#min_salary\""))
        let stored = try harness.sql { try $0.preferences(of: person.id) }
        #expect(stored.minimumPay == 3_000_000 && stored.skills == ["Bread", "Pastry"])
    }
}
