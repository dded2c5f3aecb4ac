import Base
import Composition
import Foundation
import Intelligence
import Model
import Postgres
import Storage
import TestSupport
import Testing

@Suite struct ServicesTests {
    private func services() throws -> (Services, TemporaryFolder) {
        let folder = TemporaryFolder()
        let settings = try Settings(environment: [
            "DATABASE_URL": TestServers.database().conninfo, "REDIS_URL": TestServers.redis().url,
            "HUNTER_DATA": folder.path,
            "HUNTER_LOG_LEVEL": "critical",
        ])
        return (try Services(settings: settings, label: "tests", connections: (2, 2)), folder)
    }

    @Test func `a posting that says the same is not stored again, whatever it says of itself counts`() throws {
        let (services, folder) = try services()
        defer {
            services.close()
            withExtendedLifetime(folder) {}
        }
        let source = try services.database.withConnection { try $0.source(named: "Tests", kind: "tests").id }
        func store(_ draft: PostingDraft) throws -> String {
            try services.database.transaction { "\(try services.storePosting(draft, source: source, on: $0))" }
        }
        let draft = PostingDraft(
            url: "https://jobs.example/1", canonicalURL: "https://jobs.example/1", title: "Engineer", company: "Works",
            descriptionMarkdown: "Swift")
        #expect(try store(draft) == "created")
        #expect(try store(draft) == "unchanged")
        let changes: [(inout PostingDraft) -> Void] = [
            { $0.title = "Developer" }, { $0.company = "Other" }, { $0.location = "Riga" }, { $0.country = "LV" },
            { $0.isRemote = true }, { $0.isRemote = false }, { $0.type = .contract }, { $0.level = .senior },
            { $0.pay = Pay(minimum: 1, maximum: nil, currency: "EUR", period: .year) },
            { $0.pay = Pay(minimum: nil, maximum: 1, currency: "EUR", period: .year) },
            { $0.descriptionMarkdown = "SQL" },
            { $0.skills = ["Swift"] }, { $0.postedAt = Date(timeIntervalSince1970: 1) },
            { $0.expiresAt = Date(timeIntervalSince1970: 1) }, { $0.url = "https://jobs.example/1?from=x" },
        ]
        var changed = draft
        for (number, change) in changes.enumerated() {
            change(&changed)
            #expect(try store(changed) == "updated", "change \(number)")
            #expect(try store(changed) == "unchanged", "change \(number)")
        }
    }

    @Test func `uploads are in a folder that only this user may enter`() throws {
        let (services, folder) = try services()
        defer { services.close() }
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/uploads")
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o700)
    }

    @Test func `engines go by the clock of the installation`() throws {
        let folder = TemporaryFolder()
        let settings = try Settings(environment: [
            "DATABASE_URL": TestServers.database().conninfo, "REDIS_URL": TestServers.redis().url,
            "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical",
        ])
        let time = TimeSource.fixed(Date(timeIntervalSince1970: 1_600_000_000))
        let services = try Services(settings: settings, label: "tests", connections: (2, 2), time: time)
        defer { services.close() }
        let resume = ResumeSide(text: "Data Analyst\nExperience\nData Analyst, Acme, 01/2019 - present\n- SQL reports")
        let posting = PostingSide(
            title: "Data Analyst", text: "Data Analyst\nRequirements\n- 6+ years of experience\n- SQL")
        let engine = try #require(services.engines["embedded"])
        let score = try engine.score(resume: resume, posting: posting)
        #expect(score == (try EmbeddedEngine(time: time).score(resume: resume, posting: posting)))
        #expect(score == (try services.embedded.score(resume: resume, posting: posting)))
        let later = EmbeddedEngine(time: .fixed(Date(timeIntervalSince1970: 1_800_000_000)))
        #expect(score != (try later.score(resume: resume, posting: posting)))
    }

    @Test func `both engines are there by name`() throws {
        let (services, folder) = try services()
        defer {
            services.close()
            withExtendedLifetime(folder) {}
        }
        #expect(services.engines["embedded"] != nil && services.engines["simulated"] != nil)
        #expect(services.engines["other"] == nil)
    }
}
