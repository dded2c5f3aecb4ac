import Foundation
import Glibc
import Synchronization
import Testing

@testable import Base

/// Folders that go with their process, or with the next one's sweep.
struct ScratchFolderTests {
    private let parent: String

    init() throws {
        parent = NSTemporaryDirectory() + "/scratch-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    }

    private func names() throws -> Set<String> { Set(try FileManager.default.contentsOfDirectory(atPath: parent)) }

    /// A folder as a killed process leaves it: with files, and without anybody's lock.
    private func abandoned(_ letters: String = "aB3xYz") throws -> String {
        let name = ScratchFolder.prefix + letters
        try FileManager.default.createDirectory(atPath: parent + "/\(name)/deep", withIntermediateDirectories: true)
        try Data([1]).write(to: URL(fileURLWithPath: parent + "/\(name)/deep/file"))
        return name
    }

    @Test func `a folder is this user's alone, and goes with all that is in it`() throws {
        defer { try? FileManager.default.removeItem(atPath: parent) }
        do {
            let folder = try ScratchFolder(in: parent)
            try Data([1]).write(to: URL(fileURLWithPath: folder.path + "/file"))
            var status = stat()
            #expect(stat(folder.path, &status) == 0 && status.st_mode & 0o777 == 0o700)
            #expect(try ScratchFolder(in: parent).path != folder.path)
            withExtendedLifetime(folder) {}
        }
        #expect(try names().isEmpty)
        #expect(throws: ScratchError.self) { try ScratchFolder(in: parent + "/nowhere") }
    }

    @Test func `what is left is swept, what is in use is not, nor what is somebody's own`() throws {
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let folder = try ScratchFolder(in: parent)
        let kept = String(folder.path.split(separator: "/").last ?? "")
        let (long, left) = (try abandoned("import-of-mine"), try abandoned())
        try FileManager.default.createDirectory(atPath: parent + "/other", withIntermediateDirectories: true)
        try Data([1]).write(to: URL(fileURLWithPath: parent + "/" + ScratchFolder.prefix + "afile1"))
        symlink(parent + "/other", parent + "/" + ScratchFolder.prefix + "alink1")
        #expect(try names().contains(left))
        #expect(ScratchFolder.sweep(parent) == 1)
        #expect(
            try names() == [
                kept, long, "other", ScratchFolder.prefix + "afile1", ScratchFolder.prefix + "alink1",
            ])
        #expect(ScratchFolder.sweep(parent) == 0)
        #expect(ScratchFolder.sweep(parent + "/nowhere") == 0)
        withExtendedLifetime(folder) {}
    }

    @Test func `folders that are made while others sweep are there afterwards`() throws {
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let parent = parent
        let stopping = Flag()
        let sweeper = try WorkerThread(name: "sweeper") {
            while !stopping.isSet.load(ordering: .relaxed) { ScratchFolder.sweep(parent) }
        }
        for _ in 0..<500 {
            let folder = try ScratchFolder(in: parent)
            FileManager.default.createFile(atPath: folder.path + "/file", contents: Data([1]))
            #expect(access(folder.path + "/file", R_OK) == 0)
        }
        stopping.isSet.store(true, ordering: .relaxed)
        sweeper.join()
        #expect(try names().isEmpty)
    }
}

/// Something that one thread sets and another looks at.
private final class Flag: Sendable {
    let isSet = Atomic(false)
}
