/// The skills that a posting names.
enum PostingSkills {
    /// Canonical names in the order in which they are first named, each once.
    /// - Parameter text: the title and the plain text of the description.
    static func find(in text: String, limit: Int) -> [String] {
        var seen: Set<String> = []
        var found: [String] = []
        for mention in SkillTagger.shared.knownMentions(in: text) where seen.insert(mention.name).inserted {
            found.append(mention.name)
            if found.count == limit { break }
        }
        return found
    }
}
