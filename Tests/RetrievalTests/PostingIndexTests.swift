import Base
import Foundation
import Model
import Postgres
import Storage
import TestSupport
import Testing

@testable import Retrieval

/// The index in memory is what the database says, whatever happened in between.
struct PostingIndexTests {
    private let house: Installation

    init() throws { house = try Installation() }

    private func files() -> [String] {
        let epochs = (try? FileManager.default.contentsOfDirectory(atPath: house.folder.path + "/index")) ?? []
        return epochs.flatMap { epoch in
            ((try? FileManager.default.contentsOfDirectory(atPath: house.folder.path + "/index/" + epoch)) ?? [])
                .filter { $0.hasSuffix(".segment") }
        }
    }

    @Test func `what is stored, changed, closed and deleted is followed`() throws {
        let index = house.index()
        #expect(!index.current.isReady)
        try index.follow()
        #expect(index.current.isReady)
        let nurse = try house.store("Nurse", "Care for patients on a ward.")
        let driver = try house.store("Driver", "Drive a truck across Europe.")
        try house.makeFeatures()
        #expect(try house.nearest(index, "hospital nurse").isEmpty, "nobody has looked yet")
        try index.follow()
        #expect(try house.nearest(index, "hospital nurse, patients") == [nurse, driver])
        try house.store("Driver", "Cares for patients of a hospital: nurse, ward, patients.")
        try house.store("Nurse", "Baking bread.")
        try house.makeFeatures()
        try index.follow()
        #expect(try house.nearest(index, "hospital nurse, patients").first == driver)
        try house.db.execute("update postings set status = 'expired' where id = \(driver)")
        try house.makeFeatures()
        try index.follow()
        #expect(try house.nearest(index, "hospital nurse, patients") == [nurse])
        try house.db.execute("delete from postings where id = \(nurse)")
        try house.makeFeatures()
        try index.follow()
        #expect(try house.nearest(index, "hospital nurse, patients").isEmpty)
        #expect(index.status.position == index.status.head)
    }

    @Test func `processes share files, and what one has written the others take up`() throws {
        let small: (inout PostingIndex.Settings) -> Void = {
            $0.fileRows = 20
            $0.batch = 7
        }
        let (writer, other) = (house.index(small), house.index(small))
        var expected: Set<UUID> = []
        for round in 0..<6 {
            for number in 0..<15 { expected.insert(try house.store("Posting \(round) \(number)", "Work \(number).")) }
            try house.makeFeatures()
            try writer.follow()
            if round % 2 == 0 { try other.follow() }
        }
        try other.follow()
        for index in [writer, other] { #expect(Set(try house.nearest(index, "Posting of work")) == expected) }
        #expect(!files().isEmpty && files().count <= 4, "\(files())")
        let status = writer.status
        #expect(status.ownBytes < status.bytes)
        // A process that starts has all of it without reading it from the database.
        let late = house.index(small)
        try late.follow()
        #expect(Set(try house.nearest(late, "Posting of work")) == expected)
        #expect(late.status.ownBytes < late.status.bytes)
    }

    @Test func `files of before a deletion are put right by what followed`() throws {
        let (nurse, driver) = (try house.store("Nurse", "Care."), try house.store("Driver", "Trucks."))
        try house.makeFeatures()
        try house.index({ $0.fileRows = 1 }).follow()
        #expect(files().count == 1)
        try house.db.execute("delete from postings where id = \(driver)")
        try house.makeFeatures()
        let index = house.index()
        try index.follow()
        #expect(try house.nearest(index, "truck driver") == [nurse])
    }

    @Test func `damaged files are passed over`() throws {
        let nurse = try house.store("Nurse", "Care.")
        try house.makeFeatures()
        try house.index({ $0.fileRows = 1 }).follow()
        let epoch = try house.db.postingIndexState().epoch.text
        let path = house.folder.path + "/index/" + epoch + "/" + files()[0]
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for damaged in [Data(), whole.prefix(100), Data(repeating: 0, count: whole.count)] {
            // Replaced, as files are: what is mapped may not be written into.
            try damaged.write(to: URL(fileURLWithPath: path), options: .atomic)
            let index = house.index()
            try index.follow()
            #expect(try house.nearest(index, "nurse") == [nurse])
        }
    }

    @Test func `without a folder to write to each process has its own memory`() throws {
        let nurse = try house.store("Nurse", "Care.")
        try house.makeFeatures()
        let index = house.index({ $0.fileRows = 1 }, data: "/proc/nowhere")
        try index.follow()
        #expect(try house.nearest(index, "nurse") == [nurse])
        #expect(index.status.ownBytes == index.status.bytes)
    }

    @Test func `another history of changes is begun anew, and its old files count no more`() throws {
        let index = house.index { $0.fileRows = 1 }
        try house.store("Nurse", "Care.")
        try house.store("Nanny", "Care.")
        try house.makeFeatures()
        try index.follow()
        // As after a backup was put back: other rows under the same numbers.
        try house.db.script(
            """
            delete from posting_features; delete from posting_changes; delete from postings;
            update posting_index set head = 0, epoch = gen_random_uuid()
            """)
        let driver = try house.store("Driver", "Trucks.")
        try house.makeFeatures()
        try index.follow()
        #expect(try house.nearest(index, "truck driver") == [driver])
        // And where only the numbers went back.
        try house.db.script("update posting_index set head = 0; delete from posting_features")
        try index.follow()
        #expect(try house.nearest(index, "truck driver").isEmpty)
    }

    @Test func `who was away for longer than marks of what is gone are kept begins anew`() throws {
        let (nurse, driver) = (try house.store("Nurse", "Care."), try house.store("Driver", "Trucks."))
        try house.makeFeatures()
        let index = house.index { $0.fileRows = 1 }
        try index.follow()
        try house.db.execute("delete from postings where id = \(driver)")
        try house.makeFeatures()
        try house.db.execute("update posting_features set updated_at = now() - interval '8 days'")
        #expect(try house.db.forgetGonePostings(olderThanDays: 7) == 1)
        let late = house.index()
        for index in [index, late] {
            try index.follow()
            #expect(try house.nearest(index, "truck driver") == [nurse])
        }
    }

    @Test func `a full index says so and holds what it has`() throws {
        for number in 0..<10 { try house.store("Posting \(number)", "Work.") }
        try house.makeFeatures()
        let index = house.index { $0.limit = 4 }
        try index.follow()
        #expect(try house.nearest(index, "work").count == 4)
        #expect(index.status.refused == 6)
        #expect(index.current.isReady && !index.current.isWhole)
        // Nor is it whole for who takes up what a full one has written; for who has room for all it is.
        let writer = house.index { settings in (settings.limit, settings.fileRows) = (4, 1) }
        try writer.follow()
        #expect(!files().isEmpty)
        let reader = house.index { $0.limit = 4 }
        try reader.follow()
        #expect(reader.current.index.count == 4 && !reader.current.isWhole)
        let roomy = house.index(data: TemporaryFolder().path)
        try roomy.follow()
        #expect(roomy.current.index.count == 10 && roomy.current.isWhole)
    }

    @Test func `a thread follows until it is stopped`() throws {
        let index = house.index { $0.pollMilliseconds = 5 }
        let thread = try WorkerThread(name: "index") { index.run() }
        defer {
            index.stop()
            thread.join()
        }
        let nurse = try house.store("Nurse", "Care.")
        try house.makeFeatures()
        try waitUntil("it has looked") { try house.nearest(index, "nurse") == [nurse] }
    }
}
