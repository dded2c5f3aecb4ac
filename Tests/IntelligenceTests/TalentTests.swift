import Base
import Foundation
import Model
import Outbound
import TestSupport
import Testing

@testable import Intelligence

struct TalentTests {
    private func client(
        _ server: TalentServer, time: TimeSource = .system, operationSeconds: Int = 60
    ) throws -> TalentClient {
        let account = try ServiceAccount(json: Array(server.credentials.utf8))
        let web = RetryingClient(CurlClient(egress: EgressGuard(trusted: [server.address])), sleep: { _ in })
        return TalentClient(
            .init(
                address: server.address, project: "p-1", tenant: "t-1", account: account, seconds: 10,
                operationSeconds: operationSeconds, client: web), time: time, sleep: { _ in })
    }

    private func job(_ id: String, name: String? = nil) -> TalentJob {
        TalentJob(
            name: name, requisition: id, company: "projects/p-1/tenants/t-1/companies/c-1", title: "Engineer",
            description: "Words", url: "https://jobs.example/\(id)", location: nil, postedAt: nil, expiresAt: nil)
    }

    @Test func `a token is asked for with a signed claim, and kept`() throws {
        let server = try TalentServer()
        defer { server.stop() }
        let client = try client(server, time: .fixed(Date(timeIntervalSince1970: 1_760_000_000)))
        _ = try client.company("Acme")
        _ = try client.company("Beta")
        #expect(server.state.tokens == 1)
        let form = String(decoding: try #require(server.requests.first).body, as: UTF8.self)
        let assertion = try #require(form.components(separatedBy: "assertion=").last)
        let parts = try assertion.split(separator: ".").map { try #require(Base64URL.decode(String($0))) }
        #expect(parts.count == 3 && parts[2].count == 256)
        #expect(String(decoding: parts[0], as: UTF8.self).contains("RS256"))
        let claims = String(decoding: parts[1], as: UTF8.self)
        for part in ["1760000000", "1760003600", "hunter@p-1.example", "auth"] { #expect(claims.contains(part)) }
    }

    @Test func `a token that is refused is asked for anew, once`() throws {
        let server = try TalentServer()
        defer { server.stop() }
        let client = try client(server)
        _ = try client.company("Acme")
        server.change { $0.expiredTokens = 1 }
        _ = try client.company("Beta")
        #expect(server.state.tokens == 2)
        server.change { $0.expiredTokens = 9 }
        #expect { try client.company("Gamma") } throws: { ($0 as? TalentError)?.code == .refused }
        #expect(server.state.tokens == 3)
    }

    @Test func `a batch is created, looked after, and each job has its own result`() throws {
        let server = try TalentServer()
        defer { server.stop() }
        server.change { $0.refused = ["b"] }
        let client = try client(server)
        let results = try client.store([job("a"), job("b"), job("c")]) {}
        #expect(results.map { $0.name != nil } == [true, false, true])
        #expect(results[1].problem == "Invalid job title.")
        let again = try client.store([job("a", name: results[0].name), job("d"), job("x", name: "gone")]) {}
        #expect(again[0] == results[0] && again[1].name != nil)
        #expect(again[2].name == nil && again[2].problem != nil)
        #expect(server.state.batches.map(\.method) == ["create", "create", "update"])
    }

    @Test func `what was created before a crash is found again`() throws {
        let server = try TalentServer()
        defer { server.stop() }
        let client = try client(server)
        let company = try client.company("Acme")
        let first = try client.store([job("a")]) {}
        #expect(try client.company("acme") == company)
        #expect(try client.store([job("a")]) {} == first)
    }

    @Test func `a quota is waited for, and an operation not for ever`() throws {
        let server = try TalentServer()
        defer { server.stop() }
        server.change { $0.overQuota = 2 }
        _ = try client(server).company("Acme")
        server.change { $0.overQuota = 9 }
        #expect { try client(server).company("Beta") } throws: { error in
            (error as? TalentError)?.code == .busy && (error as? TalentError)?.retryAfter == .seconds(1)
        }
        server.change { $0.overQuota = 0 }
        #expect { try client(server, operationSeconds: 0).store([job("a")]) {} } throws: {
            ($0 as? TalentError)?.code == .slow
        }
    }

    @Test(arguments: ["", "{}", #"{"client_email": "a", "private_key": "no key"}"#])
    func `what is no service account is refused, without its key in the words`(json: String) {
        #expect { try ServiceAccount(json: Array(json.utf8)) } throws: { !"\($0)".contains("no key\"") }
    }

    // MARK: The engine

    private var resume: ResumeSide {
        ResumeSide(
            text: "Ann",
            profile: Profile(headline: "Data engineer (senior)", skills: ["Python", "SQL", "C++", "python"]))
    }

    @Test func `a score is a place among the results, says so, and one search serves all postings`() throws {
        let server = try TalentServer()
        defer { server.stop() }
        let client = try client(server)
        _ = try client.store(["a", "b", "c", "d", "e"].map { job($0) }) {}
        let engine = TalentEngine(client, results: 4, embedded: EmbeddedEngine())
        let scores = try ["a", "c", "e", nil].map {
            try engine.score(resume: resume, posting: PostingSide(title: "T", text: "T", id: $0))
        }
        #expect(scores.map(\.score) == [100, 50, 0, 0] && scores.allSatisfy { $0.engine == "cts" })
        #expect(scores[1].reasons.first?.text.contains("place 3 of the first 4") == true)
        #expect(scores.allSatisfy { $0.counterfactuals == nil }, "nobody knows what they would do to a place")
        #expect(scores.allSatisfy { $0.reasons.count == 1 && $0.reasons[0].text.contains("gives no score") })
        #expect(scores.allSatisfy { $0.contributions.reduce(0) { $0 + $1.points } == $0.score })
        #expect(server.state.searches == ["Data engineer senior Python SQL C++"])
    }

    @Test func `a query has at most 255 characters and whole words`() {
        let skills = (0..<100).map { "Skill-\($0) Ελληνικά" }
        let query = TalentEngine.query(ResumeSide(text: "", profile: Profile(skills: skills)))
        #expect(query.unicodeScalars.count <= 255 && query.unicodeScalars.count > 230 && query.hasSuffix("Ελληνικά"))
        #expect(TalentEngine.query(ResumeSide(text: "only  words\nhere")) == "only words here")
    }

    @Test func `its failure leaves the embedded score and says so`() throws {
        let server = try TalentServer()
        defer { server.stop() }
        server.change { $0.expiredTokens = 99 }
        let posting = PostingSide(title: "Engineer", text: "Engineer\nPython", id: "a")
        let score = try TalentEngine(try client(server), results: 4, embedded: EmbeddedEngine()).score(
            resume: resume, posting: posting)
        var plain = score
        plain.refinement = nil
        #expect(plain == (try EmbeddedEngine().score(resume: resume, posting: posting)))
        #expect(score.refinement?.outcome == .refused)
    }
}
