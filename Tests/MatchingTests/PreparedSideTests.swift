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

    @Test func `a posting is found by what the score is made of, whatever words it uses`() throws {
        let scorer = Generated.whole
        let (resume, posting) = Self.sides(scorer)
        #expect(posting.indexTerms == Set(posting.indexTerms).sorted())
        for skill in posting.skills { #expect(posting.indexTerms.contains(skill.id)) }
        for word in posting.title { #expect(posting.indexTerms.contains(word.term)) }
        // What was stored is found by the same.
        #expect(try PreparedPosting(decoding: posting.encode()).indexTerms == posting.indexTerms)
        #expect(try PreparedResume(decoding: resume.encode()).indexTerms == resume.indexTerms)

        // Not one word in common, but one field of work.
        let nurse = scorer.prepare(ResumeSide(text: "Registered nurse on an intensive care ward, night shifts."))
        let ward = scorer.prepare(
            PostingSide(title: "Physician assistant", text: "Physician assistant\nSurgery, anaesthesia and medication.")
        )
        let office = scorer.prepare(
            PostingSide(title: "Tax accountant", text: "Tax accountant\nLedgers, audits and annual statements."))
        func shared(_ posting: PreparedPosting) -> Float {
            posting.indexTerms.reduce(0) { $0 + (nurse.indexTerms[$1] ?? 0) }
        }
        #expect(shared(ward) > 0)
        #expect(shared(ward) > shared(office))
    }

    @Test func `who somebody is finds no other postings`() {
        let text = "Backend Engineer\nBuilt services in Go and PostgreSQL."
        func terms(_ head: String) -> [UInt32: Float] {
            Generated.whole.prepare(ResumeSide(text: head + text)).indexTerms
        }
        #expect(terms("Mira Holm\nmira@example.org\n") == terms("Ahmed Yilmaz\n+49 30 1234567\n"))
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
