internal import Base
internal import Documents
internal import Model
internal import Parsing

/// Why a posting is like a job description: what both ask for, in the words of each.
enum CommonSkills {
    private static let limit = 5

    static func reasons(_ description: String, _ posting: Posting) -> [FoundReason] {
        let text = PostingPlainText.make(title: posting.draft.title, markdown: posting.draft.descriptionMarkdown)
        let (ours, theirs) = (places(description), places(text))
        let bytes = (Array(description.utf8), Array(text.utf8))
        return ours.order.filter { theirs.ranges[$0] != nil }.prefix(limit).compactMap { name in
            guard let own = ours.ranges[name], let other = theirs.ranges[name] else { return nil }
            return FoundReason(
                text: "Both ask for \(name).",
                quotes: [
                    .init(side: "job_description", text: String(decoding: bytes.0[own], as: UTF8.self)),
                    .init(side: "posting", text: String(decoding: bytes.1[other], as: UTF8.self)),
                ])
        }
    }

    /// The skills a text names in their order, and where each is named first.
    private static func places(_ text: String) -> (order: [String], ranges: [String: Range<Int>]) {
        var (order, ranges): ([String], [String: Range<Int>]) = ([], [:])
        for mention in SkillLexicon.shared.mentions(in: text) where ranges[mention.name] == nil {
            order.append(mention.name)
            ranges[mention.name] = mention.range
        }
        return (order, ranges)
    }
}
