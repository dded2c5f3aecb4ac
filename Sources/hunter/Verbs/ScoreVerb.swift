import ArgumentParser
import Base
import Documents
import FoundationEssentials
import Intelligence
import Matching
import Model
import Work

/// `hunter score`: how well resumes fit postings.
struct ScoreVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score", abstract: "Score how well a resume fits a posting.",
        discussion: """
            Give two files, documents or texts (the posting's title on its first line), or one of:
              --jsonl   reads lines {"id","resume","posting"}, writes lines {"id","score","contributions",...}
              --matrix  reads two files of lines {"id","text"[,"title"]}, writes {"resume","posting","score"} for every pair
            """)

    @Flag(help: "Read pairs as JSON lines from standard input.")
    var jsonl = false

    @Flag(help: "Score every pair of two files of JSON lines.")
    var matrix = false

    @Flag(help: "Print JSON instead of words.")
    var json = false

    @Argument(help: "The resume, then the posting; with --matrix, two files of JSON lines.")
    var files: [String] = []

    func validate() throws {
        guard !(jsonl && matrix) else { throw ValidationError("give --jsonl or --matrix, not both") }
        guard files.count == (jsonl ? 0 : 2) else {
            throw ValidationError(jsonl ? "--jsonl reads standard input and takes no files" : "give two files")
        }
    }

    func run() throws {
        if jsonl {
            let scorer = Scorer(now: CommandClock.now)
            try JSONLines.answer(Pair.self) { pair in
                let score = scorer.score(ResumeSide(text: pair.resume), PostingSide(title: "", text: pair.posting))
                return Answer(id: pair.id, score: score)
            }
        } else if matrix {
            try ScoreMatrix(scorer: Scorer(now: CommandClock.now)).write(resumes: files[0], postings: files[1])
        } else {
            let child = DocumentChild(tesseract: CommandOCR.tesseract)
            let texts = try files.map { file in
                try Reading.orExit(file) { () throws(DocumentError) in
                    try child.read(path: file, wantsProfile: false).text
                }
            }
            let score = try EmbeddedEngine(time: .fixed(CommandClock.now)).score(
                resume: ResumeSide(text: texts[0]), posting: PostingSide(title: "", text: texts[1]))
            if json {
                try JSONLines.write(score, pretty: true)
            } else {
                StandardStreams.write(Array(ScoreText.text(score).utf8))
            }
        }
    }

    /// A file of UTF-8, whole.
    static func text(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            StandardStreams.complain("\(path) cannot be read")
            throw ExitCode.badInput
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            StandardStreams.complain("\(path) is not UTF-8 text")
            throw ExitCode.badInput
        }
        return text
    }

    private struct Pair: Decodable {
        let id: String
        let resume: String
        let posting: String
    }

    private struct Answer: Encodable {
        let id: String
        let score: Double
        let engine: String
        let engineVersion: String
        let reasons: [Reason]
        let contributions: [Contribution]
        let matched: [String]
        let missing: [String]
        let eligibility: Eligibility

        init(id: String, score: Score) {
            self.id = id
            self.score = score.score
            engine = score.engine
            engineVersion = score.engineVersion
            reasons = score.reasons
            contributions = score.contributions
            matched = score.matched
            missing = score.missing
            eligibility = score.eligibility
        }
    }
}
