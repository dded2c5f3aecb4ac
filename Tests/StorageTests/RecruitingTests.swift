import Base
import Foundation
import Model
import Postgres
import Storage
import TestSupport
import Testing

/// Resumes, job posts and candidacies of recruiters: right, theirs alone, and found by index however many there are.
struct RecruitingTests {
    let database: TestDatabase
    let db: Connection

    init() throws {
        database = try TestServers.database()
        db = try database.connect()
    }

    private func user() throws -> UUID {
        let id = UUID.v7()
        try db.execute(
            """
            insert into users (id, email, role, password_hash)
            values (\(id), \(id.text + "@example.com"), 'recruiter', '')
            """)
        return id
    }

    private func resume(
        of user: UUID, _ name: String = "Ada", skills: [String] = ["Swift"], text: String = "", id: UUID = .v7()
    ) throws -> UUID {
        let source = try db.source(named: "Tests", kind: "resume_api").id
        return try db.upsertCollectedResume(
            CollectedResume(profile: Profile(name: name, email: "\(name)@people.example", skills: skills), text: text),
            externalID: id.text, fileName: name, source: source, user: user
        ).id
    }

    private func post(of user: UUID) throws -> UUID {
        try db.insertJobPost(
            id: .v7(), ownedBy: user, title: "Engineer", description: "", location: nil, skills: [], status: .open
        ).id
    }

    private func names(_ user: UUID, _ skills: [[String]], all: Bool = false) throws -> Set<String?> {
        let search = ResumeSearch(skills: skills.map { .init(names: $0) }, wantsAll: all)
        return Set(try db.resumes(ownedBy: user, matching: search, after: nil, limit: 100).map(\.name))
    }

    @Test func `skills are matched exactly, any or all, by each of their names`() throws {
        let (mine, other) = (try user(), try user())
        _ = try resume(of: mine, "both", skills: ["React", "SQL"])
        _ = try resume(of: mine, "native", skills: ["React Native"])
        _ = try resume(of: mine, "query", skills: ["PostgreSQL", "sql"])
        _ = try resume(of: other, "foreign", skills: ["React", "SQL"])
        #expect(try names(mine, [["React"], ["SQL"]]) == ["both", "query"])
        #expect(try names(mine, [["react"], ["SQL"]], all: true) == ["both"])
        #expect(try names(mine, [["postgres", "PostgreSQL"], ["SQL"]], all: true) == ["query"])
        #expect(try names(mine, [["Reac"]]).isEmpty)
        #expect(try names(mine, []) == ["both", "native", "query"])
    }

    @Test func `resumes are nearest by the words they share`() throws {
        let (mine, other) = (try user(), try user())
        let close = try resume(of: mine, "close", text: "Builds payment systems in Swift. Payment, payment, invoices.")
        let far = try resume(
            of: mine, "far", skills: ["Go"], text: "Tends gardens; once paid an invoice for a payment.")
        _ = try resume(of: mine, "none", text: "Sings in a choir.")
        _ = try resume(of: other, "foreign", text: "Payment systems in Swift.")
        func nearest(_ text: String, _ search: ResumeSearch = ResumeSearch()) throws -> [ResumeDistance] {
            try db.resumesByTerms(text, ownedBy: mine, matching: search, candidates: 100, limit: 10)
        }
        let found = try nearest("payments system, Swift")
        #expect(found.map(\.id) == [close, far])
        #expect(
            found[0].similarity > found[1].similarity && found.allSatisfy { 0 < $0.similarity && $0.similarity <= 1 })
        let itself = try nearest("Builds payment systems in Swift. Payment, payment, invoices.")[0]
        #expect(itself.id == close && itself.similarity > 0.999)
        #expect(try nearest("payment", ResumeSearch(skills: [.init(names: ["Go"])])).map(\.id) == [far])
        for empty in ["", "the of and", "' \\ | & ! <-> :*", "zzzz"] { #expect(try nearest(empty).isEmpty, "\(empty)") }
    }

    @Test func `a collected resume is one for each record of its source, and changes with it`() throws {
        let (mine, other, record) = (try user(), try user(), UUID.v7())
        let source = try db.source(named: "Tests", kind: "resume_api").id
        func store(_ user: UUID, _ skills: [String]) throws -> (id: UUID, upsert: Upsert) {
            try db.upsertCollectedResume(
                CollectedResume(profile: Profile(name: "Ada", skills: skills), text: "Ada"), externalID: record.text,
                fileName: "Ada", source: source, user: user)
        }
        let first = try store(mine, ["Go"])
        #expect(first.upsert == .created)
        #expect(try store(mine, ["Go"]) == (first.id, .unchanged))
        let revision = try #require(try db.resumeRevision(first.id))
        #expect(try store(mine, ["Go", "C"]) == (first.id, .updated))
        #expect(try db.resumeRevision(first.id) == revision + 1)
        // What its owner corrected stays; the new reading is a version beside it.
        #expect(try db.acceptProfile(Profile(name: "Ada", skills: ["C++"]), of: first.id, ownedBy: mine))
        #expect(try store(mine, ["Rust"]) == (first.id, .unchanged))
        #expect(try db.resume(first.id)?.profile?.skills == ["C++"])
        #expect(try db.resumeVersions(of: first.id, ownedBy: mine, limit: 10).count == 4)
        #expect(try store(other, ["Go"]).upsert == .created)
        #expect(try db.resume(first.id)?.storageKey == nil)
    }

