import CZip
import Glibc

/// A ZIP archive of documents on the disk. What it declares is checked before anything is unpacked, and what comes out is
/// counted, because an archive may lie. For one thread.
public final class FileArchive {
    /// What an archive may cost.
    public struct Limits: Sendable, Equatable {
        public var entries: Int
        /// Bytes that all entries together, and one of them, unpack to.
        public var unpackedBytes: Int
        public var entryBytes: Int
        /// How many times its own size an archive of more than ``ratioFrom`` bytes may unpack to. Documents are compressed
        /// already; what shrinks to a hundredth is made to do so.
        public var ratio: Int
        public var ratioFrom: Int

        public init(
            entries: Int, unpackedBytes: Int, entryBytes: Int, ratio: Int = 100, ratioFrom: Int = 16 << 20
        ) {
            self.entries = entries
            self.unpackedBytes = unpackedBytes
            self.entryBytes = entryBytes
            self.ratio = ratio
            self.ratioFrom = ratioFrom
        }
    }

    /// A file in the archive.
    public struct Entry: Sendable, Equatable {
        let index: UInt64
        /// As the archive says; never to be used as a path.
        public let name: String
        /// What it says it unpacks to.
        public let byteCount: UInt64
        public let isEncrypted: Bool
    }

    private let handle: OpaquePointer
    private let limits: Limits
    /// Its files in their order, without folders.
    public let entries: [Entry]
    /// Whether it is a document that is kept as an archive, such as DOCX or ODT.
    public let isDocument: Bool

    /// Opens the archive at `path` and looks at its directory only. Throws `unreadable`, or `limit` for more than is allowed.
    public init(path: String, limits: Limits) throws(DocumentError) {
        // Opening it reads its whole directory, which is all that a small number of bytes can be made to be.
        guard Self.declaredEntries(path) <= limits.entries * Self.otherEntries else {
            throw DocumentError(.limit, "more than \(limits.entries) files in the archive")
        }
        var code: Int32 = 0
        guard let handle = zip_open(path, Int32(ZIP_RDONLY), &code) else {
            throw DocumentError(.unreadable, "zip error \(code)")
        }
        self.handle = handle
        self.limits = limits
        var status = stat()
        let size = stat(path, &status) == 0 ? Int(status.st_size) : 0
        do throws(DocumentError) {
            (entries, isDocument) = try Self.check(handle, size: size, limits)
        } catch {
            zip_discard(handle)
            throw error
        }
    }

    deinit { zip_discard(handle) }

    /// Folders and what systems add have entries as well: so many times the files that are wanted.
    private static let otherEntries = 4

    /// The most entries that any end of a directory in the last 64 KB says there are, which is where an archive's end is
    /// found (APPNOTE.TXT, 4.3.16). The largest number stands for more than fit into it.
    private static func declaredEntries(_ path: String) -> Int {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        var tail = [UInt8](repeating: 0, count: max(0, min(size, (64 << 10) + 22)))
        let count = pread(file, &tail, tail.count, off_t(size - tail.count))
        guard count >= 22 else { return 0 }
        var most = 0
        for start in 0...(count - 22) where tail[start] == 0x50 && tail[start + 1] == 0x4B {
            guard tail[start + 2] == 5, tail[start + 3] == 6 else { continue }
            let entries = Int(tail[start + 10]) | Int(tail[start + 11]) << 8
            most = max(most, entries == 0xFFFF ? Int.max : entries)
        }
        return most
    }

    /// Whether the file at `path` begins as an archive does.
    public static func isArchive(beginning bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
    }

    private static func check(
        _ handle: OpaquePointer, size: Int, _ limits: Limits
    ) throws(DocumentError) -> (entries: [Entry], isDocument: Bool) {
        let count = max(0, zip_get_num_entries(handle, 0))
        guard count <= limits.entries * otherEntries else {
            throw DocumentError(.limit, "\(count) entries in the archive")
        }
        var entries: [Entry] = []
        var declared: UInt64 = 0
        var isDocument = false
        for index in 0..<UInt64(count) {
            var entry = zip_stat_t()
            zip_stat_init(&entry)
            guard zip_stat_index(handle, index, 0, &entry) == 0 else {
                throw DocumentError(.unreadable, "entry \(index) of the archive")
            }
            let name = entry.name.map { String(cString: $0) } ?? ""
            if name == "[Content_Types].xml" || index == 0 && name == "mimetype" { isDocument = true }
            let (sum, isOver) = declared.addingReportingOverflow(entry.size)
            guard !isOver, sum <= UInt64(limits.unpackedBytes) else {
                throw DocumentError(.limit, "the archive unpacks to more than \(limits.unpackedBytes) bytes")
            }
            declared = sum
            if isWanted(name) {
                entries.append(
                    Entry(
                        index: index, name: name, byteCount: entry.size,
                        isEncrypted: entry.encryption_method != UInt16(ZIP_EM_NONE)))
            }
        }
        guard entries.count <= limits.entries else {
            throw DocumentError(.limit, "\(entries.count) files in the archive")
        }
        if declared > UInt64(limits.ratioFrom), declared / UInt64(max(1, size)) > UInt64(limits.ratio) {
            throw DocumentError(.limit, "the archive unpacks to more than \(limits.ratio) times its size")
        }
        return (entries, isDocument)
    }

    /// Folders, hidden files, and what macOS adds are no documents.
    private static func isWanted(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let last = parts.last, !last.isEmpty, last.first != UInt8(ascii: ".") else { return false }
        return !name.hasPrefix("__MACOSX/")
    }

    /// Unpacks one file to `path`, which must not exist. Throws `encrypted`, `limit`, `unreadable`, or `unavailable` where the
    /// disk takes no more; then nothing is left at `path`.
    public func unpack(_ entry: Entry, to path: String) throws(DocumentError) {
        guard !entry.isEncrypted else { throw DocumentError(.encrypted, "an encrypted entry") }
        guard entry.byteCount <= UInt64(limits.entryBytes) else {
            throw DocumentError(.tooLarge, "an entry of \(entry.byteCount) bytes")
        }
        guard let file = zip_fopen_index(handle, entry.index, 0) else {
            throw DocumentError(.unreadable, "an entry cannot be opened")
        }
        defer { zip_fclose(file) }
        let target = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard target >= 0 else { throw DocumentError(.unavailable, "no file to unpack to: error \(errno)") }
        defer { close(target) }
        do throws(DocumentError) {
            try copy(file, to: target)
        } catch {
            unlink(path)
            throw error
        }
    }

    private func copy(_ file: OpaquePointer, to target: Int32) throws(DocumentError) {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var total = 0
        while true {
            let count = Int(zip_fread(file, &buffer, UInt64(buffer.count)))
            guard count >= 0 else { throw DocumentError(.unreadable, "an entry is damaged") }
            if count == 0 { return }
            total += count
            guard total <= limits.entryBytes else {
                throw DocumentError(.tooLarge, "an entry unpacks to more than \(limits.entryBytes) bytes")
            }
            var written = 0
            while written < count {
                let part = buffer.withUnsafeBytes {
                    write(target, $0.baseAddress.map { $0 + written }, count - written)
                }
                if part < 0, errno == EINTR { continue }
                guard part > 0 else { throw DocumentError(.unavailable, "cannot unpack: error \(errno)") }
                written += part
            }
        }
    }
}
