/// What a posting is found by before it is scored: numbers of the skills that it names, of the words of its title, of the
/// occupations that its title may mean and of the fields of work that it speaks for. They are the same things that the score is
/// made of, so what scores well shares many of them.
enum IndexTerms {
    /// Fields that a posting stands under, and that a resume is looked for under.
    static let postingFields = 2
    static let resumeFields = 3
    /// What an occupation and a field of a resume count at most, a skill that it names counting 1.
    static let occupationWeight: Float = 2
    static let fieldWeight: Float = 4
    /// The root of an occupation's share from which on a posting stands under it: a quarter of the largest.
    static let occupationRoot: UInt16 = 16_384

    /// The fields that a text speaks for most, with how much.
    static func fields(_ fields: FieldVector, atMost count: Int, ofTitle: Bool) -> [(term: UInt32, share: Float)] {
        let named = fields.components.indices.filter { fields.components[$0] > 0 }
        return named.sorted { (fields.components[$0], $1) > (fields.components[$1], $0) }.prefix(count).map { field in
            let kind = ofTitle ? "field of title" : "field"
            return (
                NamedSkill.identifier("\(kind): \(FieldLexicon.shared.labels[field])"),
                Float(fields.components[field]) / 255
            )
        }
    }
}

extension PreparedPosting {
    /// The terms it is found by, each once, in order.
    public var indexTerms: [UInt32] {
        let count = IndexTerms.postingFields
        var terms = Set(skills.map(\.id) + title.map(\.term))
        terms.formUnion(features.occupations.filter { $0.root >= IndexTerms.occupationRoot }.map(\.id))
        terms.formUnion(IndexTerms.fields(features.fields, atMost: count, ofTitle: false).map(\.term))
        terms.formUnion(IndexTerms.fields(features.titleFields, atMost: count, ofTitle: true).map(\.term))
        return terms.sorted()
    }
}

extension PreparedResume {
    /// The terms that postings for it are found by, with how much each counts.
    public var indexTerms: [UInt32: Float] {
        let (count, weight) = (IndexTerms.resumeFields, IndexTerms.fieldWeight)
        var terms = skills.map { ($0.id, $0.weight) } + titleTerms.map { ($0, 1) }
        terms += features.occupations.map { ($0.id, IndexTerms.occupationWeight * Float($0.root) / Float(UInt16.max)) }
        let fields =
            IndexTerms.fields(features.fields, atMost: count, ofTitle: false)
            + IndexTerms.fields(features.titleFields, atMost: count, ofTitle: true)
        terms += fields.map { ($0.term, weight * $0.share) }
        return Dictionary(terms) { max($0, $1) }
    }
}
