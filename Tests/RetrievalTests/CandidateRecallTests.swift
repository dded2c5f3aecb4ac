import Base
import Embedding
import Foundation
import Matching
import Model
import Parsing
import Testing
import VectorSearch

@testable import Retrieval

/// How many of the postings that score best are among those that are scored at all, on the real resumes and postings of
/// `../shared`.
struct CandidateRecallTests {
    private static let shared =
        ProcessInfo.processInfo.environment["HUNTER_SHARED"].map { URL(filePath: $0) }
        ?? URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared").standardized

    private struct Line: Decodable {
        var title: String?
        var text: String
    }

    private func lines(_ name: String) -> [Line] {
        let file = Self.shared.appending(path: "data/\(name).jsonl")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap { try? JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: shared.path + "/data/local_only"), "no shared folder"))
    func `what scores best is among the candidates`() throws {
        let jobs = ["local_only/jobs_google", "local_only/jobs_dice", "open/jobs_emscad"].flatMap(lines)
        // Every sixteenth: the figure hardly changes with more, and scoring all pairs takes a while.
        let resumes = ["local_only/resumes_livecareer", "local_only/resumes_updated"].flatMap(lines).enumerated()
            .filter { $0.offset % 16 == 0 }.map(\.element.text)
        #expect(jobs.count > 1000 && resumes.count > 30)
        let maker = try #require(FeatureMaker.shared)
        var index = VectorIndex()
        var postings: [(id: UUID, prepared: PreparedPosting)] = []
        for (number, job) in jobs.enumerated() {
            let made = maker.features(title: job.title ?? "", markdown: job.text, skills: [])
            let (id, prepared) = (UUID.v7(), try #require(FeatureMaker.prepared(made.features)))
            let content = IndexedPosting.Content(
                vector: try #require(StoredVector(bytes: made.vector)), traits: .init(),
                terms: StoredTerms.terms(made.terms))
            index.append([IndexedPosting(id: id, content: content)], to: Int64(number + 1))
            index.mergeOwn()
            postings.append((id, prepared))
        }
        let (scorer, limit) = (Scorer(now: Date()), jobs.count / 5)
        var (near, both) = (0.0, 0.0)
        for text in resumes {
            let resume = scorer.prepare(
                ResumeSide(text: text, profile: ResumeParser(now: Date()).profile(of: text)))
            let best = postings.map { ($0.id, scorer.points(resume, $0.prepared)) }.sorted { $0.1 > $1.1 }.prefix(10)
            let byMeaning = index.nearest(to: maker.vector(of: text), limit: limit).map(\.id)
            let byTerms = index.postings(having: resume.indexTerms, limit: limit)
            func share(_ found: [UUID]) -> Double { Double(Set(best.map(\.0)).intersection(found).count) / 10 }
            near += share(byMeaning) / Double(resumes.count)
            both += share(RankFusion.fuse([byMeaning, byTerms], limit: limit)) / Double(resumes.count)
        }
        print("of the ten best, among a fifth of the postings: by meaning \(near), by meaning and terms \(both)")
        #expect(both > 0.93)
    }
}
