internal import Documents
public import FoundationEssentials
public import Model

/// A posting as a source or a row of an import says it, before anything is checked.
public struct PostingFields: Sendable, Equatable {
    public var url: String?
    public var title: String?
    public var company: String?
    public var location: String?
    /// A code or a name; one that is unknown is left out.
    public var country: String?
    public var isRemote: Bool?
    public var type: PostingType?
    public var level: PostingLevel?
    public var pay: PayFields
    /// HTML, Markdown or plain text.
    public var description: String?
    public var postedAt: Date?
    public var expiresAt: Date?
    /// Places beside ``location``.
    public var otherLocations: [String] = []
    /// Where the source tells hybrid work from work on site, which ``isRemote`` cannot.
    public var workMode: WorkMode?
    /// Codes or names of the countries that a remote worker may live in.
    public var remoteCountries: [String] = []
    /// Whether the source says that it guessed the pay.
    public var isPayPredicted: Bool?

    public init(
        url: String? = nil, title: String? = nil, company: String? = nil, location: String? = nil,
        country: String? = nil, isRemote: Bool? = nil, type: PostingType? = nil, level: PostingLevel? = nil,
        pay: PayFields = PayFields(), description: String? = nil, postedAt: Date? = nil, expiresAt: Date? = nil
    ) {
        self.url = url
        self.title = title
        self.company = company
        self.location = location
        self.country = country
        self.isRemote = isRemote
        self.type = type
        self.level = level
        self.pay = pay
        self.description = description
        self.postedAt = postedAt
        self.expiresAt = expiresAt
    }

    /// The posting, cleaned, with what its texts say of what was left out: places and work mode of the location, kind of
    /// employment, pay, languages, visas and a deadline of the words, seniority and occupation of the title, skills of all of it.
    /// What the source says goes before what its words say; what neither says stays nil.
    /// - Throws: ``PostingError`` naming the first field that is missing or cannot be.
    public func draft(limits: PostingLimits = PostingLimits()) throws(PostingError) -> PostingDraft {
        guard let url, !url.isEmpty else { throw PostingError(.missingField, "url is missing") }
        guard let address = CanonicalURL(url, maximumBytes: limits.urlBytes) else {
            throw PostingError(.invalidField, "url is not the address of a web page")
        }
        let title = try line(title, "title", limits.title)
        let company = try line(company, "company", limits.company)
        let place = location.map { PostingText.line($0, limit: limits.location) }.flatMap { $0.isEmpty ? nil : $0 }
        let markdown = PostingText.markdown(description ?? "", limits: limits)
        guard !markdown.isEmpty else { throw PostingError(.missingField, "description is missing") }
        let text = Markdown.plainText(markdown)
        let reading = PostingReading(title: title, text: text)
        let words = PostingConstraints(reading)
        let given = country.flatMap { Countries.code($0) } ?? place.flatMap { Countries.code(ofPlace: $0) }
        let places = PostingPlaces([place].compactMap { $0 } + otherLocations, country: given)
        let countries = Set(places.places.compactMap(\.country))
        let code = given ?? (countries.count == 1 ? countries.first : nil)
        let level = level ?? PostingWords.level(title: title)
        var details = PostingDetails(
            places: places.places, workMode: mode(places, words), languages: words.languages, visa: words.visa)
        if details.workMode == .remote {
            let named = PostingConstraints.unique(
                remoteCountries.compactMap { $0.uppercased() == "EU" ? "EU" : Countries.code($0) })
            details.remoteCountries =
                named.isEmpty ? places.remoteCountries.isEmpty ? words.remoteCountries : places.remoteCountries : named
        }
        let pay = try pay.pay(country: code, largest: limits.amount)
        let stated = pay == nil ? try PostingPayText.read(reading)?.pay(country: code, largest: limits.amount) : nil
        if pay != nil || stated != nil { details.isPayPredicted = stated == nil && isPayPredicted == true }
        details.occupation = PostingOccupation.find(title)
        return PostingDraft(
            url: address.url, canonicalURL: address.canonical, title: title, company: company, location: place,
            country: code, isRemote: isRemote ?? details.workMode.map { $0 == .remote },
            type: type ?? words.type ?? (level == .intern ? .internship : nil), level: level, pay: pay ?? stated,
            descriptionMarkdown: markdown,
            skills: PostingSkills.find(in: title + "\n" + text, limit: limits.skills),
            postedAt: Self.plausible(postedAt), expiresAt: Self.plausible(expiresAt) ?? PostingDeadline.read(reading),
            details: details)
    }

    /// The source's own word, then that of the location, then that of the texts. A source that only says "not remote" leaves
    /// open whether the work is hybrid.
    private func mode(_ places: PostingPlaces, _ words: PostingConstraints) -> WorkMode? {
        if let workMode { return workMode }
        if isRemote == true { return .remote }
        let said = places.workMode ?? words.workMode
        return isRemote == false && said == .remote ? nil : said
    }

    /// A date between 1970 and 2100; anything else is a mistake of the source, such as milliseconds for seconds.
    private static func plausible(_ date: Date?) -> Date? {
        date.flatMap { (0..<4_102_444_800).contains($0.timeIntervalSince1970) ? $0 : nil }
    }

    private func line(_ text: String?, _ name: String, _ limit: Int) throws(PostingError) -> String {
        let line = PostingText.line(text ?? "", limit: limit)
        guard !line.isEmpty else { throw PostingError(.missingField, "\(name) is missing") }
        return line
    }
}
