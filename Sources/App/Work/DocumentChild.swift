public import Documents
import FoundationEssentials
import Glibc
public import OCR
public import Subprocess

/// Reads documents from outside in a child process with limits: what breaks the reader breaks the child alone.
///
/// The child is this product's own `hunter read-document`, one a document. Pages that are pictures of text are painted by
/// another and read by Tesseract in a third, one a page, each with limits of its own.
public struct DocumentChild: Sendable {
    private let executable: String
    private let limits: ChildLimits
    private let environment: [String: String]
    private let tesseract: Tesseract?
    private let recognisedPages: Int
    private let isAsPrinted: Bool

    /// - Parameters:
    ///   - executable: the path of `hunter`; by default it stands beside the running program.
    ///   - now: fixes the child's clock (RFC 3339).
    ///   - tesseract: reads what is only in pictures; without it such pages stay unread.
    ///   - recognisedPages: how many pages of one document it reads.
    ///   - isAsPrinted: whether words that are broken at the end of a line stay so.
    public init(
        executable: String? = nil, limits: ChildLimits = ChildLimits(), now: String? = nil,
        tesseract: Tesseract? = nil, recognisedPages: Int = 10, isAsPrinted: Bool = false
    ) {
        self.executable = executable ?? Self.besideThisProgram
        self.limits = limits
        self.tesseract = tesseract
        self.recognisedPages = recognisedPages
        self.isAsPrinted = isAsPrinted
        var environment = ["LANG": "C.UTF-8"]
        // The child starts elsewhere and with nothing: what it needs is found here.
        if let library = PDFium.searchPaths.first(where: { access($0, R_OK) == 0 }) {
            environment["HUNTER_PDFIUM"] = Self.absolute(library)
        }
        environment["HUNTER_NOW"] = now ?? ProcessInfo.processInfo.environment["HUNTER_NOW"]
        self.environment = environment
    }

    /// The text of the document in `bytes` and, where `wantsProfile`, what it says about its person.
    public func read(_ bytes: [UInt8], wantsProfile: Bool = true) throws(DocumentError) -> DocumentReading {
        let source = Source(input: { .bytes(bytes) })
        return try whole(try read(source, wantsProfile), of: source, wantsProfile)
    }

    /// As `read(_:)`, of the file at `path`; only its descriptor is handed to the child.
    ///
    /// - Parameters:
    ///   - elsewhere: asked first, once, for the words of pages that are pictures; nil where it cannot tell. Pages it does
    ///     not give are read here.
    ///   - goesOn: asked before each page whose text has to be recognised, with the pages done and to do; where it says
    ///     no, the reading ends with `unavailable`.
    public func read(
        path: String, wantsProfile: Bool = true, goesOn: (_ done: Int, _ total: Int) -> Bool = { _, _ in true },
        elsewhere: (() -> [Int: [UInt8]]?)? = nil
    ) throws(DocumentError) -> DocumentReading {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            throw DocumentError(.unavailable, "cannot open the file: \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        let source = Source {
            // Each child reads it from its beginning.
            lseek(file, 0, SEEK_SET)
            return .descriptor(file)
        }
        let reading = try read(source, wantsProfile)
        guard !DocumentReader.isMisnamed(reading.mediaType, as: path) else {
            throw DocumentError(.wrongType, "a web page under another name")
        }
        return try whole(reading, of: source, wantsProfile, elsewhere, goesOn)
    }

    /// Where a child takes the document from.
    private struct Source {
        let input: () -> ChildInput
    }

    private func read(_ source: Source, _ wantsProfile: Bool) throws(DocumentError) -> DocumentReading {
        let arguments =
            ["read-document"] + (wantsProfile ? [] : ["--text-only"]) + (isAsPrinted ? ["--as-printed"] : [])
        let began = ContinuousClock.now
        let result = try run(arguments, source)
        // Pictures ask most of the reader; without them nothing but some hidden text is missed.
        if result.isCrash, began.duration(to: .now) < Self.soonEnough {
            return try reading(try run(arguments + ["--no-painting"], source))
        }
        return try reading(result)
    }

    /// A crash that comes later than this has cost enough.
    private static let soonEnough = Duration.seconds(2)

    // MARK: Pictures of text

