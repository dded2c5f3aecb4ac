import Base
import Composition
import Foundation
import Model
import Postgres
import Storage
import Tasking
import TestSupport
import Testing

@testable import Work

/// A recruiter's resumes, all of them, scored with a job post by the worker's own task.
struct RankResumesTests {
    private let folder = TemporaryFolder()
    private let services: Services
    private let recruiter = UUID.v7()

    init() throws {
        let environment = [
            "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
            "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical", "JOB_REFRESH_TIME": "off",
            "HUNTER_RANKED_RESUMES": "5",
        ]
        services = try Services(
            settings: try Settings(environment: environment), label: "tests", connections: (8, 8))
        try add(recruiter)
    }

    private func add(_ user: UUID) throws {
        _ = try services.database.withConnection { db in
            try db.execute(
                """
                insert into users (id, email, password_hash, role)
                values (\(user), \("\(user.text)@example.com"), 'x', 'recruiter')
                """)
        }
    }

    @discardableResult private func resume(_ text: String, of user: UUID? = nil) throws -> UUID {
        let id = UUID.v7()
        try services.database.transaction { db in
            try db.insertResume(
                id: id, user: user ?? recruiter, fileName: "cv.txt", mediaType: .text, byteCount: 10,
                storageKey: id.text)
            _ = try db.completeResume(id, text: text, profile: Profile(name: "Ann"), stages: ResumeStage.initial)
        }
        return id
    }

    private func jobPost(_ title: String, _ description: String) throws -> (post: UUID, posting: UUID) {
        let address = "https://jobs.example/" + UUID.v7().text
        let draft = PostingDraft(
            url: address, canonicalURL: address, title: title, company: "Ours", descriptionMarkdown: description)
        return try services.database.transaction { db in
            let post = try db.insertJobPost(
                id: .v7(), ownedBy: recruiter, title: title, description: description, location: nil, skills: [],
                status: .open)
            let source = try db.source(named: "Tests", kind: "import").id
            _ = try services.storePosting(draft, source: source, ownedBy: recruiter, on: db)
            return (post.id, draft.id(ownedBy: recruiter))
        }
    }

    @Test func `what a recruiter wants for themselves says nothing of a candidate`() throws {
        try services.database.withConnection {
            _ = try $0.setPreferences(Preferences(workMode: .remote), of: recruiter)
        }
        try resume("Ann Smith\nData Engineer\nBuilt pipelines in Python and SQL")
        let (post, posting) = try jobPost("Data Engineer", "Hybrid. You build pipelines in Python and SQL.")
        let found = try #require(try rank(post, posting).first)
        let match = try services.database.withConnection { try $0.match(found.id, ownedBy: recruiter) }
        #expect(match?.score?.eligibility.workMode == .notStated)
    }

    /// Ranks, and waits until that is done.
    private func rank(_ post: UUID, _ posting: UUID) throws -> [JobPostMatch] {
        let runner = Runner(
            pool: services.database, queue: services.queue, registry: try Registry.make(services),
            threads: [.scoring: 1], settings: services.settings.tasking, logger: services.logger)
        let task = try services.database.transaction { db in
            let task = try services.queue.enqueue(
                RankResumes(jobPostID: post, userID: recruiter), user: recruiter, subject: post, on: db)
            try db.beginJobPostRanking(post, posting: posting, task: task.id)
            return task.id
        }
        try runner.start()
        defer { runner.drain() }
        try waitUntil("it is ranked", timeout: .seconds(60)) {
            try services.database.withConnection { try $0.task(task)?.snapshot.state == .succeeded }
        }
        return try services.database.withConnection {
            try $0.jobPostMatches(of: post, ownedBy: recruiter, limit: 100)
        }
    }

    @Test func `the best of all resumes are kept with their reasons, whatever page they stand on`() throws {
        let (post, posting) = try jobPost(
            "Data Engineer", "You build pipelines in Python and SQL. Python is required. SQL is required.")
        let best = try resume("Ann Smith\nData Engineer\nBuilt pipelines in Python and SQL for ten years")
        for number in 0..<120 { try resume("Bo Baker \(number)\nBaker\nBaked bread and cakes by night") }
        let other = UUID.v7()
        try add(other)
        try resume("Cy Jones\nData Engineer\nBuilt pipelines in Python and SQL for ten years", of: other)

        let matches = try rank(post, posting)
        #expect(matches.count == 5, "as many as are kept, and nobody else's")
        let first = try #require(matches.first)
        #expect(first.resumeID == best && first.score > matches[1].score + 20)
        #expect(
            Set(first.matched.map { $0.lowercased() }).isSuperset(of: ["python", "sql"]) && first.firstReason != nil)
        #expect(matches.map(\.score) == matches.map(\.score).sorted(by: >))
        let ranking = try #require(
            try services.database.withConnection { try $0.jobPostRanking(post, ownedBy: recruiter) })
        #expect(ranking.resumes == 121 && ranking.endedAt != nil && ranking.posting == posting)
        let view = try services.database.withConnection { try $0.matchView(first.id, ownedBy: recruiter) }
        #expect(view?.title == "Data Engineer" && view?.match.score != nil, "its page is that of every match")
        #expect(
            try services.database.withConnection { try $0.jobPostMatches(of: post, ownedBy: other, limit: 9) }.isEmpty)
    }

    @Test func `the posting of a job post does not grow old while the job post is there`() throws {
        let (post, posting) = try jobPost("Data Engineer", "You build pipelines in Python and SQL.")
        try services.database.transaction { db in
            try db.beginJobPostRanking(post, posting: posting, task: .v7())
            try db.execute("update postings set created_at = now() - interval '90 days'")
            try db.execute("update posting_sources set updated_at = now() - interval '90 days'")
        }
        #expect(try services.database.withConnection { try $0.expirePostings(unseenDays: 30) } == 0)
        try services.database.withConnection { _ = try $0.deleteJobPost(post, ownedBy: recruiter) }
        #expect(try services.database.withConnection { try $0.postingText(posting) } == nil)
    }

    @Test func `ranked again, what is no longer among the best is forgotten`() throws {
        let (post, posting) = try jobPost("Data Engineer", "You build pipelines in Python and SQL.")
        let old = try (0..<5).map { try resume("Bo Baker \($0)\nBaker\nBaked bread") }
        #expect(try Set(rank(post, posting).map(\.resumeID)) == Set(old))
        let better = try (0..<5).map { try resume("Ann \($0)\nData Engineer\nBuilt pipelines in Python and SQL") }
        #expect(try Set(rank(post, posting).map(\.resumeID)) == Set(better))
    }
}
