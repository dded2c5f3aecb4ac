import Base
import Foundation
import Model
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

struct ResumeVersionTests {
    @Test func `of many who correct a resume at once each makes a version, and nobody fails`() throws {
        let database = try TestServers.database()
        let db = try database.connect()
        let user = UUID.v7()
        try db.execute(
            "insert into users (id, email, role, password_hash) values (\(user), 'a@b.example', 'seeker', '')")
        let source = try db.source(named: "Tests", kind: "resume_api").id
        let resume = try db.upsertCollectedResume(
            CollectedResume(profile: Profile(name: "Ada"), text: "Ada"), externalID: "1", fileName: "Ada",
            source: source,
            user: user
        ).id
        let pool = database.pool(size: 8)
        let problems = Mutex<[String]>([])
        let threads = try (0..<8).map { number in
            try WorkerThread(name: "correct-\(number)") {
                for round in 0..<10 {
                    let profile = Profile(name: "Ada \(number) \(round)")
                    do {
                        try pool.withConnection { db in
                            if round % 2 == 0 {
                                _ = try db.acceptProfile(profile, of: resume, ownedBy: user)
                            } else {
                                _ = try db.completeResume(
                                    resume, text: "\(number) \(round)", profile: profile, stages: ResumeStage.initial)
                            }
                        }
                    } catch {
                        problems.withLock { $0.append("\(error)") }
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        pool.close()
        #expect(problems.withLock { $0 } == [])
        #expect(try db.resumeVersions(of: resume, ownedBy: user, limit: 100).count == 81)
    }
}
