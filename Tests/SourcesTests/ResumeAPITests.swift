import Base
import Foundation
import Model
import Outbound
import Parsing
import TestSupport
import Testing

@testable import Sources

struct ResumeAPITests {
    private let client = CurlClient(egress: EgressGuard(allowPrivate: true))
    private let reader = ResumeRecordReader(parser: ResumeParser(now: Date(timeIntervalSince1970: 1_790_000_000)))

    private func read(_ json: String) throws(RecordRefusal) -> CollectedResume {
        try reader.read(RawRecord(externalID: "x", body: Array(json.utf8)))
    }

    private func reason(_ json: String) -> String? {
        do throws(RecordRefusal) {
            _ = try read(json)
            return nil
        } catch { return error.reason }
    }

    @Test func `pages are asked for by number, with what they say of the rest`() throws {
        let server = try StubServer { request in
            request.query.contains("&page=2")
                ? .json(#"{"results":[{"id":"c"}],"total":3}"#)
                : .json(#"{"data":[{"id":"a"},{"id":7}],"total":3,"pages":2}"#)
        }
        let api = ResumeAPI(address: server.url("/resumes?region=north"), key: "secret")
        let first = try api.page(1, perPage: 2, client: client)
        #expect(first.records.map(\.externalID) == ["a", "7"])
        #expect(first.total == 3 && first.pagesTotal == 2 && first.next != nil)
        let second = try api.page(2, perPage: 2, errorsFor: "run-1", client: client)
        #expect(second.records.map(\.externalID) == ["c"] && second.next == nil)
        #expect(
            server.requests.map(\.target) == [
                "/resumes?region=north&page=1&per_page=2",
                "/resumes?region=north&page=2&per_page=2&error_mode=true&run=run-1",
            ])
        #expect(server.requests[0].headers["authorization"] == "Bearer secret")
    }

    @Test func `a page that is none is never an empty page`() throws {
        for (answer, code): (String, SourceError.Code) in [
            (#"{"error":"no"}"#, .schema), ("[1,2]", .schema), (#"{"data":[{"id":1}"#, .truncated),
            (#"{"data":{"id":1}}"#, .schema),
        ] {
            let server = try StubServer { _ in .json(answer) }
            let error = #expect(throws: SourceError.self) {
                try ResumeAPI(address: server.url("/")).page(1, perPage: 10, client: client)
            }
            #expect(error?.code == code, "\(answer)")
        }
    }

    @Test func `a record's fields become a profile, and its lines a text`() throws {
        let resume = try read(
            """
            {"name":" Ada Abel ","email":"ada@people.example","skills":["reactjs","SQL","sql"," "],"headline":"Developer",
            "experience":[{"company":"Quay","title":"Developer","start_date":"2019-3-01","end_date":"present"},
            {"employer":"Ember","role":"Tester","from":"2015","to":"2019-02"}],
            "education":[{"school":"TU Wien","degree":"BSc","end_year":"2014"}],"years_of_experience":10}
            """)
        let profile = resume.profile
        #expect(profile.name == "Ada Abel" && profile.headline == "Developer" && profile.years == 10)
        #expect(profile.skills.last == "SQL" && profile.skills.count == 2)
        #expect(profile.skills[0] == SkillLexicon.shared.canonicalName(of: "reactjs") ?? "reactjs")
        #expect(
            profile.experience == [
                Experience(company: "Quay", title: "Developer", start: "2019-03", end: nil),
                Experience(company: "Ember", title: "Tester", start: "2015", end: "2019-02"),
            ])
        #expect(profile.education == [Education(institution: "TU Wien", degree: "BSc", endYear: 2014)])
        #expect(resume.text.contains("Developer, Quay, 2019-03 to present"))
        #expect(resume.text.contains("Skills\n" + profile.skills.joined(separator: ", ")))
    }

    @Test func `a record's text fills in what its fields leave out`() throws {
        let resume = try read(
            #"{"name":"Bela Brandt","text":"Bela B.\nbela@people.example\n\nSkills\nPython, Docker","skills":"Go, Redis"}"#
        )
        #expect(resume.profile.name == "Bela Brandt")
        #expect(resume.profile.email == "bela@people.example")
        #expect(resume.profile.skills == ["Go", "Redis"])
        #expect(resume.text.hasPrefix("Bela B."))
    }

    @Test func `a malformed record is refused with its reason, which quotes nothing of it`() {
        for (json, expected) in [
            ("{", "It is not valid JSON."), ("[]", "It is no object."), ("\"x\"", "It is no object."),
            (#"{"skills":["Go"]}"#, "It has no name."),
            (#"{"name":"A"}"#, "It has neither skills nor experience nor a text."),
            (#"{"name":7,"skills":["Go"]}"#, "Its name is no text."),
            (#"{"name":"A","skills":7}"#, "Its skills are no list."),
            (#"{"name":"A","skills":["Go",7]}"#, "Its skills are no list of texts."),
            (#"{"name":"A","skills":["Go"],"email":"a at b"}"#, "Its email is no mail address."),
            (#"{"name":"A","experience":["x"]}"#, "Its experience is no list of objects."),
            (#"{"name":"A","experience":[{"start":"soon"}]}"#, "A date of its experience is none."),
            (#"{"name":"A","experience":[{"start":"2020-13"}]}"#, "A date of its experience is none."),
            (
                #"{"name":"A","experience":[{"start":"2020","end":"2019"}]}"#,
                "A position of its experience ends before it starts."
            ),
            (#"{"name":"A","skills":["Go"],"years":-1}"#, "Its years of experience are no number from 0 to 80."),
        ] {
            #expect(reason(json) == expected, "\(json)")
        }
        let long = #"{"name":"A","text":"\#(String(repeating: "x", count: ResumeRecordReader.byteLimit))"}"#
        #expect(reason(long) == "It is larger than 256 KB.")
        #expect(reader.refuses([0x7B, 0xFF, 0x7D]) == "It is not valid JSON.")
        #expect(reason(String(repeating: "[", count: 100_000)) == "It is not valid JSON.")
    }

    @Test func `what no text column takes is left out`() throws {
        let resume = try read(#"{"name":"A\u0000da\u0007","summary":"one\ntwo","skills":["Go\u0000"]}"#)
        #expect(resume.profile.name == "Ada" && resume.profile.summary == "one\ntwo" && resume.profile.skills == ["Go"])
        #expect(!resume.text.utf8.contains(0))
    }

    // MARK: The built-in source

    private func records(_ mock: MockResumeAPI, _ query: [String: String]) throws -> SourcePage {
        let client = MockClient(mock, elsewhere: client)
        return try ResumeAPI(address: MockResumeAPI.address).page(
            Int(query["page"] ?? "1") ?? 1, perPage: 100, errorsFor: query["run"], client: client)
    }

    @Test func `every invented resume can be read, and is the same each time`() throws {
        let page = try records(MockResumeAPI(), [:])
        #expect(page.records.count == 100 && page.total == MockResumeAPI.total && page.next != nil)
        #expect(Set(page.records.map(\.externalID)).count == 100)
        for record in page.records {
            let resume = try reader.read(record)
            #expect(resume.profile.skills.count >= 3 && resume.profile.years != nil)
        }
        #expect(try records(MockResumeAPI(), [:]) == page)
    }

    @Test func `asked for errors, it spoils one record in ten and refuses some pages once`() throws {
        let mock = MockResumeAPI()
        let page = try records(mock, ["run": "one"])
        let reasons = page.records.compactMap { record -> String? in
            do throws(RecordRefusal) {
                _ = try reader.read(record)
                return nil
            } catch { return error.reason }
        }
        #expect(reasons.count == 10 && Set(reasons).count == 6)
        func status(_ page: Int, _ run: String) -> Int {
            mock.answer(["page": "\(page)", "error_mode": "true", "run": run]).status
        }
        let first: [Int] = [status(3, "one"), status(3, "one"), status(3, "two")]
        #expect(first == [429, 200, 429])
        let other: [Int] = [status(4, "one"), status(4, "one")]
        #expect(other == [500, 200])
        #expect(MockResumeAPI.isLate(["page": "6", "error_mode": "true"]) && !MockResumeAPI.isLate(["page": "6"]))
    }

    @Test func `it answers thirty calls in a second and no more`() {
        let mock = MockResumeAPI()
        let codes = (0..<40).map { _ in mock.answer([:]).status }
        #expect(codes == Array(repeating: 200, count: 30) + Array(repeating: 429, count: 10))
        #expect(mock.answer([:]).header("Retry-After") == "1")
        #expect(mock.answer(["page": "0"]).status == 422 && mock.answer(["per_page": "101"]).status == 422)
    }
}

extension ResumeRecordReader {
    fileprivate func refuses(_ body: [UInt8]) -> String? {
        do throws(RecordRefusal) {
            _ = try read(RawRecord(externalID: "x", body: body))
            return nil
        } catch { return error.reason }
    }
}
