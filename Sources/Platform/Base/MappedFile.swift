internal import Glibc

/// A file as memory that is only read: a page of it comes in when it is first touched, and all processes share it.
///
/// The file must be replaced, never written into: who mapped the old one keeps the old one.
public final class MappedFile: @unchecked Sendable {  // the memory is never written, and goes only when the object does
    /// What the file holds.
    public let bytes: UnsafeRawBufferPointer

    /// Maps the file at `path`.
    /// - Throws: ``MappedFile/Problem`` where it cannot be opened or is empty.
    public init(path: String) throws(Problem) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Problem(path: path, code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Problem(path: path, code: errno) }
        let count = Int(status.st_size)
        guard count > 0 else { throw Problem(path: path, code: ENODATA) }
        guard let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
            throw Problem(path: path, code: errno)
        }
        bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }

    /// Why a file could not be mapped.
    public struct Problem: Error, CustomStringConvertible {
        /// The file.
        public let path: String
        /// The system's error number.
        public let code: CInt

        public var description: String { "\(path): \(String(cString: strerror(code)))" }
    }
}