    /// A reading with what only pictures hold.
    private func whole(
        _ reading: DocumentReading, of source: Source, _ wantsProfile: Bool,
        _ elsewhere: (() -> [Int: [UInt8]]?)? = nil, _ goesOn: (Int, Int) -> Bool = { _, _ in true }
    ) throws(DocumentError) -> DocumentReading {
        var reading = reading
        reading.unread = reading.pictures.filter { reading.pages.indices.contains($0) && reading.pages[$0].isEmpty }
        if tesseract != nil || elsewhere != nil, recognisedPages > 0, !reading.pictures.isEmpty {
            let pages = Array(reading.pictures.prefix(recognisedPages))
            let tables = elsewhere?() ?? [:]
            for (done, page) in pages.enumerated() {
                guard goesOn(done, pages.count) else { throw DocumentError(.unavailable, "stopped") }
                let text = tables[page].map { RecognisedText.text(table: $0) }
                if let text = text ?? recognise(page, of: source) { reading.take(text, ofPage: page) }
            }
            if !reading.recognised.isEmpty {
                // The text of the whole is read as any text is.
                let text = reading.pages.filter { !$0.isEmpty }.joined(separator: "\n\n")
                let joined = try read(Source(input: { .bytes(Array(text.utf8)) }), wantsProfile)
                (reading.text, reading.profile) = (joined.text, joined.profile)
            }
        }
        guard !reading.text.isEmpty else { throw DocumentError(.empty, "no text in \(reading.pageCount) pages") }
        return reading
    }

    /// What a page's picture says; nil where that cannot be found out: its neighbours may do better.
    private func recognise(_ page: Int, of source: Source) -> String? {
        guard let tesseract else { return nil }
        var limits = limits
        limits.outputBytes = Self.pictureBytes
        guard let painted = try? run(["paint-page", "\(page + 1)"], source, limits), painted.isSuccess,
            let table = try? tesseract.words(in: painted.output)
        else { return nil }
        return RecognisedText.text(table: table)
    }

    /// The largest picture of a page.
    private static let pictureBytes = 32 << 20

    // MARK: The child

    private func run(
        _ arguments: [String], _ source: Source, _ limits: ChildLimits? = nil
    ) throws(DocumentError) -> ChildResult {
        do throws(SubprocessError) {
            return try ChildProcess.run(
                executable, arguments: arguments, environment: environment, input: source.input(), folder: "/",
                limits: limits ?? self.limits)
        } catch {
            throw DocumentError(.unavailable, error.description)
        }
    }

    private func reading(_ result: ChildResult) throws(DocumentError) -> DocumentReading {
        if result.timedOut { throw DocumentError(.limit, "not read within \(limits.wallTime)") }
        if result.outputTruncated { throw DocumentError(.limit, "more than \(limits.outputBytes) bytes of text") }
        switch result.ending {
        case .signalled(let signal) where signal == SIGXCPU || signal == SIGKILL:
            throw DocumentError(.limit, "not read within \(limits.cpuSeconds) s of processor time")
        case .signalled(let signal): throw DocumentError(.unreadable, "the reader died of signal \(signal)")
        case .exited:
            guard let answer = try? JSONDecoder().decode(DocumentAnswer.self, from: Data(result.output)) else {
                throw DocumentError(.unavailable, "the reader gave no answer: \(result.errorTail.suffix(300))")
            }
            if let failure = answer.failure { throw failure }
            guard let reading = answer.reading else {
                throw DocumentError(.unavailable, "the reader's answer is empty")
            }
            return reading
        }
    }

    private static var besideThisProgram: String {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "./hunter"
        let folder = program.utf8.lastIndex(of: UInt8(ascii: "/")).map { program[..<$0] } ?? "."
        return "\(folder)/hunter"
    }

    private static func absolute(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}

extension DocumentReading {
    /// Takes what was recognised in a page's picture. Text that lay under it stays where it says the same, and else was
    /// hidden: what people see decides.
    fileprivate mutating func take(_ text: String, ofPage page: Int) {
        guard pages.indices.contains(page), !text.isEmpty else { return }
        unread.removeAll { $0 == page }
        let layer = pages[page]
        if RecognisedText.agrees(layer, with: text) { return }
        if !layer.isEmpty {
            hidden.passages.append(.init(reason: .covered, page: page + 1, text: String(layer.prefix(4000))))
            hidden.characterCount += layer.count
        }
        pages[page] = text
        recognised.append(page)
    }
}

extension ChildResult {
    /// Whether the child broke by itself.
    fileprivate var isCrash: Bool {
        guard case .signalled(let signal) = ending, !timedOut, !outputTruncated else { return false }
        return signal != SIGKILL && signal != SIGXCPU
    }
}
