import Base
import Foundation
import HTTP
import Model
import Storage
import TestSupport
import Testing

@testable import Site

/// The review of a resume: what it shows, what correcting it does, and that what was accepted survives another reading.
@Suite(.serialized) struct ReviewTests {
    private static let shared = Result { try SiteHarness(["HUNTER_VERSIONS_PER_RESUME": "3"]) }
    private let harness: SiteHarness

    private static let text = "Ada Example\nMill Ltd, Engineer 2018 - 2020\nSwift and Java\nLeeds"
    private static let profile = Profile(
        name: "Ada Example", skills: ["Swift", "Java"],
        experience: [
            Experience(
                company: "Mill Ltd", title: "Engineer", start: "2018", end: "2020", bullets: ["Built looms"],
                spans: [.company: TextSpan(12, 20), .title: TextSpan(22, 30), .dates: TextSpan(31, 42)])
        ], years: 2, spans: [.name: TextSpan(0, 11)],
        skillSpans: ["Swift": TextSpan(43, 48), "Java": TextSpan(53, 57)])

    init() throws {
        harness = try Self.shared.get()
    }

    private func stored(_ id: UUID, _ person: Person) throws -> Resume {
        guard let resume = try harness.sql({ try $0.resume(id, ownedBy: person.id) }) else {
            throw TestFailure("no resume")
        }
        return resume
    }

    private func versions(_ id: UUID, _ person: Person) throws -> [ResumeVersionSummary] {
        try harness.sql { try $0.resumeVersions(of: id, ownedBy: person.id, limit: 100) }
    }

    private func read(_ id: UUID, _ profile: Profile, text: String = text) throws {
        _ = try harness.sql { try $0.completeResume(id, text: text, profile: profile, stages: ResumeStage.initial) }
    }

    private func save(_ id: UUID, _ person: Person, _ fields: [String: String]) -> Response {
        var form = Parameters()
        for (name, value) in fields { form.append(name, value) }
        return harness.page(.post, "/resumes/\(id.text)/profile", as: person, body: .form(form))
    }

    private func make(_ person: Person) throws -> UUID {
        try harness.resume(of: person, text: Self.text, profile: Self.profile)
    }

    @Test func `each field leads to its place in the text`() throws {
        let person = try harness.person()
        let page = harness.page(.get, "/resumes/\(try make(person).text)", as: person).text
        for place in ["Ada Example", "Mill Ltd", "Engineer", "2018 - 2020", "Swift", "Java"] {
            #expect(page.contains(">\(place)</mark>"), "\(place)")
        }
        for number in 1...5 {
            #expect(page.contains("href=\"#s\(number)\"") && page.contains("id=\"s\(number)\""), "field \(number)")
        }
        #expect(page.contains("value=\"Mill Ltd\"") && page.contains("Built looms</textarea>"))
        #expect(page.contains("Nobody has checked this yet."))
    }

    @Test func `what is corrected is a version that counts, and keeps the places of the rest`() throws {
        let person = try harness.person()
        let id = try make(person)
        let response = save(
            id, person,
            [
                "version": "1", "name": "Ada Example", "skills": "Swift", "years": "2",
                "experience-0-title": "Senior Engineer", "experience-0-company": "Mill Ltd",
                "experience-0-start": "05/2018",
                "experience-0-end": "2020", "experience-0-bullets": "Built looms\r\nSold them",
                "education-0-degree": "BSc", "education-0-institution": "Leeds University", "education-0-year": "2011",
            ])
        #expect(response.code == 303)
        let profile = try #require(try stored(id, person).profile)
        let entry = try #require(profile.experience.first)
        #expect(entry.title == "Senior Engineer" && entry.spans[.title] == nil)
        #expect(entry.company == "Mill Ltd" && entry.spans[.company] == TextSpan(12, 20))
        #expect(entry.start == "2018-05" && entry.end == "2020" && entry.spans[.dates] == nil)
        #expect(entry.bullets == ["Built looms", "Sold them"])
        #expect(profile.education.map(\.degree) == ["BSc"] && profile.education.first?.endYear == 2011)
        #expect(profile.skills == ["Swift"] && profile.refusedSkills == ["Java"])
        #expect(profile.spans[.name] == TextSpan(0, 11), "left as it was")
        let versions = try versions(id, person)
        #expect(versions.map(\.number) == [2, 1] && versions.map(\.origin) == [.edited, .read])
        #expect(versions.first?.isCurrent == true && versions.first?.acceptedAt != nil)
        let page = harness.page(.get, "/resumes/\(id.text)", as: person).text
        #expect(page.contains("You accepted this") && page.contains("Version 1"))
    }

