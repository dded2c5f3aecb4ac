import Composition
import Files
import Foundation
import Model
import Storage
import Tasking
import TestSupport
import Testing

@testable import Work

/// How the reading of an upload ends, for whoever follows its task.
@Suite struct ReadResumeTests {
    private let folder = TemporaryFolder()

    /// Reads one upload, and answers what is there afterwards.
    private func read(_ content: String) throws -> (resume: Resume, task: TaskDetail) {
        let settings = try Settings(environment: [
            "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
            "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical", "JOB_REFRESH_TIME": "off",
        ])
        let services = try Services(settings: settings, label: "tests", connections: (8, 8))
        defer { services.close() }
        let (user, resume, key) = (UUID.v7(), UUID.v7(), FileKey.make())
        try services.files.adopt(try folder.write(content, to: resume.text), as: key)
        let task = try services.database.transaction { db in
            _ = try db.insertUser(
                id: user, email: "\(user.text)@example.com", name: "", role: .seeker, passwordHash: "",
                firstIsAdmin: false)
            try db.insertResume(
                id: resume, user: user, fileName: "cv.txt", mediaType: .text, byteCount: content.utf8.count,
                storageKey: key)
            return try services.queue.enqueue(ReadResume(resumeID: resume), user: user, subject: resume, on: db).id
        }
        let runner = Runner(
            pool: services.database, queue: services.queue, registry: try Registry.make(services),
            threads: [.documents: 1], settings: settings.tasking, logger: services.logger)
        try runner.start()
        defer { runner.drain() }
        try waitUntil("the task has ended", timeout: .seconds(30)) {
            try services.database.withConnection { try $0.taskSnapshot(task) }?.state.isFinal == true
        }
        return try services.database.withConnection { db in
            (try #require(try db.resume(resume)), try #require(try db.task(task)))
        }
    }

    @Test func `a reading that is done has done all its stages`() throws {
        let (resume, task) = try read("Ada Example\n\nSKILLS\nSwift, PostgreSQL\n")
        #expect(resume.status == .done && task.snapshot.state == .succeeded && task.result == nil)
        #expect(task.snapshot.progress == TaskProgress(done: 3, total: 3, stage: "saved"))
    }

    @Test func `a document that cannot be read is the task's result too`() throws {
        let (resume, task) = try read("%PDF-1.7 nothing")
        #expect(resume.status == .failed && resume.errorCode == "unreadable")
        #expect(task.snapshot.state == .succeeded)
        #expect(try task.result?.decode(TaskOutcome.self) == TaskOutcome(errorCode: "unreadable"))
    }
}
