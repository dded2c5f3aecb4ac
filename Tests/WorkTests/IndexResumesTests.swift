import Base
import Composition
import Foundation
import Model
import Postgres
import Retrieval
import Storage
import Tasking
import TestSupport
import Testing

@testable import Work

/// From resumes without vectors, or with those of another version, to resumes that are found by meaning.
struct IndexResumesTests {
    private let folder = TemporaryFolder()
    private let services: Services
    private let user = UUID.v7()

    init() throws {
        let environment = [
            "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
            "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical", "JOB_REFRESH_TIME": "off",
        ]
        services = try Services(
            settings: try Settings(environment: environment), label: "tests", connections: (8, 8))
    }

    private func missing() throws -> Int {
        try services.database.withConnection {
            try $0.resumesWithoutVector(of: ResumeMeaning.version, characters: 10, limit: 1000).count
        }
    }

    @Test func `resumes get the vectors that they lack, more than one batch of them`() throws {
        let text = "Ran container clusters in the cloud."
        try services.database.transaction { [user] db in
            _ = try db.execute(
                "insert into users (id, email, password_hash, role) values (\(user), 'a@example.com', 'x', 'recruiter')"
            )
            try db.execute(
                """
                insert into resumes (id, user_id, file_name, media_type, byte_count, status, stages, text, profile,
                    vector_version)
                select gen_random_uuid(), \(user), 'cv ' || n, 'text/plain', 1, 'done', '[]', \(text), '{}',
                    case when n % 2 = 0 then '0' end
                from generate_series(1, 450) as n
                """)
            // One that nobody has read yet waits for nothing.
            try db.insertResume(
                id: .v7(), user: user, fileName: "cv.txt", mediaType: .text, byteCount: 10, storageKey: user.text)
        }
        #expect(try missing() == 450)
        let runner = Runner(
            pool: services.database, queue: services.queue, registry: try Registry.make(services),
            threads: [.maintenance: 1], settings: services.settings.tasking, logger: services.logger)
        let task = try services.database.transaction {
            try services.queue.enqueue(IndexResumes(), uniqueKey: "all", on: $0).id
        }
        try runner.start()
        defer {
            runner.drain()
            services.close()
        }
        try waitUntil("the task is done", timeout: .seconds(40)) {
            try services.database.withConnection { try $0.task(task)?.snapshot.state == .succeeded }
        }
        #expect(try missing() == 0)
        let vector = try #require(ResumeMeaning.shared).vector(of: text)
        let stored: [[UInt8]] = try services.database.withConnection {
            try $0.scalars("select distinct vector from resumes where text is not null")
        }
        #expect(stored == [vector.bytes])
        try waitUntil("its schedule is there") {
            try services.database.withConnection { try $0.schedule(named: "index-resumes") } != nil
        }
    }
}
