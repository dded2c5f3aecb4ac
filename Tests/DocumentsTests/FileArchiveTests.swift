import Documents
import Foundation
import TestSupport
import Testing

struct FileArchiveTests {
    private let folder = TemporaryFolder()
    private let limits = FileArchive.Limits(entries: 10, unpackedBytes: 10_000_000, entryBytes: 1_000_000)

    private func file(_ entries: [DocumentFixtures.Entry]) throws -> String {
        let path = folder.path + "/" + UUID().uuidString
        try Data(DocumentFixtures.zip(entries)).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func problem(_ path: String, _ limits: FileArchive.Limits) -> DocumentError.Code? {
        do throws(DocumentError) {
            _ = try FileArchive(path: path, limits: limits)
            return nil
        } catch { return error.code }
    }

    /// What an archive declares is a number in its directory.
    private func declaring(_ size: Int, count: Int = 1) -> [DocumentFixtures.Entry] {
        (0..<count).map { number in
            var entry = DocumentFixtures.Entry("cv-\(number).txt", Array("Ada".utf8))
            entry.size = size
            return entry
        }
    }

    @Test func `files come out as they went in, without folders and what systems add`() throws {
        let path = try file([
            .init("people/", []), .init("people/Ada Abel.txt", Array("Ada".utf8)), .init("__MACOSX/._Ada.txt", [1]),
            .init(".DS_Store", [1]), .init("../../etc/passwd", Array("Bela".utf8)),
        ])
        let archive = try FileArchive(path: path, limits: limits)
        #expect(archive.entries.map(\.name) == ["people/Ada Abel.txt", "../../etc/passwd"])
        #expect(!archive.isDocument)
        for (entry, text) in zip(archive.entries, ["Ada", "Bela"]) {
            let target = folder.path + "/" + UUID().uuidString
            try archive.unpack(entry, to: target)
            #expect(try String(contentsOfFile: target, encoding: .utf8) == text)
        }
    }

    @Test func `a bomb is refused by what it declares, before anything is unpacked`() throws {
        #expect(problem(try file(declaring(10_000_001)), limits) == .limit)
        #expect(problem(try file(declaring(4_000_000, count: 3)), limits) == .limit)
        #expect(problem(try file(declaring(1, count: 11)), limits) == .limit)
        #expect(problem(try file(declaring(Int(UInt32.max) - 1, count: 3)), limits) == .limit)
        var dense = limits
        dense.ratioFrom = 1_000_000
        #expect(problem(try file(declaring(2_000_000)), dense) == .limit)
        #expect(problem(try file(declaring(100)), limits) == nil)
        // A directory that is too long is not even read.
        var bytes = DocumentFixtures.zip(declaring(1))
        bytes[bytes.count - 12] = 0xFF
        bytes[bytes.count - 11] = 0xFF
        let path = folder.path + "/long.zip"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(problem(path, limits) == .limit)
    }

    @Test func `an entry that lies about its size, or is too large, leaves nothing behind`() throws {
        var lying = DocumentFixtures.Entry("cv.txt", Array(repeating: 65, count: 2000))
        lying.size = 10
        var small = limits
        small.entryBytes = 1000
        for (entries, limits) in [([lying], small), (declaring(1_000_001), limits)] {
            let archive = try FileArchive(path: try file(entries), limits: limits)
            let target = folder.path + "/" + UUID().uuidString
            #expect(throws: DocumentError.self) { try archive.unpack(archive.entries[0], to: target) }
            #expect(!FileManager.default.fileExists(atPath: target))
        }
    }

    @Test func `an existing file is never written over`() throws {
        let path = try file([.init("cv.txt", Array("Ada".utf8))])
        let archive = try FileArchive(path: path, limits: limits)
        #expect(throws: DocumentError.self) { try archive.unpack(archive.entries[0], to: path) }
        #expect(try FileArchive(path: path, limits: limits).entries.count == 1)
    }

    @Test func `a document that is an archive is told from an archive of documents`() throws {
        let word = try file([.init("[Content_Types].xml", []), .init("word/document.xml", Array("<w/>".utf8))])
        #expect(try FileArchive(path: word, limits: limits).isDocument)
        let open = try file([.init("mimetype", Array("application/vnd.oasis.opendocument.text".utf8))])
        #expect(try FileArchive(path: open, limits: limits).isDocument)
        let mixed = try file([.init("cv.txt", [65]), .init("mimetype", [65])])
        #expect(try !FileArchive(path: mixed, limits: limits).isDocument)
    }

    @Test func `what is no archive is unreadable`() throws {
        let path = try folder.write("PK nothing of an archive", to: "broken.zip")
        #expect(problem(path, limits) == .unreadable)
        #expect(problem(folder.path + "/absent.zip", limits) == .unreadable)
        #expect(
            FileArchive.isArchive(beginning: [0x50, 0x4B, 3, 4, 0]) && !FileArchive.isArchive(beginning: [0x50, 0x4B]))
    }
}
