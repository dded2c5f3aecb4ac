import Base
import Foundation
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Retrieval

/// Changes of postings are noted, worked on once, and numbered in the order in which others see them.
struct PostingFeaturesTests {
    private let house: Installation
    private var db: Connection { house.db }

    init() throws { house = try Installation() }

    private func noted() throws -> [UUID] {
        let (numbers, ids) = try db.notedPostingChanges(limit: 100)
        try db.execute("delete from posting_changes where id = any(\(numbers))")
        return ids
    }

    private func content(_ byte: UInt8 = 1) -> PostingFeatures.Content {
        .init(vector: [UInt8](repeating: byte, count: 512), features: [byte], terms: [byte, 0, 0, 0])
    }

    @Test func `what matching reads of a posting is noted when it changes, whoever changes it`() throws {
        let id = try house.store("Baker", "Bread.")
        #expect(try noted() == [id])
        try house.store("Baker", "Bread.")
        #expect(try noted().isEmpty, "nothing has changed")
        try house.store("Baker", "Bread and rolls.")
        #expect(try noted() == [id])
        try db.execute("update postings set updated_at = now(), liveness = 'unknown' where id = \(id)")
        #expect(try noted().isEmpty, "matching does not read that")
        for change in ["status = 'expired'", "liveness = 'closed'", "location = 'Ulm'", "level = 'senior'"] as [String]
        {
            try db.script("update postings set \(change)")
            #expect(try noted() == [id], "\(change)")
        }
        try db.execute("delete from postings where id = \(id)")
        #expect(try noted() == [id])
    }

    @Test func `a change during the work on a posting is not lost with it`() throws {
        let id = try house.store("Baker", "Bread.")
        let (numbers, ids) = try db.notedPostingChanges(limit: 100)
        try house.store("Baker", "Bread and rolls.")
        try db.transaction {
            _ = try $0.storePostingFeatures(
                ids.map { PostingFeatures(postingID: $0, content: content()) }, version: "1", forChanges: numbers)
        }
        #expect(try noted() == [id])
    }

    @Test func `of two who work on one change the later stores nothing`() throws {
        let id = try house.store("Baker", "Bread.")
        let (early, _) = try db.notedPostingChanges(limit: 100)
        try house.store("Baker", "Bread and rolls.")
        let (late, _) = try db.notedPostingChanges(limit: 100)
        // The late one read the newer text and is done first; the early one would put the older text over it.
        func store(_ byte: UInt8, _ numbers: [Int]) throws -> Bool {
            try db.transaction {
                try $0.storePostingFeatures(
                    [PostingFeatures(postingID: id, content: content(byte))], version: "1", forChanges: numbers)
            }
        }
        #expect(try store(2, late))
        #expect(try !store(1, early))
        // Nor does one that makes what another version made.
        #expect(try store(1, []))
        #expect(try db.postingIndexChanges(after: 0, limit: 10).map(\.vector) == [content(2).vector])
        #expect(try noted().isEmpty)
    }

    @Test func `numbers are seen in their order, however writers overlap`() throws {
        let ids = (0..<4).map { _ in UUID.v7() }
        let pool = house.pool
        let isDone = Mutex(false)
        let content = content()
        @Sendable func store(_ ids: ArraySlice<UUID>, _ db: Connection) throws {
            _ = try db.storePostingFeatures(
                ids.map { PostingFeatures(postingID: $0, content: content) }, version: "1", forChanges: [])
        }
        // The first has its numbers and has not committed when the second asks for its own.
        let first = try house.database.connect()
        try first.script("begin")
        try store(ids.prefix(2), first)
        let second = try WorkerThread(name: "second") {
            try? pool.transaction { db in try store(ids.suffix(2), db) }
            isDone.withLock { $0 = true }
        }
        try waitUntil("the second waits for the first") {
            try db.value("select count(*) from pg_locks where not granted", as: Int.self) > 0
        }
        let wasDone = isDone.withLock { $0 }
        #expect(!wasDone)
        #expect(try db.postingIndexChanges(after: 0, limit: 10).isEmpty)
        try first.script("commit")
        second.join()
        let changes = try db.postingIndexChanges(after: 0, limit: 10)
        #expect(changes.map(\.change) == [1, 2, 3, 4])
        #expect(Set(changes.prefix(2).map(\.postingID)) == Set(ids.prefix(2)))
        #expect(try db.postingIndexState().head == 4)
    }

    @Test func `a posting that changes again has one row, at its new place`() throws {
        let (one, other) = (UUID.v7(), UUID.v7())
        for (batch, version) in [([one, other], "1"), ([one], "2")] {
            try db.transaction {
                _ = try $0.storePostingFeatures(
                    batch.map { PostingFeatures(postingID: $0, content: content()) }, version: version, forChanges: [])
            }
        }
        #expect(try db.postingIndexChanges(after: 0, limit: 10).map(\.change) == [2, 3])
        #expect(try db.postingIndexChanges(after: 2, limit: 10).map(\.postingID) == [one])
    }

    @Test func `features of another version are made again, those of what is gone are not`() throws {
        let (old, newer, gone, current) = (UUID.v7(), UUID.v7(), UUID.v7(), UUID.v7())
        for (id, version, isGone) in [(old, "1", false), (newer, "3", false), (gone, "1", true), (current, "2", false)]
        {
            try db.transaction {
                _ = try $0.storePostingFeatures(
                    [PostingFeatures(postingID: id, content: isGone ? nil : content())], version: version,
                    forChanges: [])
            }
        }
        #expect(Set(try db.postingsWithFeatures(notOf: "2", limit: 10)) == [old, newer])
        #expect(try db.postingsWithFeatures(notOf: "2", limit: 1).count == 1)
    }

    @Test func `what was gone for long is forgotten, and who has not seen it begins anew`() throws {
        let gone = UUID.v7()
        try db.transaction {
            _ = try $0.storePostingFeatures(
                [
                    PostingFeatures(postingID: gone, content: nil),
                    PostingFeatures(postingID: .v7(), content: content()),
                ],
                version: "1", forChanges: [])
        }
        #expect(try db.forgetGonePostings(olderThanDays: 7) == 0)
        try db.execute("update posting_features set updated_at = now() - interval '8 days'")
        #expect(try db.forgetGonePostings(olderThanDays: 7) == 1)
        // The posting that is there was stored first.
        #expect(try db.postingIndexState().horizon == 2)
        #expect(try db.forgetGonePostings(olderThanDays: 7) == 0)
        #expect(try db.postingIndexState().horizon == 2)
    }
}
