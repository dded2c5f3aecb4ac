import CPDFium
import FoundationEssentials
import Glibc
import Synchronization

/// The PDFium library, loaded at run time.
///
/// PDFium keeps global state, so one document is open at a time in a process; a second waits.
public struct PDFium: Sendable {
    private static let turn = Mutex(())

    /// Loads libpdfium.so: `path` if given, else the first of `searchPaths` that is there. Only the first load of a process
    /// does anything. Throws `unavailable`.
    public static func load(path: String? = nil) throws(DocumentError) -> PDFium {
        guard let file = path ?? searchPaths.first(where: { access($0, R_OK) == 0 }) else {
            throw DocumentError(.unavailable, "no libpdfium.so in \(searchPaths.joined(separator: ", "))")
        }
        if let problem = cpdfium_load(file) { throw DocumentError(.unavailable, String(cString: problem)) }
        return PDFium()
    }

    /// Where the library is looked for: `HUNTER_PDFIUM`, then `.deps/lib` of `HUNTER_HOME` and of the working folder.
    public static var searchPaths: [String] {
        var paths: [String] = []
        let environment = ProcessInfo.processInfo.environment
        if let file = environment["HUNTER_PDFIUM"], !file.isEmpty { paths.append(file) }
        if let home = environment["HUNTER_HOME"], !home.isEmpty { paths.append("\(home)/.deps/lib/libpdfium.so") }
        return paths + ["./.deps/lib/libpdfium.so"]
    }

    /// Opens the document in `bytes` for `body`.
    func withDocument<R>(
        _ bytes: [UInt8], _ body: (borrowing PDFDocument) throws(DocumentError) -> R
    ) throws(DocumentError) -> R {
        var result: Result<R, DocumentError> = .failure(DocumentError(.unavailable, "not run"))
        Self.turn.withLock { _ in
            result = bytes.withUnsafeBytes { buffer in
                do throws(DocumentError) {
                    return .success(try body(try PDFDocument(buffer)))
                } catch {
                    return .failure(error)
                }
            }
        }
        return try result.get()
    }
}

/// An open document.
struct PDFDocument: ~Copyable {
    private let handle: OpaquePointer

    fileprivate init(_ bytes: UnsafeRawBufferPointer) throws(DocumentError) {
        var problem: UInt = 0
        guard let handle = cpdfium_open(bytes.baseAddress, bytes.count, &problem) else {
            let isLocked = problem == UInt(CPDFIUM_PASSWORD) || problem == UInt(CPDFIUM_SECURITY)
            throw DocumentError(isLocked ? .encrypted : .unreadable, "PDFium error \(problem)")
        }
        self.handle = handle
    }

    deinit { cpdfium_close(handle) }

    var pageCount: Int { Int(cpdfium_page_count(handle)) }

    /// The characters of a page, at most `limit`, or nil where the page is damaged.
    func characters(ofPage index: Int, limit: Int) -> [cpdfium_char]? {
        guard cpdfium_page_open(handle, Int32(clamping: index)) == 0 else { return nil }
        defer { cpdfium_page_close(handle) }
        let count = min(Int(cpdfium_char_count(handle)), limit)
        guard count > 0 else { return [] }
        return [cpdfium_char](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = Int(cpdfium_chars(handle, 0, Int32(count), buffer.baseAddress))
        }
    }
}
