import ArgumentParser
import FoundationEssentials
import Model
import Parsing

/// `hunter same`: whether two postings are one, for measuring.
struct ReadingPairs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "same", abstract: "Say whether two postings are one.",
        discussion: """
            Reads lines {"id","one":{…},"other":{…}} with the fields of an import's rows, and writes lines \
            {"id","kind","company","title","place","text","candidate"}: kind is same, repost, agency_copy, sibling or \
            different; candidate is whether the index would have found one for the other.
            """)

    @Flag(help: "One pair a line.")
    var jsonl = false

    func validate() throws {
        guard jsonl else { throw ValidationError("give --jsonl") }
    }

    func run() throws {
        try JSONLines.answer(Input.self) { input in
            let (one, other) = (PostingIdentity(try input.one.draft()), PostingIdentity(try input.other.draft()))
            let likeness = PostingComparison.compare(one, other)
            return Output(
                id: input.id, kind: likeness.kind, company: likeness.company, title: likeness.title,
                place: likeness.place, text: likeness.text, candidate: !Set(one.keys).isDisjoint(with: other.keys))
        }
    }

    private struct Input: Decodable {
        let id: String
        let one: Row
        let other: Row
    }

    private struct Row: Decodable {
        let url: String
        let title: String
        let company: String
        let location: String?
        let description: String
        let postedAt: Double?

        private enum CodingKeys: String, CodingKey {
            case url, title, company, location, description
            case postedAt = "posted_at"
        }

        func draft() throws -> PostingDraft {
            try PostingFields(
                url: url, title: title, company: company, location: location, description: description,
                postedAt: postedAt.map { Date(timeIntervalSince1970: $0) }
            ).draft()
        }
    }

    private struct Output: Encodable {
        let id: String
        let kind: PostingLikeness.Kind
        let company: PostingLikeness.Company
        let title: Double
        let place: PostingLikeness.Place
        let text: Double
        let candidate: Bool
    }
}
