internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage

/// A search as it stands in a page's address: what is asked, and the addresses of the searches next to it.
struct SearchQuery {
    /// The parameters that mean something, in the order of the page, empty ones left out.
    let parameters: Parameters
    var search: PostingSearch
    /// Why the pay cannot be used.
    let hasPayProblem: Bool

    static let names = [
        "q", "remote", "type", "level", "source", "company", "location", "country", "min_pay", "currency",
        "posted_after",
        "sort",
    ]
    /// Bytes of one parameter that are looked at.
    private static let valueLimit = 300

    /// Days of the choices "posted in the last …", by their names in the address.
    static let periods = [("day", 1), ("week", 7), ("month", 30)]

    init(_ given: Parameters, now: Date) {
        var kept = Parameters()
        for name in Self.names {
            guard let value = given[name]?.trimmed.cut(to: Self.valueLimit), !value.isEmpty else { continue }
            kept.append(name, value)
        }
        parameters = kept
        var search = PostingSearch()
        search.text = kept["q"] ?? ""
        search.isRemote = kept["remote"].flatMap { ["yes": true, "true": true, "no": false, "false": false][$0] }
        search.type = kept["type"].flatMap { PostingType(rawValue: $0) }
        search.level = kept["level"].flatMap { PostingLevel(rawValue: $0) }
        search.sourceName = kept["source"]
        search.company = kept["company"]
        search.location = kept["location"]
        search.country = kept["country"]?.uppercased()
        let pay = kept["min_pay"].map { Int($0.filter { $0 != "," && $0 != " " }) }
        if let amount = pay ?? nil, (0...1_000_000_000).contains(amount) {
            search.minimumPay = ExchangeRates.euroCents(amount * 100, currency: kept["currency"] ?? "EUR")
        }
        hasPayProblem = pay != nil && search.minimumPay == nil
        if let posted = kept["posted_after"] {
            let days = Self.periods.first { $0.0 == posted }?.1
            search.postedAfter = days.map { now.addingTimeInterval(Double(-$0) * 86_400) } ?? UTCDate.parse(posted)
        }
        let standard: PostingSearch.Sort = search.text.isEmpty ? .newest : .relevance
        search.sort = kept["sort"].flatMap { PostingSearch.Sort(rawValue: $0) } ?? standard
        self.search = search
    }

    /// The page's address with one parameter changed, or taken away.
    func href(_ name: String, _ value: String?) -> String {
        Self.href(parameters.replacing(name, with: value))
    }

    static func href(_ parameters: Parameters) -> String {
        parameters.isEmpty ? "/jobs" : "/jobs?" + parameters.encoded
    }

    /// The parameters as hidden fields, but for some.
    func fields(without names: [String]) -> [HiddenField] {
        parameters.filter { !names.contains($0.name) }.map { HiddenField(name: $0.name, value: $0.value) }
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
        switch search.sort {
        case .pay: Int(sortKey) != nil
        case .relevance where !search.text.isEmpty: Self.isNumber(sortKey)
        // As PostgreSQL writes it in UTC, the zone without its minutes.
        case .newest, .relevance:
            sortKey.hasSuffix("+00") && !sortKey.hasPrefix("0000") && UTCDate.parse(sortKey + ":00") != nil
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