    @Test func `accepting without a change makes no version`() throws {
        let person = try harness.person()
        let id = try make(person)
        let revision = try harness.sql { try $0.resumeRevision(id) }
        #expect(save(id, person, ["version": "1", "name": "Ada Example", "years": "2"]).code == 303)
        let versions = try versions(id, person)
        #expect(versions.count == 1 && versions.first?.acceptedAt != nil)
        #expect(try harness.sql { try $0.resumeRevision(id) } == revision, "what was scored is as it was")
    }

    @Test func `another reading replaces what nobody accepted and nothing else`() throws {
        let person = try harness.person()
        let id = try make(person)
        var second = Self.profile
        second.headline = "Weaver"
        try read(id, second)
        #expect(try stored(id, person).profile?.headline == "Weaver")
        #expect(save(id, person, ["version": "2", "name": "Ada King"]).code == 303)
        var third = Self.profile
        third.headline = "Spinner"
        try read(id, third, text: Self.text + "\nmore")
        let resume = try stored(id, person)
        #expect(resume.profile?.name == "Ada King" && resume.text == Self.text && resume.version == 3)
        #expect(try versions(id, person).map(\.number) == [4, 3, 2, 1])
        let page = harness.page(.get, "/resumes/\(id.text)", as: person).text
        #expect(page.contains("?version=4") && page.contains("The file was read again since."))
        // It is looked at, and chosen.
        let other = harness.page(.get, "/resumes/\(id.text)?version=4", as: person).text
        #expect(other.contains("value=\"Spinner\"") && other.contains("disabled") && other.contains("Use this version"))
        #expect(!other.contains("Save and accept"))
        let form: Parameters = ["version": "4"]
        #expect(harness.page(.post, "/resumes/\(id.text)/version", as: person, body: .form(form)).code == 303)
        #expect(try stored(id, person).profile?.headline == "Spinner")
        #expect(try stored(id, person).text?.hasSuffix("more") == true)
        // A reading that says the same makes no version.
        try read(id, third, text: Self.text + "\nmore")
        #expect(try versions(id, person).first?.number == 4)
        // The oldest go, and never the one that counts.
        let back: Parameters = ["version": "1"]
        #expect(harness.page(.post, "/resumes/\(id.text)/version", as: person, body: .form(back)).code == 303)
        try harness.sql { try $0.removeVersions(of: id, beyond: 2) }
        #expect(try versions(id, person).map(\.number) == [4, 3, 1])
    }

    @Test func `a form made of another version changes nothing`() throws {
        let person = try harness.person()
        let id = try make(person)
        #expect(save(id, person, ["version": "1", "name": "Ada King"]).code == 303)
        #expect(save(id, person, ["version": "1", "name": "Ada Queen"]).code == 409)
        #expect(try stored(id, person).profile?.name == "Ada King")
    }

    @Test(arguments: [
        ("experience-0-start", "soon"), ("experience-0-end", "2010"), ("years", "many"), ("email", "ada at home"),
        ("experience-0-start", "13/2018"),
    ])
    func `what cannot be is refused beside its field`(field: String, value: String) throws {
        let person = try harness.person()
        let id = try make(person)
        let fields = ["experience-0-title": "Weaver", "experience-0-start": "2018", "experience-0-end": "2020"]
        let response = save(id, person, fields.merging([field: value]) { $1 })
        #expect(response.code == 422)
        #expect(response.text.contains("id=\"\(field)-error\"") && response.text.contains("value=\"Weaver\""))
        #expect(response.text.contains("value=\"\(value)\""), "what was typed is there to be corrected")
        #expect(try stored(id, person).profile == Self.profile)
    }

    @Test func `an entry is taken out by its box`() throws {
        let person = try harness.person()
        let id = try make(person)
        let fields = [
            "experience-0-title": "Engineer", "experience-0-company": "Mill Ltd", "experience-0-remove": "yes",
        ]
        #expect(save(id, person, fields).code == 303)
        #expect(try stored(id, person).profile?.experience.isEmpty == true)
    }

    @Test func `reading again starts one task, and a failure leaves what was read`() throws {
        let person = try harness.person()
        let id = try make(person)
        #expect(harness.page(.post, "/resumes/\(id.text)/read", as: person, body: .form([:])).code == 303)
        #expect(try stored(id, person).status == .queued)
        #expect(harness.page(.post, "/resumes/\(id.text)/read", as: person, body: .form([:])).code == 409)
        try harness.sql { try $0.failResume(id, errorCode: "unreadable", stages: ResumeStage.initial) }
        let resume = try stored(id, person)
        #expect(resume.status == .done && resume.profile == Self.profile)
        let page = harness.page(.get, "/resumes/\(id.text)", as: person).text
        #expect(page.contains("The file could not be read again."))
    }