    @Test func `a candidacy joins what is both one recruiter's, once`() throws {
        let (mine, other) = (try user(), try user())
        let (own, foreign) = (try resume(of: mine), try resume(of: other))
        let job = try post(of: mine)
        let id = try #require(try db.insertCandidacy(id: .v7(), jobPost: job, resume: own, ownedBy: mine))
        #expect(try db.insertCandidacy(id: .v7(), jobPost: job, resume: own, status: .offer, ownedBy: mine) == id)
        #expect(try db.candidacy(id, ownedBy: mine)?.status == .new)
        #expect(try db.insertCandidacy(id: .v7(), jobPost: job, resume: foreign, ownedBy: mine) == nil)
        #expect(try db.insertCandidacy(id: .v7(), jobPost: job, resume: foreign, ownedBy: other) == nil)
        #expect(try db.candidacy(id, ownedBy: other) == nil)
        #expect(try db.setCandidacyStatus(.hired, of: id, ownedBy: other) == false)
        #expect(try db.deleteCandidacy(id, ownedBy: other) == false)
        #expect(try db.candidacies(of: job, ownedBy: other, limit: 10).isEmpty)
        #expect(try db.setCandidacyStatus(.hired, of: id, ownedBy: mine))
        #expect(try db.candidacyCounts(of: job, limit: 10)[.hired] == 1)
        #expect(try db.resumes(ownedBy: mine, filter: ResumeFilter(jobPostID: job), limit: 10).map(\.id) == [own])
        #expect(try db.deleteJobPost(job, ownedBy: other) == false)
        #expect(try db.deleteJobPost(job, ownedBy: mine))
        #expect(try db.resume(own, ownedBy: mine) != nil)
    }

    // MARK: Many

    /// Candidacies enough for the planner to choose as it would for a million: half of them for one job post.
    private func fill(_ count: Int, of user: UUID, for job: UUID) throws {
        let crowd = try post(of: user)
        try db.execute(
            """
            insert into resumes (id, user_id, file_name, media_type, byte_count, status, stages, text, profile, created_at)
            select gen_random_uuid(), \(user), 'cv ' || n, 'text/plain', 1, 'done', '[]', 'word' || n,
                jsonb_build_object('name', 'Person ' || n, 'email', 'person.' || n || '@people.example',
                    'skills', jsonb_build_array('Skill ' || n % 500, 'SQL')),
                now() - n * interval '1 second'
            from generate_series(1, \(count)) as n
            """)
        try db.execute(
            """
            insert into candidacies (id, job_post_id, resume_id, status, created_at)
            select gen_random_uuid(), case when n % 2 = 0 then \(job) else \(crowd) end, id,
                (array['new', 'screening', 'interview', 'offer', 'hired', 'rejected'])[1 + n % 97 % 6], created_at
            from (select id, created_at, row_number() over () as n from resumes where user_id = \(user)) as numbered
            """)
        try db.script("analyze")
    }

    /// The plan as text; every node that reads a table is a line of it.
    private func plan(_ query: SQL) throws -> String {
        let lines: [String] = try db.scalars("explain (costs off) \(query)")
        return lines.joined(separator: "\n")
    }

    @Test func `every filter of candidacies has its index`() throws {
        let user = try user()
        let job = try post(of: user)
        try fill(30_000, of: user, for: job)
        let now = Date()
        for (filter, index) in [
            (CandidacyFilter(), "candidacies_job_post_id"),
            (CandidacyFilter(status: .offer), "candidacies_job_post_id_status"),
            (CandidacyFilter(createdAfter: now.addingTimeInterval(-60)), "candidacies_job_post_id"),
            (
                CandidacyFilter(status: .new, createdBefore: now.addingTimeInterval(-20_000)),
                "candidacies_job_post_id_status"
            ),
            (CandidacyFilter(email: "person.12@people.example"), "resumes_email"),
            (CandidacyFilter(status: .new, email: "person.12@people.example"), "resumes_email"),
        ] {
            let plan = try plan(db.candidaciesQuery(of: job, ownedBy: user, filter: filter, limit: 21))
            #expect(plan.contains(index), "\(filter): \(plan)")
            for table in ["candidacies", "resumes"] {
                #expect(!plan.contains("Seq Scan on \(table)"), "\(filter): \(plan)")
            }
            #expect(!plan.contains("Sort") || filter.email != nil, "\(filter): \(plan)")
            #expect(try db.candidacies(of: job, ownedBy: user, filter: filter, limit: 21).count <= 21)
        }
        let skill = ResumeSearch(skills: [.init(names: ["Skill 7"])])
        #expect(
            try plan(db.resumesQuery(ownedBy: user, matching: skill, after: nil, limit: 21)).contains("resumes_skills"))
        // What half of all have is found by walking the newest; no sort of half the table.
        let common = try plan(
            db.resumesQuery(
                ownedBy: user, matching: ResumeSearch(skills: [.init(names: ["SQL"])]), after: nil, limit: 21))
        #expect(!common.contains("Seq Scan on resumes"), "\(common)")
    }

    @Test func `the schema goes down and up again`() throws {
        let empty = try TestServers.database(migrated: false)
        let connection = try empty.connect()
        let migrator = Migrator(migrations: Schema.migrations)
        _ = try migrator.apply(on: connection)
        _ = try migrator.revert(on: connection, to: 9)
        #expect(try connection.scalar("select to_regclass('candidacies') is null", as: Bool.self) == true)
        _ = try migrator.apply(on: connection)
        #expect(try connection.isMigrated())
    }
}
