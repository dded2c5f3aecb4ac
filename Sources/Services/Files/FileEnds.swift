internal import Glibc

/// The beginning and the end of a file, which tell what it is; never the whole of it.
public enum FileEnds {
    /// At most `bytes` from either end, together; the whole of a file that is not larger. Empty where it cannot be read.
    public static func read(_ path: String, bytes: Int) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        guard size > 2 * bytes else { return read(file, at: 0, bytes: size) }
        return read(file, at: 0, bytes: bytes) + read(file, at: size - bytes, bytes: bytes)
    }

    private static func read(_ file: Int32, at offset: Int, bytes: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: max(0, bytes)) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            count = max(0, pread(file, base, bytes, off_t(offset)))
        }
    }
}
