public import FoundationEssentials
public import Model

/// What tells one posting from another: who hires, for what, where, in which words, and since when.
public struct PostingIdentity: Sendable {
    /// See ``CompanyName/key(_:)``.
    public let company: String
    let title: TitleWords
    /// Cities by the name by which they are compared.
    let cities: Set<String>
    let countries: Set<String>
    let isRemote: Bool
    /// Whether an agency wrote it: its name or its words say so.
    public let isAgency: Bool
    public let sketch: TextSketch
    /// When it was posted, where the source says it.
    let postedAt: Date?

    public init(_ draft: PostingDraft) {
        self.init(draft, sketch: TextSketch(markdown: draft.descriptionMarkdown), text: draft.descriptionMarkdown)
    }

    /// For a posting that is stored, whose sketch is known.
    /// - Parameter text: enough of its beginning to see whether an agency wrote it.
    public init(_ draft: PostingDraft, sketch: TextSketch, text: String) {
        company = CompanyName.key(draft.company)
        var cities: Set<String> = []
        var countries: Set<String> = []
        for place in draft.details.places {
            if let city = place.city { cities.insert(Cities.named(city)?.key ?? FoldedText.fold(city)) }
            if let country = place.country { countries.insert(country) }
        }
        if let country = draft.country { countries.insert(country) }
        self.cities = cities
        self.countries = countries
        isRemote = draft.details.workMode == .remote || draft.isRemote == true
        var idle = Set(cities.flatMap { $0.split(separator: " ").map(String.init) })
        for place in draft.details.places {
            for name in [place.city, place.region].compactMap({ $0 }) {
                idle.formUnion(FoldedText.fold(name).split(separator: " ").map(String.init))
            }
        }
        title = TitleWords(draft.title, company: company, idle: idle)
        isAgency = AgencyWords.areIn(company: company, text: text)
        self.sketch = sketch
        postedAt = draft.postedAt
    }

    /// Hashes of which two postings that may be one have at least one in common, or one of ``rowKeys``: of company and title, and
    /// of title and city. A look for candidates asks the index for these, so it costs the same however many postings there are.
    public var factKeys: [Int64] {
        let work = title.core.joined(separator: " ")
        return [Self.key("company", company, work)] + cities.sorted().prefix(3).map { Self.key("place", work, $0) }
    }

    public var keys: [Int64] { factKeys + rowKeys }

    /// The smallest rows of words: two texts that share a half have one of eight in common 99 times in 100.
    public var rowKeys: [Int64] { sketch.hashes.prefix(8).map { Int64($0) } }

    private static func key(_ kind: String, _ one: String, _ two: String) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(kind)\u{1f}\(one)\u{1f}\(two)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // Above the rows' hashes, which have 32 bits.
        return Int64(bitPattern: TextSketch.mix(hash) | 1 << 62)
    }
}

/// Whether a staffing agency wrote a posting.
enum AgencyWords {
    static func areIn(company: String, text: String) -> Bool {
        if company.split(separator: " ").contains(where: { names.contains($0) }) { return true }
        let reading = PostingReading(line: String(decoding: text.utf8.prefix(1500), as: UTF8.self))
        return !cues.hits(in: reading).isEmpty
    }

    private static let names: Set<Substring> = [
        "recruitment", "recruiting", "recruiters", "staffing", "personnel", "personalvermittlung",
        "personaldienstleister",
        "personalservice", "zeitarbeit", "headhunting", "headhunters", "hays", "randstad", "adecco",
        "manpower", "kforce", "talent", "hire", "agency", "агентство", "кадровое", "рекрутинг",
    ]
    private static let cues = CueBook<Bool>([
        (
            true,
            """
            our client|my client|our clients|on behalf of|one of our customers is looking|recruitment agency|staffing agency|\
            unser kunde|unseren kunden|unserem kunden|unser mandant|unseren mandanten|im auftrag|im kundenauftrag|\
            personalvermittlung|arbeitnehmerüberlassung|direktvermittlung|наш клиент|нашего клиента|в интересах клиента|\
            кадровое агентство
            """
        )
    ])
}
