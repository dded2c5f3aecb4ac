import ArgumentParser
import Base
import Composition
import FoundationEssentials
import Model
import Parsing
import Storage

/// `hunter import …`: brings in what is in files.
struct ImportVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Import postings from a file, or resumes from a folder.",
        subcommands: [Postings.self, ImportResumes.self])

    /// `hunter import postings FILE`
    struct Postings: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import postings from a JSON-lines or CSV file.",
            discussion: """
                Rows have url, title, company and description (Markdown or HTML), and may have location, country, remote, \
                type, level, salary_min, salary_max, currency, period, posted_at and source. A posting that is there \
                already is updated. Refused rows are listed with their reason on standard error, and so is what was left out \
                of the others.
                """)

        @Argument(help: "A file that ends in .jsonl or .csv.")
        var file: String

        /// Postings of one transaction.
        private static let batch = 200

        func run() throws {
            let settings = try Settings(environment: Settings.environment())
            guard let data = FileManager.default.contents(atPath: file) else {
                printError("\(file) cannot be read.")
                throw ExitCode.badInput
            }
            let services = try Services(settings: settings, label: "hunter", connections: (1, 1))
            defer { services.close() }
            let isCSV = file.lowercased().hasSuffix(".csv")
            let result =
                isCSV
                ? PostingImport.read(csv: Array(data), now: services.time.now)
                : PostingImport.read(jsonLines: Array(data), now: services.time.now)
            var (created, updated) = (0, 0)
            for start in stride(from: 0, to: result.rows.count, by: Self.batch) {
                let rows = result.rows[start..<min(start + Self.batch, result.rows.count)]
                let upserts = try services.database.transaction { db in
                    let upserts = try rows.map { row in
                        let source = try db.source(named: row.source ?? "Import", kind: "import")
                        return try services.storePosting(row.draft, source: source.id, on: db)
                    }
                    try services.notePostingChange(on: db)
                    return upserts
                }
                created += upserts.count { $0 == .created }
                updated += upserts.count { $0 == .updated }
            }
            for row in result.rows {
                for loss in row.losses { printError("line \(row.line): \(loss)") }
            }
            for refusal in result.refusals { printError("\(refusal)") }
            let unchanged = result.rows.count - created - updated
            print("created \(created), updated \(updated), unchanged \(unchanged), refused \(result.refusals.count)")
            if result.rows.isEmpty, !result.refusals.isEmpty { throw ExitCode.badInput }
        }
    }
}