    @Test func `nobody sees or chooses another's versions`() throws {
        let (owner, other) = (try harness.person(), try harness.person())
        let id = try make(owner)
        let form: Parameters = ["version": "1"]
        #expect(harness.page(.get, "/resumes/\(id.text)?version=1", as: other).code == 404)
        #expect(harness.page(.post, "/resumes/\(id.text)/version", as: other, body: .form(form)).code == 404)
        #expect(harness.page(.post, "/resumes/\(id.text)/read", as: other, body: .form([:])).code == 404)
        #expect(harness.page(.get, "/resumes/\(id.text)?version=9", as: owner).code == 404)
        #expect(harness.page(.get, "/resumes/\(id.text)?version=x", as: owner).code == 422)
    }

    /// Before there were versions a profile may have been corrected: it counts as accepted.
    @Test func `a profile from before there were versions is kept`() throws {
        let person = try harness.person()
        let id = try make(person)
        try harness.sql { db in
            try db.execute("delete from resume_versions where resume_id = \(id)")
            try db.execute("update resumes set version = null where id = \(id)")
        }
        var later = Self.profile
        later.headline = "Weaver"
        try read(id, later)
        #expect(try stored(id, person).profile == Self.profile)
        #expect(try versions(id, person).map(\.number) == [2, 1])
        #expect(try stored(id, person).version == 1)
    }

    @Test func `pieces of a text are the whole text, and the shorter place shows within the longer`() {
        var marks = ReviewMarks(text: "MBA in Finance, 2012 🎻")
        let degree = marks.add([TextSpan(0, 14)], tint: 1, title: "Degree")
        let area = marks.add([TextSpan(7, 14)], tint: 1, title: "Degree")
        #expect(marks.add([TextSpan(20, 99), TextSpan(5, 5)], tint: 1, title: "Outside") == nil)
        let pieces = marks.pieces()
        #expect(pieces.map(\.text) == ["MBA in ", "Finance", ", 2012 🎻"])
        #expect(pieces.map(\.anchor) == [degree?.anchor, area?.anchor, nil])
        #expect(ReviewMarks(text: "").pieces().isEmpty)
    }

    @Test func `a page that watched the reading gets the person's name as its heading`() throws {
        let harness = try SiteHarness()
        let person = try harness.person()
        let body = Body.multipart(fields: [:], file: ("cv.txt", Array("Ada Example\nSwift".utf8)))
        let sent = harness.page(.post, "/resumes", as: person, body: body)
        let id = try #require(UUID(text: sent.location.components(separatedBy: "/").last ?? ""))
        let task = try #require(try harness.sql { try $0.resume(id, ownedBy: person.id) }?.taskID).text
        #expect(harness.page(.get, "/resumes/" + id.text, as: person).text.contains("<h1 id=\"heading\">cv.txt</h1>"))
        #expect(!harness.page(.get, "/live/" + task, as: person).text.contains("id=\"heading\""))
        try harness.sql {
            _ = try $0.completeResume(
                id, text: "Ada Example", profile: Profile(name: "Ada <b>"), stages: ResumeStage.initial, vector: nil)
        }
        let live = harness.page(.get, "/live/" + task, as: person).text
        #expect(live.contains("<h1 id=\"heading\" data-hx-swap-oob=\"true\">Ada &lt;b&gt;</h1>"))
        #expect(live.contains("<title>Ada &lt;b&gt; · Resume Hunter</title>"))
        let page = harness.page(.get, "/resumes/" + id.text, as: person).text
        #expect(page.components(separatedBy: "id=\"heading\"").count == 2)
    }

    @Test func `a resume that could not be read is not offered as a filter of matches`() throws {
        let harness = try SiteHarness()
        let person = try harness.person()
        let read = try harness.resume(of: person)
        _ = try harness.match(of: person, resume: read, posting: try harness.posting())
        let unread = try harness.resume(of: person, name: "broken.pdf", isRead: false)
        try harness.sql { try $0.failResume(unread, errorCode: "unreadable", stages: ResumeStage.initial) }
        let page = harness.page(.get, "/matches", as: person).text
        #expect(page.contains("value=\"\(read.text)\"") && !page.contains("broken.pdf"))
    }
}
