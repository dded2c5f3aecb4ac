internal import Base
internal import FoundationEssentials
internal import Model

/// One row of an import, as text by the names of its columns. Numbers and truth values of JSON are text here as well.
struct ImportRow {
    static let columns: Set<String> = [
        "url", "title", "company", "location", "country", "remote", "description", "type", "level", "salary_min",
        "salary_max", "currency", "period", "posted_at", "expires_at", "source",
    ]

    var values: [String: String]

    /// The source that the row names, or `nil`.
    var source: String? {
        value("source").map { PostingText.line($0, limit: 100) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Parameter now: a posting date more than a day later is refused.
    func fields(now: Date) throws(PostingError) -> PostingFields {
        var fields = PostingFields(
            url: value("url"), title: value("title"), company: value("company"), location: value("location"),
            country: value("country"), description: value("description"))
        fields.type = value("type").flatMap { PostingWords.type($0) }
        fields.level = value("level").flatMap { PostingWords.level($0) }
        if let text = value("remote") {
            guard let isRemote = PostingWords.remote(text) else {
                throw PostingError(.invalidField, "remote is neither true nor false")
            }
            fields.isRemote = isRemote
        }
        fields.pay = try pay()
        fields.postedAt = try date("posted_at")
        fields.expiresAt = try date("expires_at")
        if let postedAt = fields.postedAt, postedAt > now.addingTimeInterval(86_400) {
            throw PostingError(.invalidField, "posted_at lies in the future")
        }
        return fields
    }

    /// What the columns say that ``fields(now:)`` and the posting made of them do not hold.
    /// - Parameter country: the posting's.
    func losses(_ fields: PostingFields, country: String?) -> [String] {
        var losses: [String] = []
        if let text = value("currency"), Currencies.code(text) == nil {
            losses.append("currency \(Self.shown(text)) is no code of ISO 4217: the pay is left out")
        } else if fields.pay.minimum ?? 0 > 0 || fields.pay.maximum ?? 0 > 0,
            (try? fields.pay.pay(country: country)) == .some(nil)
        {
            losses.append("the currency is neither given nor told by the country: the pay is left out")
        }
        if let text = value("type"), fields.type == .other, text.lowercased() != PostingType.other.rawValue {
            losses.append("type \(Self.shown(text)) is none that is known: it counts as other")
        }
        if let text = value("level"), fields.level == nil {
            losses.append("level \(Self.shown(text)) is none that is known: it is left out")
        }
        if let text = value("country"), Countries.code(text) == nil {
            losses.append("country \(Self.shown(text)) is none that is known: it is left out")
        }
        return losses
    }

    /// A value of the file as it is quoted: in one line, and short.
    private static func shown(_ text: String) -> String { "“\(PostingText.line(text, limit: 40))”" }

    private func pay() throws(PostingError) -> PayFields {
        var pay = PayFields(currency: value("currency"))
        pay.minimum = try amount("salary_min")
        pay.maximum = try amount("salary_max")
        if let text = value("period") {
            guard let period = PostingWords.period(text) else {
                throw PostingError(.invalidField, "period is not hour, day, month or year")
            }
            pay.period = period
        }
        return pay
    }

    private func amount(_ name: String) throws(PostingError) -> Int? {
        guard let text = value(name) else { return nil }
        guard let amount = PayFields.minorUnits(text) else {
            throw PostingError(.invalidField, "\(name) is not an amount")
        }
        return amount
    }

    private func date(_ name: String) throws(PostingError) -> Date? {
        guard let text = value(name) else { return nil }
        // Seconds since 1970 are what many exports write.
        if let seconds = Int(text), (0..<10_000_000_000).contains(seconds) {
            return Date(timeIntervalSince1970: Double(seconds))
        }
        guard let date = UTCDate.parse(text) ?? UTCDate.parse(text + "Z") else {
            throw PostingError(.invalidField, "\(name) is not a date such as 2026-11-21 or 2026-11-21T09:00:00Z")
        }
        return date
    }

    /// The value of a column, `nil` when it is empty.
    private func value(_ name: String) -> String? {
        guard let text = values[name] else { return nil }
        let trimmed = Array(text.utf8).trimmed
        return trimmed.isEmpty ? nil : String(decoding: trimmed, as: UTF8.self)
    }
}

extension ImportRow: Decodable {
    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads a JSON object; unknown keys are passed over, nulls are empty.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        values = [:]
        for key in container.allKeys where Self.columns.contains(key.stringValue) {
            if let text = try? container.decode(String.self, forKey: key) {
                values[key.stringValue] = text
            } else if let flag = try? container.decode(Bool.self, forKey: key) {
                values[key.stringValue] = flag ? "true" : "false"
            } else if let number = try? container.decode(Int.self, forKey: key) {
                values[key.stringValue] = String(number)
            } else if let number = try? container.decode(Double.self, forKey: key), number.magnitude < 1e13 {
                // Two decimals are all that money needs, and they come back exactly.
                let hundredths = Int((number.magnitude * 100).rounded())
                let cents = hundredths % 100
                values[key.stringValue] =
                    (number < 0 ? "-" : "") + "\(hundredths / 100).\(cents < 10 ? "0" : "")\(cents)"
            } else if try !container.decodeNil(forKey: key) {
                throw PostingError(.invalidField, "\(key.stringValue) is neither text nor a number")
            }
        }
    }
}
