import CZip

/// An archive in memory. Nothing is unpacked before what it declares has been checked, and nothing past what is allowed.
struct ZipArchive: ~Copyable {
    private let handle: OpaquePointer
    private let limits: DocumentLimits
    /// Names of the entries, in the archive's order.
    let names: [String]

    /// Opens the archive in `bytes`, which must outlive it. Throws `unreadable`, or `limit` for too many entries or a
    /// declared size past the limit.
    init(_ bytes: UnsafeRawBufferPointer, limits: DocumentLimits) throws(DocumentError) {
        var problem = zip_error_t()
        zip_error_init(&problem)
        defer { zip_error_fini(&problem) }
        guard let source = zip_source_buffer_create(bytes.baseAddress, zip_uint64_t(bytes.count), 0, &problem) else {
            throw DocumentError(.unreadable, "zip error \(zip_error_code_zip(&problem))")
        }
        guard let handle = zip_open_from_source(source, Int32(ZIP_RDONLY), &problem) else {
            zip_source_free(source)
            throw DocumentError(.unreadable, "zip error \(zip_error_code_zip(&problem))")
        }
        do throws(DocumentError) {
            names = try Self.check(handle, limits)
        } catch {
            zip_discard(handle)
            throw error
        }
        self.handle = handle
        self.limits = limits
    }

    deinit { zip_discard(handle) }

    private static func check(_ handle: OpaquePointer, _ limits: DocumentLimits) throws(DocumentError) -> [String] {
        let count = zip_get_num_entries(handle, 0)
        guard count <= limits.entries else { throw DocumentError(.limit, "\(count) entries in the archive") }
        var names: [String] = []
        var declared: UInt64 = 0
        for index in 0..<max(0, count) {
            var entry = zip_stat_t()
            zip_stat_init(&entry)
            guard zip_stat_index(handle, zip_uint64_t(index), 0, &entry) == 0 else {
                throw DocumentError(.unreadable, "entry \(index) of the archive")
            }
            let (sum, isOver) = declared.addingReportingOverflow(entry.size)
            guard !isOver, sum <= UInt64(limits.unpackedBytes) else {
                throw DocumentError(.limit, "the archive unpacks to more than \(limits.unpackedBytes) bytes")
            }
            declared = sum
            names.append(entry.name.map { String(cString: $0) } ?? "")
        }
        return names
    }

    /// The bytes of the entry at `index`. Throws `encrypted`, `limit` or `unreadable`.
    func read(_ index: Int) throws(DocumentError) -> [UInt8] {
        var entry = zip_stat_t()
        zip_stat_init(&entry)
        guard zip_stat_index(handle, zip_uint64_t(index), 0, &entry) == 0 else {
            throw DocumentError(.unreadable, "entry \(index) of the archive")
        }
        guard entry.encryption_method == UInt16(ZIP_EM_NONE) else {
            throw DocumentError(.encrypted, "an encrypted entry")
        }
        guard let file = zip_fopen_index(handle, zip_uint64_t(index), 0) else {
            throw DocumentError(.unreadable, "entry \(names[index]) cannot be opened")
        }
        defer { zip_fclose(file) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(min(entry.size, 1 << 20)))
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = zip_fread(file, &buffer, zip_uint64_t(buffer.count))
            guard count >= 0 else { throw DocumentError(.unreadable, "entry \(names[index]) is damaged") }
            if count == 0 { return bytes }
            // What an entry declares may be a lie: what comes out counts as well.
            guard bytes.count + Int(count) <= limits.unpackedBytes else {
                throw DocumentError(.limit, "an entry unpacks to more than \(limits.unpackedBytes) bytes")
            }
            bytes.append(contentsOf: buffer[..<Int(count)])
        }
    }
}
