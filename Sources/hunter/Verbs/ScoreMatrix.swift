import ArgumentParser
import FoundationEssentials
import Matching
import Model

/// Every resume of one file against every posting of another, each text read once.
struct ScoreMatrix {
    let scorer: Scorer

    /// Writes a line for every pair, resumes in the outer loop.
    func write(resumes: String, postings: String) throws {
        let resumes = try rows(resumes).map { (id: try quoted($0.id), side: scorer.prepare(ResumeSide(text: $0.text))) }
        let postings = try rows(postings).map { row in
            (id: try quoted(row.id), side: scorer.prepare(PostingSide(title: row.title ?? "", text: row.text)))
        }
        var out: [UInt8] = []
        for resume in resumes {
            for posting in postings {
                out += Array(#"{"posting":"#.utf8) + posting.id + Array(#","resume":"#.utf8) + resume.id
                out += Array(#","score":\#(scorer.points(resume.side, posting.side))}"#.utf8) + [0x0A]
            }
            StandardStreams.write(out)
            out.removeAll(keepingCapacity: true)
        }
    }

    private func quoted(_ id: String) throws -> [UInt8] {
        Array(try JSONEncoder().encode(id))
    }

    private func rows(_ path: String) throws -> [Row] {
        let decoder = JSONDecoder()
        return try ScoreVerb.text(path).utf8.split(separator: 0x0A).enumerated().compactMap { number, line in
            guard !line.allSatisfy({ $0 <= 0x20 }) else { return nil }
            guard let row = try? decoder.decode(Row.self, from: Data(line)) else {
                StandardStreams.complain("\(path): row \(number + 1) is not {\"id\",\"text\"}")
                throw ExitCode.badInput
            }
            return row
        }
    }

    private struct Row: Decodable {
        let id: String
        let text: String
        let title: String?
    }
}
