/// What is fuzzed: octets in, and out the rule they broke, if any. The fuzzer and the tests share these entry points.
enum FuzzTarget: String, CaseIterable, Sendable {
    /// The records that open a FastCGI request, read from memory.
    case head
    /// A whole FastCGI server over a Unix socket, against a second reading of the same records.
    case records
    /// What a request carries: target, fields, cookies, negotiation, forms, JSON, and what is answered to it.
    case request
    /// The text of a resume, read into a profile.
    case resume
    /// The readers of documents.
    case documents
    /// What reads a resume's or a posting's words: vectors, skills, titles.
    case text
    /// The scorer, on a resume and a posting.
    case score

    func run(_ octets: [UInt8]) -> String? {
        do throws(BrokenRule) {
            switch self {
            case .head: try HeadTarget.run(octets)
            case .records: try RecordsTarget.run(octets)
            case .request: try MessageTarget.run(octets)
            case .resume: try ResumeTarget.run(octets)
            case .documents: try DocumentsTarget.run(octets)
            case .text: try TextTarget.run(octets)
            case .score: try ScoreTarget.run(octets)
            }
            return nil
        } catch {
            return error.words
        }
    }
}

/// A rule that an input broke.
struct BrokenRule: Error {
    let words: String
}

/// Breaks off with `words` unless the rule holds.
func rule(_ holds: Bool, _ words: @autoclosure () -> String) throws(BrokenRule) {
    if !holds { throw BrokenRule(words: words()) }
}
