internal import FoundationEssentials
internal import Glibc

/// A folder for files that only this process needs, for as long as this is there. Safe from any thread.
///
/// It bears a lock, which the system lifts when the process ends, however it ends. So what a killed process left can be told
/// from what is in use, and ``sweep(_:)`` removes it. A process number would say less: numbers are given again, and
/// containers that share a folder each count from one.
public final class ScratchFolder: Sendable {
    /// Its path; only this user may enter.
    public let path: String
    /// Holds the lock; not inherited by programs that this process starts.
    private let descriptor: Int32

    /// What names begin with.
    static let prefix = "hunter-scratch-"
    /// Letters that the system makes a name single with.
    private static let letters = "XXXXXX"

    /// Where such folders are unless something else is said: `TMPDIR`, or `/tmp`.
    public static var usualParent: String {
        getenv("TMPDIR").flatMap { $0.pointee == 0 ? nil : String(cString: $0) } ?? "/tmp"
    }

    /// Makes a folder in `parent`.
    /// - Throws: where there is no room or no such place.
    public init(in parent: String = usualParent) throws(ScratchError) {
        // Somebody who sweeps at this moment may take a folder for left before it bears its lock; then another is made.
        for _ in 0..<10 {
            var template = Array("\(parent)/\(Self.prefix)\(Self.letters)".utf8CString)
            guard mkdtemp(&template) != nil else { throw ScratchError(code: errno) }
            let made = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
            guard let lock = Self.lock(made) else { continue }
            path = made
            descriptor = lock
            return
        }
        throw ScratchError(code: EBUSY)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        close(descriptor)
    }

    /// Removes what processes that are no more left in a folder.
    /// - Returns: how many were removed.
    @discardableResult
    public static func sweep(_ parent: String = usualParent) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        return names.reduce(0) { count, name in
            guard name.hasPrefix(prefix), name.utf8.count == prefix.utf8.count + letters.utf8.count,
                let lock = lock(parent + "/" + name)
            else { return count }
            defer { close(lock) }
            return count + ((try? FileManager.default.removeItem(atPath: parent + "/" + name)) == nil ? 0 : 1)
        }
    }

    /// A descriptor that holds the lock of a folder of this user; nil where another has it, or the folder is gone.
    private static func lock(_ path: String) -> Int32? {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var (own, there) = (stat(), stat())
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &own) == 0, own.st_uid == geteuid(),
            // Who had the lock before may have removed it.
            lstat(path, &there) == 0, there.st_ino == own.st_ino, there.st_dev == own.st_dev
        else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}

/// A folder for files of a process could not be made.
public struct ScratchError: Error, Sendable, CustomStringConvertible {
    /// The system's error number.
    public let code: Int32

    public var description: String { "cannot make a folder for files: \(String(cString: strerror(code)))" }
}
