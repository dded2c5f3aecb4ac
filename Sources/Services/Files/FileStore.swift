internal import Base
internal import FoundationEssentials
internal import Glibc

/// Where uploaded documents are kept: files under generated names in one folder that nginx does not serve.
public struct FileStore: Sendable {
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

    /// A name that no file has and nobody can guess.
    public static func newKey() -> String {
        let name = Randomness.bytes(16).hex
        return name.prefix(2) + "/" + name
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
        guard key.utf8.count == 35, key.utf8.enumerated().allSatisfy({ $0 == 2 ? $1 == 47 : Hex.value($1) != nil })
        else {
            throw FileError(attempt: "find a stored file", reason: "its name was not made by this store")
        }
        return directory + "/" + key
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
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw FileError(attempt: "write a file to the disk", code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileError(attempt: "write a file to the disk", code: errno) }
    }
}

/// A file could not be stored, found, read or removed.
public struct FileError: Error, Sendable, CustomStringConvertible {
    public let attempt: String
    public let reason: String
    /// The system's error number, where there was one; `ENOSPC` means the disk is full.
    public let code: Int32?

    init(attempt: String, reason: String) {
        self.attempt = attempt
        self.reason = reason
        code = nil
    }

    init(attempt: String, code: Int32) {
        self.attempt = attempt
        self.code = code
        reason = String(cString: strerror(code))
    }

    /// Whether there is no room left.
    public var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }

    public var description: String { "cannot \(attempt): \(reason)" }
}
