internal import Base
internal import Composition
internal import Documents
internal import FoundationEssentials
internal import Model
internal import Parsing
internal import Samples
internal import Storage

/// Invented postings and resumes, written for this product, so that the first score is minutes away.
extension Site {
    /// The name of the source that sample postings come from.
    static let sampleSource = "Samples"

    /// Stores the sample postings; those that are there already stay. Answers how many there are.
    /// - Parameter user: who asked for them.
    @discardableResult
    func loadSamplePostings(by user: User? = nil) throws -> Int {
        let now = services.time.now
        let result = PostingImport.read(jsonLines: SampleFiles.postings, now: now)
        guard result.refusals.isEmpty else { throw SampleError(reasons: result.refusals.map(\.description)) }
        let ages = try SampleAge.read(SampleFiles.postings)
        try services.database.transaction { db in
            let source = try db.source(named: Self.sampleSource, kind: "samples")
            for (row, age) in zip(result.rows, ages) {
                var draft = row.draft
                draft.postedAt = now.addingTimeInterval(-86_400 * age.postedDaysAgo)
                _ = try services.storePosting(draft, source: source.id, on: db)
            }
            try services.notePostingChange(on: db)
            if let user { try db.logShared(.loadSamples, source, by: user) }
        }
        return result.rows.count
    }

    /// Gives a person the sample resumes, on the road that uploads take.
    func loadSampleResumes(for user: User) throws {
        for (name, bytes) in SampleFiles.resumes {
            let type = try DocumentReader.mediaType(of: bytes)
            let folder = try ScratchFolder()
            defer { withExtendedLifetime(folder) {} }
            let path = folder.path + "/sample"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            _ = try storeResume(path: path, name: name, type: type, byteCount: bytes.count, user: user)
        }
    }
}

/// How long ago a sample posting was posted: samples are always fresh.
private struct SampleAge: Decodable {
    var postedDaysAgo: Double

    /// One for each line.
    static func read(_ lines: [UInt8]) throws -> [SampleAge] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try lines.split(separator: UInt8(ascii: "\n")).map { try decoder.decode(SampleAge.self, from: Data($0)) }
    }
}

/// A sample that this program brings is refused by its own rules.
struct SampleError: Error, CustomStringConvertible {
    let reasons: [String]

    var description: String { "sample postings are refused: " + reasons.joined(separator: "; ") }
}
