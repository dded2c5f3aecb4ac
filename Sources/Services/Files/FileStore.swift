internal import Base
internal import Glibc

/// Where uploaded documents are kept, under generated names.
public protocol FileStore: Sendable {
    /// Moves a finished file into the store. Afterwards it is there whole, or not at all.
    /// - Parameter path: on any file system; the file is gone from there.
    func adopt(_ path: String, as key: String) throws(FileError)

    /// Where the file is on this machine; nil where it is elsewhere.
    func path(of key: String) throws(FileError) -> String?

    /// The file for readers that want a path.
    /// - Parameter limit: bytes that it may have, where it has to be fetched.
    func open(_ key: String, limit: Int) throws(FileError) -> StoredFile

    /// The whole file, at most `limit` bytes.
    func contents(of key: String, limit: Int) throws(FileError) -> [UInt8]

    /// Removes a file; one that is not there is removed already.
    func remove(_ key: String) throws(FileError)
}

/// The names under which files are stored.
public enum FileKey {
    /// A name that no file has and nobody can guess.
    public static func make() -> String {
        let name = Randomness.bytes(16).hex
        return name.prefix(2) + "/" + name
    }

    /// Refuses what ``make()`` cannot have made.
    static func check(_ key: String) throws(FileError) {
        guard key.utf8.count == 35, key.utf8.enumerated().allSatisfy({ $0 == 2 ? $1 == 47 : Hex.value($1) != nil })
        else {
            throw FileError(attempt: "find a stored file", reason: "its name was not made by this store")
        }
    }
}

/// A file that can be read under ``path`` for as long as this is there.
public final class StoredFile: Sendable {
    public let path: String
    private let descriptor: Int32?

    init(path: String) {
        self.path = path
        descriptor = nil
    }

    /// A file of this process alone, without a name: nothing is left of it, however the process ends.
    init(holding bytes: [UInt8]) throws(FileError) {
        let attempt = "keep a fetched file"
        var template = Array("/tmp/hunter-fetched-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw FileError(attempt: attempt, code: errno) }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, bytes.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                close(descriptor)
                throw FileError(attempt: attempt, code: code)
            }
            written += count
        }
        path = "/proc/self/fd/\(descriptor)"
        self.descriptor = descriptor
    }

    deinit {
        if let descriptor { close(descriptor) }
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
