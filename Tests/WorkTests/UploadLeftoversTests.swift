import Base
import Composition
import Files
import Foundation
import Model
import Postgres
import Storage
import Tasking
import TestSupport
import Testing

@testable import Work

/// Files that uploads leave in the store when they are cancelled, and that nobody needs.
struct UploadLeftoversTests {
    private let folder = TemporaryFolder()
    private let services: Services
    private let user = UUID.v7()

    init() throws {
        let environment = [
            "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
            "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical",
        ]
        services = try Services(
            settings: try Settings(environment: environment), label: "tests", connections: (4, 4))
        let user = user
        try services.database.withConnection { db in
            _ = try db.insertUser(
                id: user, email: "recruiter@example.com", name: "", role: .recruiter, passwordHash: "",
                firstIsAdmin: false)
        }
    }

    private func sql<R>(_ body: (Connection) throws -> R) throws -> R { try services.database.withConnection(body) }

    /// The names of all files in the store.
    private func stored() -> Set<String> {
        let store = services.settings.data + "/uploads"
        let names = FileManager.default.subpaths(atPath: store) ?? []
        return Set(names.filter { $0.utf8.count > 3 })
    }

    private func upload(_ names: [String]) throws -> UUID {
        let files = try names.map { (name: $0, path: try folder.write("PK of " + $0, to: UUID.v7().text)) }
        return try UnpackUpload.start(files, jobPost: nil, for: user, services: services) { _ in }
    }

    private func cancel(_ run: UUID) throws {
        let task = try #require(try sql { try $0.run(run)?.taskID })
        #expect(try services.database.transaction { try services.queue.cancel(task, ownedBy: user, on: $0) })
    }

    /// Lets so many minutes go by since everything ended.
    private func pass(minutes: Int) throws {
        try sql { db in
            for table: SQL in ["tasks", "runs"] {
                try db.execute(
                    "update \(table) set finished_at = finished_at - make_interval(mins => \(minutes)::integer)")
            }
        }
    }

    @Test func `an upload that was cancelled leaves nothing in the store, some minutes later`() throws {
        let (cancelled, other) = (try upload(["people.zip"]), try upload(["more.zip"]))
        // An entry that had been moved into the store when it was cancelled.
        let entry = try folder.write("Ada", to: "entry")
        try services.files.adopt(entry, as: Unpacking.key(of: 0, in: cancelled))
        #expect(stored().count == 3)
        try cancel(cancelled)
        #expect(try UnpackUpload.clearEnded(services, logger: services.logger) == 0, "somebody may be working on it")
        try pass(minutes: 11)
        #expect(try UnpackUpload.clearEnded(services, logger: services.logger) == 1)
        #expect(stored().count == 1, "another upload keeps its own")
        #expect(try sql { try $0.run(cancelled)?.state } == .cancelled)
        #expect(try sql { try $0.run(other)?.state } == .queued)
        #expect(try UnpackUpload.clearEnded(services, logger: services.logger) == 0, "once")
    }

    @Test func `what became resumes stays`() throws {
        let run = try upload(["cv.txt", "people.zip"])
        let plan: UploadPlan = try #require(try sql { try $0.runSettings(run) })
        let source = try #require(try sql { try $0.run(run)?.sourceID })
        let outcome = UploadedDocument.Outcome.resume(
            id: .v7(), fileName: "cv.txt", mediaType: .text, byteCount: 3, storageKey: plan.files[0].key)
        let entry = UploadedDocument.Outcome.resume(
            id: .v7(), fileName: "a.txt", mediaType: .text, byteCount: 3, storageKey: Unpacking.key(of: 1, in: run))
        try services.files.adopt(try folder.write("Ada", to: "entry"), as: Unpacking.key(of: 1, in: run))
        try sql { db in
            try db.storeUploadedDocuments(
                [
                    .init(ordinal: 0, subject: "cv.txt", outcome: outcome),
                    .init(ordinal: 1, subject: "a.txt", outcome: entry),
                ], of: run, source: source, user: user, jobPost: nil)
        }
        try cancel(run)
        try pass(minutes: 11)
        #expect(stored().count == 3)
        #expect(try UnpackUpload.clearEnded(services, logger: services.logger) == 1)
        #expect(stored() == [plan.files[0].key, Unpacking.key(of: 1, in: run)])
    }

    @Test func `a file that was stored before a crash stays, though there is no room for more`() throws {
        let run = try upload(["cv.txt", "more.txt"])
        let plan: UploadPlan = try #require(try sql { try $0.runSettings(run) })
        var unpacking = Unpacking(services: services, run: run, known: 1, room: 0)
        var documents: [UploadedDocument] = []
        for file in plan.files { try unpacking.open(file) { documents.append($0) } }
        #expect(unpacking.discarded == [plan.files[1].key])
        #expect(documents.map(\.ordinal) == [1])
    }

    @Test func `files left behind are found although resumes of the upload were deleted`() throws {
        let run = try upload(["people.zip"])
        let source = try #require(try sql { try $0.run(run)?.sourceID })
        let documents = (0..<40).map { ordinal in
            UploadedDocument(
                ordinal: ordinal, subject: "\(ordinal).txt",
                outcome: .resume(
                    id: .v7(), fileName: "\(ordinal).txt", mediaType: .text, byteCount: 3,
                    storageKey: Unpacking.key(of: ordinal, in: run)))
        }
        let left = Unpacking.key(of: 45, in: run)
        try services.files.adopt(try folder.write("Ada", to: "entry"), as: left)
        try sql { db in
            try db.storeUploadedDocuments(documents, of: run, source: source, user: user, jobPost: nil)
            try db.execute("delete from resumes where user_id = \(user) and file_name <> '39.txt'")
        }
        try cancel(run)
        try pass(minutes: 11)
        #expect(try UnpackUpload.clearEnded(services, logger: services.logger) == 1)
        #expect(!stored().contains(left))
    }
}
