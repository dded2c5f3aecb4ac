internal import FoundationEssentials
internal import Model
internal import Parsing
internal import Storage

/// The filters beside a search, each choice with how many of what was found it would leave.
struct SearchFacets {
    let query: SearchQuery
    let found: FoundPostings
    /// Names of sources by their ids.
    let sources: [UUID: String]
    let context: Context

    /// Choices of one filter that are shown.
    private static let shown = 8

    var all: [Facet] {
        let words = context.words
        return [
            remote,
            Facet(
                id: "posted", title: words.text("jobs.facet.posted"),
                options: [choice("posted_after", nil, words.text("jobs.posted.any"))]
                    + SearchQuery.periods.map { choice("posted_after", $0.0, words.text("jobs.posted." + $0.0)) }),
            facet("type", .type) { PostingType(rawValue: $0).map { context.phrases.type($0) } },
            facet("level", .level) { PostingLevel(rawValue: $0).map { context.phrases.level($0) } },
            facet("country", .country) { Countries.name($0) },
            facet("skill", .skill) { $0 },
            source, pay,
        ].compactMap { $0 }
    }

    private var remote: Facet {
        let words = context.words
        let counts = found.counts(of: .remote, limit: 2)
        return Facet(
            id: "remote", title: words.text("jobs.facet.remote"),
            options: [
                choice("remote", nil, words.text("jobs.remote.any")),
                choice("remote", "yes", words.text("jobs.remote.yes"), counts.first { $0.value == "true" }?.count ?? 0),
                choice("remote", "no", words.text("jobs.remote.no")),
            ])
    }

    private var source: Facet? {
        var options = found.counts(of: .source, limit: Self.shown).compactMap { count in
            UUID(text: count.value).flatMap { sources[$0] }.map { choice("source", $0, $0, count.count) }
        }
        if let chosen = query.parameters["source"], !options.contains(where: \.isSelected) {
            options.append(choice("source", chosen, chosen))
        }
        guard options.count > 1 || query.parameters["source"] != nil else { return nil }
        return Facet(
            id: "source", title: context.words.text("jobs.facet.source"),
            options: [choice("source", nil, context.words.text("jobs.any"))] + options)
    }

    /// Thresholds of pay in euros; what is typed in another currency is in the form below.
    private var pay: Facet? {
        let counts = found.counts(of: .pay, limit: Self.shown)
        guard counts.count > 1 else { return nil }
        let plain = query.parameters.replacing("currency", with: nil)
        return Facet(
            id: "pay-from", title: context.words.text("jobs.facet.pay"),
            options: counts.compactMap { count in
                guard let cents = Int(count.value) else { return nil }
                let amount = String(cents / 100)
                let pay = Pay(minimum: cents, maximum: nil, currency: "EUR", period: .year)
                return FilterLink(
                    label: context.phrases.pay(pay), href: SearchQuery.href(plain.replacing("min_pay", with: amount)),
                    count: context.phrases.count(count.count),
                    isSelected: query.parameters["min_pay"] == amount && query.parameters["currency"] ?? "EUR" == "EUR")
            })
    }

    /// A filter whose choices are the values that were found most; absent where there is nothing to choose.
    private func facet(_ name: String, _ facet: FoundPostings.Facet, _ label: (String) -> String?) -> Facet? {
        var options = found.counts(of: facet, limit: Self.shown).compactMap { count in
            label(count.value).map { choice(name, count.value, $0, count.count) }
        }
        if let chosen = query.parameters[name], !options.contains(where: \.isSelected), let label = label(chosen) {
            options.append(choice(name, chosen, label))
        }
        guard !options.isEmpty else { return nil }
        let title = context.words.text("jobs.facet." + name)
        return Facet(id: name, title: title, options: [choice(name, nil, context.words.text("jobs.any"))] + options)
    }

    private func choice(_ name: String, _ value: String?, _ label: String, _ count: Int? = nil) -> FilterLink {
        FilterLink(
            label: label, href: query.href(name, value), count: count.map { context.phrases.count($0) },
            isSelected: query.parameters[name] == value)
    }
}

extension SearchQuery {
    /// The orders that this search can have; by match for whoever has a resume.
    func sorts(withMatch: Bool, _ context: Context) -> [FilterLink] {
        var sorts: [PostingSearch.Sort] = [.newest, .pay]
        if !search.words.isEmpty || search.like != nil {
            sorts = search.like == nil ? [.relevance] + sorts : [.relevance]
        }
        if withMatch, search.like == nil { sorts.append(.match) }
        return sorts.map {
            FilterLink(
                label: context.words.text("jobs.sort." + $0.rawValue), href: href("sort", $0.rawValue), count: nil,
                isSelected: search.order == $0)
        }
    }

    /// The filters in use; each address is the search without it.
    func active(_ context: Context) -> [Link] {
        let words = context.words
        return parameters.compactMap { field in
            let label: String
            switch field.name {
            case "remote": label = words.text(search.isRemote == true ? "jobs.remote.yes" : "jobs.remote.no")
            case "type": label = search.type.map { context.phrases.type($0) } ?? field.value
            case "level": label = search.level.map { context.phrases.level($0) } ?? field.value
            case "country": label = Countries.name(field.value.uppercased())
            case "source", "company", "location", "skill": label = field.value
            case "min_pay":
                let (currency, amount) = (
                    parameters["currency"] ?? "EUR", Int(field.value.filter { $0 != "," && $0 != " " })
                )
                let pay =
                    amount.flatMap { $0.multipliedReportingOverflow(by: 100).overflow ? nil : $0 * 100 }
                    .map { context.phrases.amount($0, currency) } ?? currency + " " + field.value
                label = words.text("jobs.payActive", ["pay": pay])
            case "posted_after":
                let isPeriod = Self.periods.contains { $0.0 == field.value }
                label = isPeriod ? words.text("jobs.posted." + field.value) : field.value
            case "like": label = words.text("jobs.likeActive")
            case "arrived_after": label = words.text("jobs.onlyNew")
            default: return nil
            }
            return Link(label: label, href: href(field.name, nil))
        }
    }
}
