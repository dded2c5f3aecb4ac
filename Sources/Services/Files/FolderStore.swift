internal import Base
internal import FoundationEssentials
internal import Glibc

/// Where uploaded documents are kept: files under generated names in one folder that nginx does not serve.
public struct FolderStore: FileStore {
    private let directory: String

    /// Makes the folder, for this user only, where there is none.
    public init(directory: String) throws(FileError) {
        self.directory = directory
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw FileError(attempt: "make the folder \(directory)", reason: "\(error)")
        }
    }

    /// Moves a finished file into the store. Afterwards it is there whole, also after a power cut, or not at all.
    /// - Parameter path: on any file system; the file is gone from there.
    public func adopt(_ path: String, as key: String) throws(FileError) {
        let target = try location(of: key)
        let folder = String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)])
        mkdir(folder, 0o700)
        if rename(path, target) != 0 {
            guard errno == EXDEV else { throw FileError(attempt: "store a file", code: errno) }
            try copy(path, to: target)
        }
        chmod(target, 0o600)
        do throws(FileError) {
            try synchronize(target)
            try synchronize(folder)
        } catch {
            // Some file systems find only now that there is no room.
            unlink(target)
            throw error
        }
    }

    private func copy(_ path: String, to target: String) throws(FileError) {
        let part = target + ".part"
        do {
            try FileManager.default.copyItem(atPath: path, toPath: part)
        } catch {
            unlink(part)
            let attempt = "copy a file into the store"
            let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
            throw isFull ? FileError(attempt: attempt, code: ENOSPC) : FileError(attempt: attempt, reason: "\(error)")
        }
        guard rename(part, target) == 0 else {
            let code = errno
            unlink(part)
            throw FileError(attempt: "store a file", code: code)
        }
        unlink(path)
    }

    /// The file's path, for readers.
    public func location(of key: String) throws(FileError) -> String {
        try FileKey.check(key)
        return directory + "/" + key
    }

    public func path(of key: String) throws(FileError) -> String? { try location(of: key) }

    public func open(_ key: String, limit: Int) throws(FileError) -> StoredFile {
        StoredFile(path: try location(of: key))
    }

    /// The whole file, at most `limit` bytes.
    public func contents(of key: String, limit: Int) throws(FileError) -> [UInt8] {
        let path = try location(of: key)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw FileError(attempt: "read a stored file", code: errno == 0 ? ENOENT : errno)
        }
        guard data.count <= limit else { throw FileError(attempt: "read a stored file", code: EFBIG) }
        return Array(data)
    }

    /// Removes a file; one that is not there is removed already.
    public func remove(_ key: String) throws(FileError) {
        guard unlink(try location(of: key)) == 0 || errno == ENOENT else {
            throw FileError(attempt: "remove a stored file", code: errno)
        }
    }

    private func synchronize(_ path: String) throws(FileError) {
        let descriptor = Glibc.open(path, O_RDONLY)
        guard descriptor >= 0 else { throw FileError(attempt: "write a file to the disk", code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError(attempt: "write a file to the disk", code: errno) }
    }
}
