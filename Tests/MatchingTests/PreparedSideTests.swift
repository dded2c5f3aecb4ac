import Foundation
import Model
import Testing

@testable import Matching

/// Prepared sides as bytes: what is read back scores as what was written, and no bytes break anything.
@Suite struct PreparedSideTests {
    private static let profile = Profile(name: "Mira Holm", headline: "Data Analyst", skills: ["Kafka"], years: 4)

    private static func sides(_ scorer: Scorer) -> (resume: PreparedResume, posting: PreparedPosting) {
        var posting = PostingSide(
            title: "Data Analyst", text: Texts.posting + "\nSalary: €50,000 a year. Fully remote.")
        posting.conditions = PostingConditions(
            isRemote: true, country: "DE", type: .fullTime, level: .mid,
            pay: Pay(minimum: 5_000_000, maximum: nil, currency: "EUR", period: .year), workMode: .remote,
            remoteCountries: ["DE", "EU"],
            languages: [AskedLanguage(code: "de", level: 5, oneOf: 1), .init(code: "en")],
            visa: .refused)
        let resume = ResumeSide(text: Texts.resume + "\nGerman (C1). Remote only. Größe: 5 – €", profile: profile)
        return (scorer.prepare(resume), scorer.prepare(posting))
    }

    @Test(arguments: [true, false])
    func `what was stored scores as what was prepared, to the last quote`(isWhole: Bool) throws {
        let scorer = isWhole ? Generated.whole : Generated.plain
        let (resume, posting) = Self.sides(scorer)
        let (storedResume, storedPosting) = (
            try PreparedResume(decoding: resume.encode()), try PreparedPosting(decoding: posting.encode())
        )
        #expect(scorer.score(storedResume, storedPosting) == scorer.score(resume, posting))
        #expect(storedResume.encode() == resume.encode())
        #expect(storedPosting.encode() == posting.encode())
        #expect(posting.side.conditions == storedPosting.side.conditions)
        // What is copied from the posting is found in stored sides too.
        let copy = scorer.prepare(ResumeSide(text: Texts.resume + "\n" + Texts.posting + Texts.posting))
        let stored = try PreparedResume(decoding: copy.encode())
        #expect(scorer.points(stored, storedPosting) == scorer.points(copy, posting))
    }

    @Test func `the same text gives the same bytes`() {
        #expect(Self.sides(Generated.whole).resume.encode() == Self.sides(Generated.whole).resume.encode())
        #expect(Self.sides(Generated.whole).posting.encode() == Self.sides(Generated.whole).posting.encode())
    }

    @Test func `bytes of another kind, another version or cut short are refused`() {
        let (resume, posting) = Self.sides(Generated.plain)
        #expect(throws: PreparedSideError.self) { try PreparedResume(decoding: posting.encode()) }
        #expect(throws: PreparedSideError.self) { try PreparedPosting(decoding: resume.encode()) }
        #expect(throws: PreparedSideError.self) { try PreparedPosting(decoding: [UInt8]()) }
        var other = posting.encode()
        other[2] += 1
        #expect(throws: PreparedSideError.self) { try PreparedPosting(decoding: other) }
        #expect(throws: PreparedSideError.self) { try PreparedPosting(decoding: posting.encode() + [0]) }
        let bytes = posting.encode()
        for length in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: PreparedSideError.self) { try PreparedPosting(decoding: bytes.prefix(length)) }
        }
    }

    @Test func `damaged bytes are refused or score, and never break anything`() {
        let (resume, posting) = Self.sides(Generated.plain)
        let (resumeBytes, postingBytes) = (resume.encode(), posting.encode())
        var random = SplitMix(state: 11)
        for _ in 0..<1500 {
            var (mine, theirs) = (resumeBytes, postingBytes)
            for _ in 0...random.below(3) {
                mine[5 + random.below(mine.count - 5)] = UInt8(random.below(256))
                theirs[5 + random.below(theirs.count - 5)] = UInt8(random.below(256))
            }
            let (left, right) = (try? PreparedResume(decoding: mine), try? PreparedPosting(decoding: theirs))
            _ = Generated.plain.score(left ?? resume, right ?? posting)
            _ = Generated.plain.score(left ?? resume, posting)
        }
        for _ in 0..<2000 {
            let noise = (0..<random.below(400)).map { _ in UInt8(random.below(256)) }
            #expect((try? PreparedPosting(decoding: Array(postingBytes.prefix(5)) + noise)) == nil)
        }
    }
}
