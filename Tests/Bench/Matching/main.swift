import Base
import FoundationEssentials
import Glibc
import Matching
import Model

// bench-matching speed|measures RESUMES.jsonl POSTINGS.jsonl
//
// The files hold lines {"id","text"[,"title"]}. `speed` prints a line of JSON: what reading a text, the points of a pair and a
// score with its reasons cost. `measures` prints {"posting","resume","measures"} for every pair, to learn weights from.

struct Row: Decodable {
    let id: String
    let text: String
    let title: String?
}

func fail(_ message: String) -> Never {
    StandardError.write("bench-matching: \(message)\n")
    exit(2)
}

enum StandardError {
    static func write(_ text: String) {
        Array(text.utf8).withUnsafeBytes { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

func rows(_ path: String) -> [Row] {
    guard let content = FileManager.default.contents(atPath: path) else { fail("\(path) cannot be read") }
    return content.split(separator: 0x0A).compactMap { line in
        guard let row = try? JSONDecoder().decode(Row.self, from: Data(line)) else { fail("\(path) has another line") }
        return row
    }
}

func seconds(_ body: () -> Void) -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    body()
    return now() - start
}

func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        guard count > 0 else { exit(1) }
        rest = rest.dropFirst(count)
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 4, ["speed", "measures"].contains(arguments[1]) else {
    fail("usage: bench-matching speed|measures RESUMES.jsonl POSTINGS.jsonl")
}
let (resumeRows, postingRows) = (rows(arguments[2]), rows(arguments[3]))
let scorer = Scorer(now: Date(timeIntervalSince1970: 1_794_700_800))
var resumes: [PreparedResume] = []
var postings: [PreparedPosting] = []
// The first text builds the index of occupations.
_ = scorer.prepare(PostingSide(title: "Clerk", text: "Clerk"))
let resumeTime = seconds { resumes = resumeRows.map { scorer.prepare(ResumeSide(text: $0.text)) } }
let postingTime = seconds {
    postings = postingRows.map { scorer.prepare(PostingSide(title: $0.title ?? "", text: $0.text)) }
}

if arguments[1] == "measures" {
    for (resume, resumeRow) in zip(resumes, resumeRows) {
        var lines = ""
        for (posting, postingRow) in zip(postings, postingRows) {
            let values = scorer.measures(resume, posting).map { "\($0)" }.joined(separator: ",")
            lines += #"{"posting":"\#(postingRow.id)","resume":"\#(resumeRow.id)","measures":[\#(values)]}"# + "\n"
        }
        write(lines)
    }
} else {
    var sum = 0.0
    let pairs = Double(resumes.count * postings.count)
    let pairTime = seconds {
        for resume in resumes { for posting in postings { sum += scorer.points(resume, posting) } }
    }
    let some = resumes.prefix(20)
    let reasonTime = seconds {
        for resume in some { for posting in postings { sum += scorer.score(resume, posting).score } }
    }
    let encoded = postings.map { $0.encode() }
    let decodeTime = seconds { for bytes in encoded { sum += (try? PreparedPosting(decoding: bytes)) == nil ? 1 : 0 } }
    func micro(_ time: Double, _ count: Double) -> String { "\((time / count * 1e8).rounded() / 100)" }
    write(
        #"{"resume_us":\#(micro(resumeTime, Double(resumes.count))),"posting_us":\#(micro(postingTime, Double(postings.count))),"#
            + #""pair_us":\#(micro(pairTime, pairs)),"reasons_us":\#(micro(reasonTime, Double(some.count * postings.count))),"#
            + #""decode_us":\#(micro(decodeTime, Double(postings.count))),"#
            + #""posting_bytes":\#(encoded.reduce(0) { $0 + $1.count } / max(1, encoded.count)),"checksum":\#(sum)}"#
            + "\n")
}
