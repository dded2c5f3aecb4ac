import Files
import Foundation
import Testing

@Suite final class FolderStoreTests {
    private let folder = FileManager.default.temporaryDirectory.path + "/files-\(UUID().uuidString)"
    private let store: FolderStore

    init() throws {
        store = try FolderStore(directory: folder + "/store")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func upload(_ text: String) throws -> String {
        let path = folder + "/upload-\(UUID().uuidString)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func `a file is stored under a generated name, for its owner only`() throws {
        let (key, path) = (FileKey.make(), try upload("hello"))
        try store.adopt(path, as: key)
        #expect(try store.contents(of: key, limit: 5) == Array("hello".utf8))
        #expect(!FileManager.default.fileExists(atPath: path))
        let attributes = try FileManager.default.attributesOfItem(atPath: store.location(of: key))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(key != FileKey.make())
    }

    @Test func `a removed file is gone, and may be removed again`() throws {
        let key = FileKey.make()
        try store.adopt(upload("x"), as: key)
        try store.remove(key)
        try store.remove(key)
        #expect(throws: FileError.self) { try self.store.contents(of: key, limit: 10) }
    }

    @Test func `more than the limit is not read`() throws {
        let key = FileKey.make()
        try store.adopt(upload("123456"), as: key)
        #expect(throws: FileError.self) { try self.store.contents(of: key, limit: 5) }
    }

    @Test(arguments: [
        "../../etc/passwd", "", "ab/../../../../../../etc/passwd00000", "/etc/passwd",
        "aa/" + String(repeating: "g", count: 32),
    ])
    func `a name that the store did not make leads nowhere`(key: String) {
        #expect(throws: FileError.self) { try self.store.location(of: key) }
    }
}
