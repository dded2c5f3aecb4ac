public import FoundationEssentials
public import Model

/// Reads files of postings: JSON lines, or CSV with a header row.
///
/// Columns: `url`, `title`, `company`, `description` (Markdown, HTML or plain text), and optionally `location`, `country`,
/// `remote`, `type`, `level`, `salary_min`, `salary_max`, `currency`, `period`, `posted_at`, `expires_at`, `source`. Others
/// are passed over. A row that cannot be a posting is refused with a reason; it never stops the others. A currency, a type, a
/// level or a country that is unknown costs the row that alone.
public struct PostingImport: Sendable {
    /// A row that is a posting.
    public struct Row: Sendable {
        /// Where the row begins, 1 for the file's first line.
        public var line: Int
        public var draft: PostingDraft
        /// The source that the row names.
        public var source: String?
        /// What the row says that was left out of the posting, and why.
        public var losses: [String] = []
    }

    /// A row that is not, and why.
    public struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        public var line: Int
        public var reason: String

        public var description: String { "line \(line): \(reason)" }
    }

    public private(set) var rows: [Row] = []
    public private(set) var refusals: [Refusal] = []

    /// The postings alone.
    public var drafts: [PostingDraft] { rows.map(\.draft) }

    /// Reads JSON lines: one object a line, empty lines passed over.
    /// - Parameter now: the present, which no posting date may lie beyond.
    public static func read(
        jsonLines bytes: [UInt8], now: Date, limits: PostingLimits = PostingLimits()
    ) -> PostingImport {
        var result = PostingImport()
        var start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        var line = 1
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
            if bytes[start..<end].contains(where: { !$0.isBlank }) {
                result.add(read(jsonLine: bytes[start..<end], line: line, now: now, limits: limits))
            }
            start = end + 1
            line += 1
        }
        return result
    }

    /// Reads one line of JSON lines, for files that are read piece by piece.
    public static func read(
        jsonLine bytes: ArraySlice<UInt8>, line: Int, now: Date, limits: PostingLimits = PostingLimits()
    ) -> Result<Row, Refusal> {
        guard bytes.count <= limits.rowBytes else {
            return .failure(Refusal(line: line, reason: "the row is longer than \(limits.rowBytes) bytes"))
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            return .failure(Refusal(line: line, reason: "the row is not valid UTF-8"))
        }
        do {
            return row(try JSONDecoder().decode(ImportRow.self, from: Data(bytes)), line, now, limits)
        } catch let error as PostingError {
            return .failure(Refusal(line: line, reason: error.message))
        } catch {
            return .failure(Refusal(line: line, reason: "the row is not a JSON object"))
        }
    }

    /// Reads CSV, whose first record names the columns, in any order and case.
    /// - Parameter now: the present, which no posting date may lie beyond.
    public static func read(csv bytes: [UInt8], now: Date, limits: PostingLimits = PostingLimits()) -> PostingImport {
        var result = PostingImport()
        var reader = CSVReader(bytes)
        guard let header = reader.next() else { return result }
        let names = header.fields.map { String(decoding: $0.trimmed.map(\.lowerCase), as: UTF8.self) }
        guard ["url", "title", "company", "description"].allSatisfy(names.contains) else {
            result.refusals.append(
                Refusal(line: header.line, reason: "the header must name url, title, company and description"))
            return result
        }
        while let record = reader.next() {
            result.add(read(record, names, now, limits))
        }
        return result
    }

    private static func read(
        _ record: CSVReader.Record, _ names: [String], _ now: Date, _ limits: PostingLimits
    ) -> Result<Row, Refusal> {
        func refuse(_ reason: String) -> Result<Row, Refusal> { .failure(Refusal(line: record.line, reason: reason)) }
        if record.isUnterminated { return refuse("a quote is never closed") }
        guard record.fields.count <= names.count else { return refuse("the row has more fields than the header") }
        guard record.fields.reduce(0, { $0 + $1.count }) <= limits.rowBytes else {
            return refuse("the row is longer than \(limits.rowBytes) bytes")
        }
        var values: [String: String] = [:]
        for (name, field) in zip(names, record.fields) where ImportRow.columns.contains(name) {
            guard let text = String(validating: field, as: UTF8.self) else {
                return refuse("\(name) is not valid UTF-8")
            }
            values[name] = text
        }
        return row(ImportRow(values: values), record.line, now, limits)
    }

    private static func row(
        _ row: ImportRow, _ line: Int, _ now: Date, _ limits: PostingLimits
    ) -> Result<Row, Refusal> {
        do throws(PostingError) {
            let fields = try row.fields(now: now)
            let draft = try fields.draft(limits: limits)
            let losses = row.losses(fields, country: draft.country)
            return .success(Row(line: line, draft: draft, source: row.source, losses: losses))
        } catch {
            return .failure(Refusal(line: line, reason: error.message))
        }
    }

    private mutating func add(_ result: Result<Row, Refusal>) {
        switch result {
        case .success(let row): rows.append(row)
        case .failure(let refusal): refusals.append(refusal)
        }
    }
}
