import Base
import Embedding
import Foundation
import Model
import Postgres
import Storage
import TestSupport
import Testing

@testable import Retrieval

/// Resumes found by what they are about, with real vectors.
struct ResumeFinderTests {
    private let database: TestDatabase
    private let db: Connection
    private let user = UUID.v7()
    private let source: UUID

    init() throws {
        database = try TestServers.database()
        db = try database.connect()
        try db.execute(
            "insert into users (id, email, password_hash, role) values (\(user), 'a@example.com', 'x', 'recruiter')")
        source = try db.source(named: "Tests", kind: "resume_api").id
    }

    private func store(_ text: String, skills: [String] = [], isMeasured: Bool = true) throws -> UUID {
        let vector = try #require(ResumeMeaning.shared).vector(of: text)
        return try db.upsertCollectedResume(
            CollectedResume(profile: Profile(name: "Ada", skills: skills), text: text),
            vector: isMeasured ? vector : nil, externalID: UUID.v7().text, fileName: "Ada", source: source, user: user
        ).id
    }

    private func found(
        _ text: String, _ search: ResumeSearch = ResumeSearch(), meaning: ResumeMeaning? = .shared, limit: Int = 100
    ) throws -> [ResumeDistance] {
        try ResumeFinder(meaning: meaning).nearest(to: text, ownedBy: user, matching: search, limit: limit, on: db)
    }

    private let containers = "Ran container clusters in the cloud: Docker images, Linux servers, deployments."
    private let bread = "Baked bread and cakes in a village shop, served customers at the counter."
    private let law = "Drafted contracts and spoke for clients in court."

    @Test func `what is meant is found without any word in common, and stands before what is not`() throws {
        let resumes = [try store(bread), try store(containers), try store(law)]
        #expect(try found("kubernetes administrator", meaning: nil).isEmpty)
        let (cloud, pastry, justice) = (
            try found("kubernetes administrator"), try found("pastry chef"), try found("attorney, legal advice")
        )
        #expect(cloud.map(\.id).first == resumes[1])
        #expect(pastry.map(\.id).first == resumes[0])
        #expect(justice.map(\.id).first == resumes[2])
        for list in [cloud, pastry, justice] {
            #expect(list.allSatisfy { 0 < $0.similarity && $0.similarity < 1 })
            #expect(list.map(\.similarity) == list.map(\.similarity).sorted(by: >))
        }
        #expect(try found("Kubernetes ADMINISTRATOR") == cloud, "case says nothing")
    }

    @Test func `words in common count more than a likeness`() throws {
        let (alike, named) = (try store(containers), try store("Kubernetes administrator; bakes bread at home."))
        let list = try found("kubernetes administrator")
        #expect(list.map(\.id) == [named, alike])
        #expect(try found("Kubernetes administrator; bakes bread at home.")[0].similarity > 0.99)
    }

    @Test func `a resume whose vector is still to be made is found by its words`() throws {
        let (unmeasured, measured) = (try store(containers, isMeasured: false), try store(bread))
        #expect(try found("docker clusters").first?.id == unmeasured)
        #expect(try found("kubernetes").map(\.id).contains(unmeasured) == false)
        try db.execute("update resumes set vector_version = 'old' where id = \(measured)")
        #expect(try found("pastry").isEmpty, "vectors of another version say nothing")
    }

    @Test func `what must hold holds of all, and others' resumes are not among them`() throws {
        _ = try store(containers)
        let swift = try store(containers + " And law.", skills: ["Swift"])
        let search = ResumeSearch(skills: [.init(names: ["Swift"])])
        #expect(try found("kubernetes administrator", search).map(\.id) == [swift])
        #expect(try found("kubernetes administrator").count == 2)
        #expect(try found("kubernetes administrator", limit: 1).count == 1)
        let none = try ResumeFinder(meaning: .shared).nearest(
            to: "kubernetes", ownedBy: .v7(), matching: ResumeSearch(), limit: 9, on: db)
        #expect(none.isEmpty)
    }

    @Test func `a vector goes with the text it was made of`() throws {
        let meaning = try #require(ResumeMeaning.shared)
        let resume = try store(containers)
        func missing() throws -> [UUID] {
            try db.resumesWithoutVector(of: ResumeMeaning.version, characters: 100, limit: 10).map(\.id)
        }
        #expect(try missing().isEmpty)
        // A correction of the profile changes no text.
        #expect(try db.acceptProfile(Profile(name: "Bea"), of: resume, ownedBy: user))
        #expect(try missing().isEmpty)
        // What its owner accepted goes on to count, whatever is read after it.
        #expect(
            try db.completeResume(
                resume, text: bread, profile: Profile(name: "Cy"), stages: ResumeStage.initial,
                vector: meaning.vector(of: bread)))
        #expect(try missing().isEmpty)
        #expect(
            try db.resumeVectors(ownedBy: user, matching: ResumeSearch(), version: ResumeMeaning.version, limit: 1000)[
                0
            ].vector
                == meaning.vector(of: containers).bytes)
        // Another version has another text; the same text keeps its vector.
        let last = try #require(try db.resumeVersions(of: resume, ownedBy: user, limit: 1).first).number
        #expect(try db.useVersion(1, of: resume, ownedBy: user))
        #expect(try missing().isEmpty)
        #expect(try db.useVersion(last, of: resume, ownedBy: user))
        #expect(try missing() == [resume])
        let waiting = try #require(
            try db.resumesWithoutVector(of: ResumeMeaning.version, characters: 5, limit: 1).first)
        #expect(waiting.text == "Baked")
        // One that was made of an earlier text is not stored.
        try db.storeResumeVector(meaning.vector(of: containers), of: resume, revision: waiting.revision - 1)
        #expect(try missing() == [resume])
        try db.storeResumeVector(meaning.vector(of: bread), of: resume, revision: waiting.revision)
        #expect(try missing().isEmpty)
    }

    @Test func `what no version or another made waits for this one`() throws {
        let (none, old, newer, present) = (
            try store(law, isMeasured: false), try store(bread), try store(containers), try store(law)
        )
        try db.execute("update resumes set vector_version = '0' where id = \(old)")
        try db.execute("update resumes set vector_version = '2' where id = \(newer)")
        let waiting = Set(try db.resumesWithoutVector(of: "1", characters: 10, limit: 10).map(\.id))
        #expect(waiting == [none, old, newer] && !waiting.contains(present))
        #expect(try db.resumesWithoutVector(of: "1", characters: 10, limit: 2).count == 2)
    }
}
