import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

/// What pages count of many at once, and how far.
@Suite struct CountingTests {
    private let database: TestDatabase
    private let db: Connection

    init() throws {
        database = try TestServers.database()
        db = try database.connect()
    }

    private func post(_ count: Int, by sources: [UUID]) throws {
        for _ in 0..<count {
            let url = "https://jobs.example/" + UUID().uuidString
            let draft = PostingDraft(
                url: url, canonicalURL: url, title: "Cook", company: "Acme", descriptionMarkdown: "")
            let entry = PostingEntry(draft: draft, contentHash: Array(url.utf8), companyKey: "acme")
            for source in sources {
                _ = try db.upsertPostings([entry], source: source, ownedBy: nil, seen: .listed, at: Date())
            }
        }
    }

    @Test func `several sources' ledgers are each one's own`() throws {
        let (one, other) = (try db.source(named: "One", kind: "lever"), try db.source(named: "Other", kind: "lever"))
        let idle = try db.source(named: "Idle", kind: "lever")
        try post(2, by: [one.id])
        try post(1, by: [one.id, other.id])
        var runs: [UUID] = []
        for (source, state) in [(one, "succeeded"), (one, "failed"), (other, "failed")] {
            let id = UUID()
            _ = try db.insertRun(id: id, source: source.id, startedBy: nil)
            try db.execute(
                """
                update runs set state = \(state), finished_at = now(),
                    created_at = created_at + make_interval(secs => \(Double(runs.count))) where id = \(id)
                """)
            runs.append(id)
        }
        let ledgers = try db.ledgers(of: [other, idle, one])
        #expect(ledgers.map(\.source.id) == [other.id, idle.id, one.id])
        #expect(ledgers.map(\.open) == [1, 0, 3] && ledgers.map(\.duplicates) == [1, 0, 1])
        #expect(ledgers.map(\.lastRun?.id) == [runs[2], nil, runs[1]])
        #expect(ledgers.map { $0.freshAt != nil } == [false, false, true])
        #expect(try db.ledgers(of: []).isEmpty)
        let standings = try db.sourceStandings(countLimit: 2).filter { $0.source.kind == "lever" }
        #expect(standings.map(\.source.name) == ["Idle", "One", "Other"])
        #expect(standings.map(\.postings) == [Tally(0), Tally(2, isExact: false), Tally(1)])
        #expect(standings.map(\.lastRun?.id) == [nil, runs[1], runs[2]])
    }

    @Test func `a resume is there when it was read`() throws {
        let (user, resume) = (UUID(), UUID())
        _ = try db.insertUser(
            id: user, email: "seeker@example.com", name: "", role: .seeker, passwordHash: "", firstIsAdmin: false)
        try db.insertResume(
            id: resume, user: user, fileName: "cv.txt", mediaType: .text, byteCount: 1, storageKey: user.uuidString)
        #expect(try !db.hasReadResume(ownedBy: user) && db.newestResume(ownedBy: user) == nil)
        _ = try db.completeResume(resume, text: "Ada", profile: Profile(), stages: ResumeStage.initial)
        #expect(try db.hasReadResume(ownedBy: user) && db.newestResume(ownedBy: user) != nil)
    }

    @Test func `accounts are counted up to a limit`() throws {
        #expect(try !db.hasUsers() && db.userCount(limit: 2) == Tally(0))
        for number in 0..<3 {
            _ = try db.insertUser(
                id: UUID(), email: "\(number)@example.com", name: "", role: .seeker, passwordHash: "",
                firstIsAdmin: false)
        }
        #expect(try db.hasUsers() && db.userCount(limit: 2) == Tally(2, isExact: false))
        #expect(try db.userCount(limit: 3) == Tally(3))
    }
}
