import Base
import Foundation
import Model
import Postgres
import Storage
import TestSupport
import Testing

/// What the store knows of a posting's hard constraints is what engines are told.
struct PostingConditionsTests {
    @Test func `an engine is told what the source and the words of a posting say beside its text`() throws {
        let db = try TestServers.database().connect()
        let url = "https://jobs.example/" + UUID.v7().text
        let details = PostingDetails(
            workMode: .remote, remoteCountries: ["DE", "EU"],
            languages: [AskedLanguage(code: "de", level: 5, oneOf: 1), AskedLanguage(code: "en", oneOf: 1)],
            visa: .refused)
        let draft = PostingDraft(
            url: url, canonicalURL: url, title: "Clerk", company: "Acme", location: nil, country: "DE", isRemote: true,
            type: .fullTime, level: .mid, pay: nil, descriptionMarkdown: "Filing.", skills: [], postedAt: nil,
            details: details)
        _ = try db.upsertPostings(
            [PostingEntry(draft: draft, contentHash: Array(url.utf8), companyKey: "acme")],
            source: try db.source(named: "Tests", kind: "tests").id, ownedBy: nil, seen: .listed,
            at: Date(timeIntervalSince1970: 1_800_000_000))
        let conditions = try #require(try db.postingText(draft.id)).conditions
        #expect(
            conditions
                == PostingConditions(
                    isRemote: true, country: "DE", type: .fullTime, level: .mid, workMode: .remote,
                    remoteCountries: ["DE", "EU"], languages: details.languages, visa: .refused))
    }
}
