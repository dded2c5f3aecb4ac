import Base
import Embedding
import FoundationEssentials
import Glibc
import Logging
import Model
import Postgres
import Retrieval
import Storage
import VectorSearch

// bench-retrieval vectors ROWS SECONDS     the nearest 20 of ROWS vectors, again and again: milliseconds of one search
// bench-retrieval fill ROWS                adds invented postings with vectors and features to DATABASE_URL, up to ROWS
// bench-retrieval match SECONDS FOLDER     matches invented resumes with them: milliseconds of one answer, with reasons
//
// Each prints one line of JSON.

func fail(_ message: String) -> Never {
    Array("bench-retrieval: \(message)\n".utf8).withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(2)
}

func now(_ clock: clockid_t = CLOCK_MONOTONIC) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// A value of each run for `seconds` after one that does not count, sorted.
func measured(_ seconds: Double, _ body: (Int) throws -> Void) rethrows -> [Double] {
    try body(0)
    var (times, number, end) = ([Double](), 1, now() + seconds)
    repeat {
        let start = now()
        try body(number)
        times.append((now() - start) * 1000)
        number += 1
    } while now() < end || times.count < 20
    end = 0
    return times.sorted()
}

func figures(_ times: [Double], _ more: [(String, String)] = []) -> String {
    func at(_ share: Double) -> String { "\(times[min(times.count - 1, Int(share * Double(times.count)))])" }
    let all = [("value", at(0.5)), ("p50_ms", at(0.5)), ("p99_ms", at(0.99)), ("count", "\(times.count)")] + more
    return "{" + all.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
}

func vectors(_ rows: Int, _ seconds: Double) {
    var dice = Dice(1)
    var index = VectorIndex()
    var position: Int64 = 0
    while position < rows {
        let count = min(20_000, rows - Int(position))
        position += Int64(count)
        index.append(
            (0..<count).map { _ in
                IndexedPosting(id: .v7(), content: .init(vector: StoredVector(dice.vector()), traits: .init()))
            }, to: position)
        index.mergeOwn()
    }
    let queries = (0..<50).map { _ in dice.vector() }
    let times = measured(seconds) { _ = index.nearest(to: queries[$0 % queries.count], limit: 20) }
    print(figures(times, [("rows", "\(index.count)")]))
}

func database() -> Pool {
    guard let address = ProcessInfo.processInfo.environment["DATABASE_URL"] else { fail("DATABASE_URL is missing") }
    return Pool(conninfo: address, size: 4, statementTimeout: .seconds(3600))
}

func fill(_ rows: Int) throws {
    guard let maker = FeatureMaker.shared else { fail("the vectors of words are missing: run make setup") }
    let db = try Connection(
        conninfo: ProcessInfo.processInfo.environment["DATABASE_URL"] ?? "", options: ConnectionOptions())
    try db.script("set statement_timeout = 0; set synchronous_commit = off; alter table postings disable trigger user")
    // Texts are made once each and stored many times, with vectors that differ as those of like adverts do.
    var (generated, dice) = (Generated(seed: 2), Dice(3))
    let texts = (0..<min(rows, 4000)).map { _ in generated.posting() }
    let made = texts.map { text in
        maker.features(title: text.title, markdown: text.text, skills: text.skills)
    }
    let exact = made.map { TextVector(stored: $0.vector) }
    var stored: Int = try db.value("select count(*) from postings")
    while stored < rows {
        let numbers = Array(stored..<min(stored + 1000, rows))
        let chosen = numbers.map { $0 % texts.count }
        let ids = numbers.map { _ in UUID() }
        try db.transaction { db in
            try db.execute(
                """
                insert into postings (id, url, canonical_url, title, company, location, description_markdown, skills, listed_at,
                    content_hash)
                select id, 'https://jobs.example/' || id, 'https://jobs.example/' || id, title, 'Example Works', location,
                    text, '{}', now(), '\\x00'
                from unnest(\(ids), \(chosen.map { texts[$0].title }), \(chosen.map { texts[$0].location }),
                    \(chosen.map { texts[$0].text })) as row (id, title, location, text)
                """)
            let features = zip(ids, chosen).map { id, text in
                let vector = stored < texts.count ? exact[text] : dice.vector(near: exact[text])
                return PostingFeatures(
                    postingID: id,
                    content: .init(
                        vector: StoredVector(vector).bytes, features: made[text].features, terms: made[text].terms))
            }
            _ = try db.storePostingFeatures(features, version: FeatureMaker.version, forChanges: [])
        }
        stored += numbers.count
    }
    try db.script("alter table postings enable trigger user")
    try db.script("vacuum analyze postings")
    try db.script("vacuum analyze posting_features")
    print("{\"rows\":\(stored)}")
}

func match(_ seconds: Double, _ folder: String) throws {
    let pool = database()
    var logger = Logger(label: "bench")
    logger.logLevel = .critical
    let index = PostingIndex(database: pool, data: folder, logger: logger)
    let start = now()
    try index.follow()
    let followed = now() - start
    let matcher = PostingMatcher(index: index, database: pool, time: .system)
    var generated = Generated(seed: 5)
    let resumes = (0..<100).map { _ in generated.resume() }
    let user = UUID.v7()
    var (scored, cpu) = (0, now(CLOCK_PROCESS_CPUTIME_ID))
    let times = try measured(seconds) { number in
        let request = MatchRequest(kind: .resume, text: resumes[number % resumes.count])
        scored += try matcher.answer(request, for: user, keptFor: 0).total
    }
    cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu
    let answers = Double(times.count + 1)
    let status = index.status
    print(
        figures(
            times,
            [
                ("postings", "\(status.postings)"), ("scored", "\(Double(scored) / answers)"),
                ("cpu_us", "\(cpu / answers * 1e6)"), ("follow_s", "\(followed)"), ("index_bytes", "\(status.bytes)"),
            ]))
}

extension TextVector {
    /// The vector that was stored as these bytes.
    init(stored bytes: [UInt8]) {
        self.init(
            direction: (0..<TextVector.dimension).map { index in
                Float(Int16(bitPattern: UInt16(bytes[2 * index]) | UInt16(bytes[2 * index + 1]) << 8))
            })
    }
}

let arguments = Array(CommandLine.arguments.dropFirst())
do {
    switch (arguments.first, arguments.count) {
    case ("vectors", 3): vectors(Int(arguments[1]) ?? 0, Double(arguments[2]) ?? 1)
    case ("fill", 2): try fill(Int(arguments[1]) ?? 0)
    case ("match", 3): try match(Double(arguments[1]) ?? 1, arguments[2])
    default: fail("usage: bench-retrieval vectors ROWS SECONDS | fill ROWS | match SECONDS FOLDER")
    }
} catch {
    fail("\(error)")
}
