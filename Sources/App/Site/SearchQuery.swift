internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Parsing
internal import Storage

/// A search as it stands in a page's address: what is asked, and the addresses of the searches next to it.
struct SearchQuery {
    /// The parameters that mean something, in the order of the page, empty ones left out.
    private(set) var parameters: Parameters
    var search: PostingSearch
    /// The resume that is named for ordering by match; whose it is has not been looked at.
    let resume: UUID?
    /// Why the pay cannot be used.
    let hasPayProblem: Bool

    static let names = [
        "q", "remote", "type", "level", "source", "company", "location", "country", "skill", "min_pay", "currency",
        "posted_after", "like", "saved", "arrived_after", "sort", "resume",
    ]
    /// Bytes of one parameter that are looked at.
    private static let valueLimit = 300

    /// Days of the choices "posted in the last …", by their names in the address.
    static let periods = [("day", 1), ("week", 7), ("month", 30)]

    init(_ given: Parameters, now: Date) {
        var kept = Parameters()
        for name in Self.names {
            guard var value = given[name]?.trimmed.cut(to: Self.valueLimit), !value.isEmpty else { continue }
            if name == "country" { value = Countries.code(value) ?? value.uppercased() }
            kept.append(name, value)
        }
        parameters = kept
        var search = PostingSearch()
        search.look(for: Self.words(kept["q"] ?? ""))
        search.isRemote = kept["remote"].flatMap { ["yes": true, "true": true, "no": false, "false": false][$0] }
        search.type = kept["type"].flatMap { PostingType(rawValue: $0) }
        search.level = kept["level"].flatMap { PostingLevel(rawValue: $0) }
        search.sourceName = kept["source"]
        search.company = kept["company"]
        search.look(in: kept["location"])
        search.country = kept["country"]
        search.skill = kept["skill"].map(Self.skill)
        search.like = kept["like"].flatMap { UUID(text: $0) }
        search.arrivedAfter = kept["arrived_after"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
        let pay = kept["min_pay"].map { Int($0.filter { $0 != "," && $0 != " " }) }
        if let amount = pay ?? nil, (0...1_000_000_000).contains(amount) {
            search.minimumPay = ExchangeRates.euroCents(amount * 100, currency: kept["currency"] ?? "EUR")
        }
        hasPayProblem = pay != nil && search.minimumPay == nil
        if let posted = kept["posted_after"] {
            let days = Self.periods.first { $0.0 == posted }?.1
            search.postedAfter = days.map { now.addingTimeInterval(Double(-$0) * 86_400) } ?? UTCDate.parse(posted)
        }
        let standard: PostingSearch.Sort = search.words.isEmpty && search.like == nil ? .newest : .relevance
        search.sort = kept["sort"].flatMap { PostingSearch.Sort(named: $0) } ?? standard
        resume = kept["resume"].flatMap { UUID(text: $0) }
        self.search = search
    }

    /// What was typed.
    var text: String { parameters["q"] ?? "" }

    /// The words of a text; skills by the names that postings have them by. What is a skill for its signs alone is looked for
    /// among skills: as words C++, C# and vitamin C are the same.
    static func words(_ text: String) -> SearchText {
        var words = SearchText(text).replacingWords { $0.field == .skill ? skill($0.text) : nil }
        for (row, parts) in words.alternatives.enumerated() {
            for (column, part) in parts.enumerated() where part.field == nil && hasSigns(part.text) {
                guard let name = SkillLexicon.shared.canonicalName(of: part.text) else { continue }
                words.alternatives[row][column].text = name
                words.alternatives[row][column].field = .skill
            }
        }
        return words
    }

    private static func hasSigns(_ word: String) -> Bool {
        word.utf8.first == UInt8(ascii: ".")
            || word.utf8.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") }
    }

    /// A skill by the name that postings have it by.
    static func skill(_ name: String) -> String {
        SkillLexicon.shared.canonicalName(of: name) ?? name
    }

    /// The page's address with one parameter changed, or taken away.
    func href(_ name: String, _ value: String?) -> String {
        Self.href(parameters.replacing(name, with: value))
    }

    /// The same search with other words.
    func corrected(_ words: SearchText) -> SearchQuery {
        var copy = self
        copy.parameters = parameters.replacing("q", with: words.description)
        copy.search.look(for: words)
        return copy
    }

    static func href(_ parameters: Parameters) -> String {
        parameters.isEmpty ? "/jobs" : "/jobs?" + parameters.encoded
    }

    /// The parameters as hidden fields, but for some.
    func fields(without names: [String]) -> [HiddenField] {
        parameters.filter { !names.contains($0.name) }.map { HiddenField(name: $0.name, value: $0.value) }
    }
}

extension PostingSearch {
    /// Looks for a place; where it names a country, for what lies in that too.
    mutating func look(in place: String?) {
        location = place
        let meant = place.flatMap { Countries.meant(by: $0) }
        (locationCountry, locationTown) = (meant?.code, meant?.town)
    }

    /// Looks for words; those that name a country as a place find what lies in it too.
    mutating func look(for words: SearchText) {
        self.words = words
        wordCountries = [:]
        for place in words.parts where place.field == .location {
            guard let meant = Countries.meant(by: place.text), meant.town == nil else { continue }
            wordCountries[place.text] = meant.code
        }
    }
}

extension PostingSearch.Sort {
    /// The order that an address names; `date` is another name for the newest first.
    init?(named name: String) {
        self.init(rawValue: name == "date" ? PostingSearch.Sort.newest.rawValue : name)
    }
}

extension PostingCursor {
    /// The cursor as a page's address carries it.
    var text: String { Array("\(id.text) \(sortKey)".utf8).base64URL }

    /// Reads what ``text`` wrote; `nil` for anything else.
    init?(text: String) {
        guard let bytes = Base64URL.decode(text), let plain = String(validating: bytes, as: UTF8.self),
            let space = plain.firstIndex(of: " "), let id = UUID(text: plain[..<space])
        else { return nil }
        self.init(sortKey: String(plain[plain.index(after: space)...]), id: id)
    }

    /// Whether the key can be one of the order: a forged cursor must not reach the database as something else.
    func fits(_ search: PostingSearch) -> Bool {
        switch search.order {
        case .pay: Int(sortKey) != nil
        case .relevance, .match: Self.isNumber(sortKey)
        // Microseconds, up to the year 9999: later than any row, and within what PostgreSQL can hold.
        case .newest: Int(sortKey).map { (0..<253_402_300_800_000_000).contains($0) } ?? false
        }
    }

    /// Decimal, and neither too large nor too small for PostgreSQL: Swift also reads `0x1p3`, and 1e-999 as zero.
    private static func isNumber(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), let value = Double(text), value.isFinite
        else {
            return false
        }
        return value != 0 || !text.utf8.contains { "123456789".utf8.contains($0) }
    }
}
