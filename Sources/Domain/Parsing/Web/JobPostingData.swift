internal import Base
internal import Documents
internal import FoundationEssentials
public import Model

/// Reads schema.org's `JobPosting` as sites write it in JSON-LD.
enum JobPostingData {
    /// The postings that a page's blocks describe, in their order.
    static func read(_ blocks: [[UInt8]], limit: Int) -> [PostingFields] {
        blocks.lazy.compactMap { LinkedData(block: $0) }.flatMap { $0.objects(of: "JobPosting") }.prefix(limit)
            .map(fields)
    }

    private static func fields(_ posting: LinkedData) -> PostingFields {
        var fields = PostingFields(url: posting["url"]?.text, title: text(posting["title"] ?? posting["name"]))
        fields.company = text(posting["hiringOrganization"])
        fields.description = (posting["description"]?.text).map(markup)
        fields.postedAt = (posting["datePosted"]?.text).flatMap(UTCDate.parse)
        fields.expiresAt = (posting["validThrough"]?.text).flatMap(UTCDate.parse)
        let types = (posting["employmentType"]?.each ?? []).compactMap(\.text).compactMap { PostingWords.type($0) }
        fields.type = types.first { $0 != .other }
        let isRemote = (posting["jobLocationType"]?.each ?? []).contains {
            $0.text?.uppercased().contains("TELECOMMUTE") ?? false
        }
        let places = (posting["jobLocation"]?.each ?? []).map(place)
        let named = unique(places.compactMap(\.text))
        fields.location = named.isEmpty ? nil : named.prefix(5).joined(separator: "; ")
        // Several countries are no country.
        let countries = Set(places.compactMap(\.country).compactMap { Countries.code($0) })
        fields.country = countries.count == 1 ? countries.first : nil
        if isRemote {
            fields.isRemote = true
            let from = unique((posting["applicantLocationRequirements"]?.each ?? []).compactMap { text($0) })
            if fields.location == nil, !from.isEmpty {
                fields.location = "Remote (" + from.prefix(5).joined(separator: ", ") + ")"
                if from.count == 1 { fields.country = from.first }
            }
        }
        fields.pay = pay(posting)
        return fields
    }

    private static func place(_ place: LinkedData) -> (text: String?, country: String?) {
        guard let address = place["address"] ?? (place["addressLocality"] == nil ? nil : place),
            address["addressLocality"]
                != nil || address["addressRegion"] != nil || address["addressCountry"] != nil
        else { return (text(place["address"] ?? place), nil) }
        let country = text(address["addressCountry"])
        let parts =
            ["addressLocality", "addressRegion"].compactMap { text(address[$0]) } + [country].compactMap(\.self)
        return (unique(parts).joined(separator: ", "), country)
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// Pay in any of the forms that are about: a number, a text, or an object whose value is either, or a range. What
    /// contradicts itself is left out: the posting says the rest all the same.
    private static func pay(_ posting: LinkedData) -> PayFields {
        guard let salary = posting["baseSalary"]?.each.first else { return PayFields() }
        let value = salary["value"]?.each.first ?? salary
        let unit = (value["unitText"] ?? salary["unitText"] ?? posting["salaryUnit"])?.text ?? ""
        let currency = (salary["currency"] ?? value["currency"] ?? posting["salaryCurrency"])?.text
        func amount(_ name: String) -> Int? { (value[name] ?? salary[name]).flatMap { minorUnits($0) } }
        let single = amount("value") ?? minorUnits(value)
        var pay = PayFields(
            minimum: amount("minValue") ?? single, maximum: amount("maxValue") ?? single,
            currency: currency.map { $0.uppercased() }, period: PostingWords.period(unit))
        if PostingWords.words(unit).contains(where: { $0.hasPrefix("week") }) {
            // Our periods know no week: a year has 52.
            pay.minimum = pay.minimum.map { $0.multipliedReportingOverflow(by: 52).partialValue }
            pay.maximum = pay.maximum.map { $0.multipliedReportingOverflow(by: 52).partialValue }
            pay.period = .year
        }
        return (try? pay.pay(country: nil)) == nil && pay.currency != nil ? PayFields() : pay
    }

    private static func minorUnits(_ value: LinkedData) -> Int? {
        switch value {
        case .number(let number) where number.isFinite && (0..<1e12).contains(number): Int((number * 100).rounded())
        case .text(let text): PayFields.minorUnits(text)
        default: nil
        }
    }

    private static func text(_ value: LinkedData?) -> String? {
        guard let text = value?.text else { return nil }
        let line = PostingText.line(String(decoding: HTMLEntities.decode(text.utf8), as: UTF8.self), limit: 500)
        return line.isEmpty ? nil : line
    }

    /// Descriptions are HTML, which some sites escape once too often.
    private static func markup(_ description: String) -> String {
        let bytes = Array(description.utf8)
        guard !HTMLToMarkdown.isHTML(bytes) else { return description }
        let decoded = HTMLEntities.decode(bytes)
        return HTMLToMarkdown.isHTML(Array(decoded)) ? String(decoding: decoded, as: UTF8.self) : description
    }
}
