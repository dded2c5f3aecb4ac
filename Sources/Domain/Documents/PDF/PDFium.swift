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

    /// Opens a page for `body`; nil where the page is damaged.
    func withPage<R>(_ index: Int, _ body: (borrowing PDFPage) -> R) -> R? {
        guard cpdfium_page_open(handle, Int32(clamping: index)) == 0 else { return nil }
        defer { cpdfium_page_close(handle) }
        return body(PDFPage(handle))
    }
}

/// An open page.
struct PDFPage: ~Copyable {
    /// What people see of a page, in its own coordinates: points, upwards.
    struct Box {
        var left: Float
        var bottom: Float
        var right: Float
        var top: Float
    }

    private let handle: OpaquePointer
    /// Things a page may draw that are looked at.
    private static let mostObjects: Int32 = 20_000

    fileprivate init(_ handle: OpaquePointer) { self.handle = handle }

    /// Upright, in points.
    var width: Float { cpdfium_page_width(handle) }
    var height: Float { cpdfium_page_height(handle) }

    var box: Box {
        var sides: [Float] = [0, 0, 0, 0]
        guard cpdfium_page_box(handle, &sides) == 0 else { return Box(left: 0, bottom: 0, right: width, top: height) }
        return Box(left: sides[0], bottom: sides[1], right: sides[2], top: sides[3])
    }

    /// What the page draws, in the order of painting. Characters name their place in it if this was asked for first.
    func objects() -> [cpdfium_object] {
        let count = Int(cpdfium_list_objects(handle, Self.mostObjects))
        guard count > 0 else { return [] }
        return [cpdfium_object](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = Int(cpdfium_objects(handle, Int32(count), buffer.baseAddress))
        }
    }

    /// At most `limit` characters, in the order of the file.
    func characters(limit: Int) -> [cpdfium_char] {
        let count = min(Int(cpdfium_char_count(handle)), limit)
        guard count > 0 else { return [] }
        return [cpdfium_char](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = Int(cpdfium_chars(handle, 0, Int32(count), buffer.baseAddress))
        }
    }

    /// What the chosen objects change of the page's picture.
    func ink(of chosen: [Bool], longestSide: Int) -> PageInk? {
        guard let (width, height) = pixels(longestSide: longestSide) else { return nil }
        var out = [UInt8](repeating: 0, count: width * height)
        let marks = chosen.map { $0 ? UInt8(1) : 0 }
        let problem = cpdfium_ink(handle, marks, Int32(marks.count), Int32(width), Int32(height), &out)
        return problem == 0 ? PageInk(width: width, height: height, pixels: out) : nil
    }

    /// The page in shades of grey, 8 bits a pixel, row by row.
    func paint(longestSide: Int) -> PageInk? {
        guard let (width, height) = pixels(longestSide: longestSide) else { return nil }
        var out = [UInt8](repeating: 255, count: width * height)
        guard cpdfium_paint(handle, Int32(width), Int32(height), &out) == 0 else { return nil }
        return PageInk(width: width, height: height, pixels: out)
    }

    /// Where a box of the page is in a picture of it.
    func place(_ box: Box, in ink: PageInk) -> (columns: Range<Int>, rows: Range<Int>) {
        var (x, y): ([Int32], [Int32]) = ([0, 0], [0, 0])
        cpdfium_pixel(handle, Int32(ink.width), Int32(ink.height), box.left, box.bottom, &x[0], &y[0])
        cpdfium_pixel(handle, Int32(ink.width), Int32(ink.height), box.right, box.top, &x[1], &y[1])
        func range(_ ends: [Int32], _ limit: Int) -> Range<Int> {
            let low = min(max(0, Int(min(ends[0], ends[1]))), limit)
            return low..<min(max(low, Int(max(ends[0], ends[1])) + 1), limit)
        }
        return (range(x, ink.width), range(y, ink.height))
    }

    private func pixels(longestSide: Int) -> (width: Int, height: Int)? {
        let longest = max(width, height)
        guard longest.isFinite, longest >= 1, min(width, height) > 0 else { return nil }
        let scale = Float(longestSide) / longest
        return (max(1, Int(width * scale)), max(1, Int(height * scale)))
    }
}

/// A picture of a page, a byte a pixel.
struct PageInk {
    let width: Int
    let height: Int
    let pixels: [UInt8]

    /// The largest value in a part of it.
    func most(_ columns: Range<Int>, _ rows: Range<Int>) -> UInt8 {
        var most: UInt8 = 0
        for row in rows {
            for column in columns { most = max(most, pixels[row * width + column]) }
        }
        return most
    }
}
