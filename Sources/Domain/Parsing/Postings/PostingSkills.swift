internal import Documents

/// The skills that a posting names.
enum PostingSkills {
    /// Canonical names in the order in which they are first named, each once.
    static func find(in title: String, _ markdown: String, limit: Int) -> [String] {
        let text = title + "\n" + Markdown.plainText(markdown)
        var seen: Set<String> = []
        var found: [String] = []
        for mention in SkillTagger.shared.knownMentions(in: text) where seen.insert(mention.name).inserted {
            found.append(mention.name)
            if found.count == limit { break }
        }
        return found
    }
}
