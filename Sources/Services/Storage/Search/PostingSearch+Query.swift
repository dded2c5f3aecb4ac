internal import FoundationEssentials
internal import Model
internal import Postgres

/// The terms of a search as PostgreSQL's text search takes them. The index holds words, and filters as terms that start with
/// '=' (`posting_terms` in the migration), so one look into it answers words and filters together.
extension PostingSearch {
    /// What the index can decide, words and filters: everything that fits has these terms.
    var indexQuery: SQL { indexQuery(isLean: false) }

    /// As ``indexQuery``.
    /// - Parameter isLean: without the terms that ``leanCondition`` stands for.
    func indexQuery(isLean: Bool) -> SQL {
        var query: SQL = "\(filterTerms(isLean: isLean))::text::tsquery"
        if !words.isEmpty { query += " && \(wordQuery(isExact: false))" }
        if let company { query += " && posting_field_query('company', 'simple', \(company))" }
        if let location { query += " && \(placeQuery(location, in: locationCountry, town: locationTown))" }
        if let sourceName {
            // A name may be of the installation's source and of a person's own; one that is nobody's has no postings.
            query += """
                 && (select coalesce(string_agg('''=source:' || id || '''', ' | '), '''=source:''')::tsquery
                    from sources where lower(name) = lower(\(sourceName)) and (user_id is null or user_id = \(viewer)))
                """
        }
        return query
    }

    private func placeQuery(_ location: String, in country: String?, town: String? = nil) -> SQL {
        let named: SQL = "posting_field_query('location', 'simple', \(location))"
        guard let country else { return named }
        let within: SQL = "\(Self.quoted(Self.term("country", country)))::text::tsquery"
        guard let town else { return "(\(named) || \(within))" }
        return "(\(named) || (posting_field_query('location', 'simple', \(town)) && \(within)))"
    }

    /// The words alone, with phrases as phrases: what ranks and what is highlighted.
    var exactQuery: SQL { wordQuery(isExact: true) }

    /// Whether the index finds more than fits: it knows no order of words.
    private var hasPhrases: Bool { words.parts.contains { $0.isPhrase && $0.field == nil } }

    /// Every word in the title, for what should be found first; `nil` where words are not all plain.
    var titleQuery: SQL? {
        guard words.alternatives.count == 1, words.parts.allSatisfy({ $0.field == nil && !$0.isExcluded }) else {
            return nil
        }
        let text = words.parts.map(\.text).joined(separator: " ")
        return "posting_field_query('title', 'english', \(text))"
    }

    private func wordQuery(isExact: Bool) -> SQL {
        let alternatives = words.alternatives.map { parts -> SQL in
            "(" + parts.map { part($0, isExact: isExact) }.joined(separator: " && ") + ")"
        }
        return alternatives.isEmpty ? "''::tsquery" : "(" + alternatives.joined(separator: " || ") + ")"
    }

    private func part(_ part: SearchText.Part, isExact: Bool) -> SQL {
        let text: SQL
        switch part.field {
        case .title: text = "posting_field_query('title', 'english', \(part.text))"
        case .company: text = "posting_field_query('company', 'simple', \(part.text))"
        case .location: text = placeQuery(part.text, in: wordCountries[part.text])
        case .skill: text = "\(Self.quoted(Self.term("skill", Self.skillTerm(part.text))))::text::tsquery"
        case nil where part.isPhrase && isExact: text = "phraseto_tsquery('english', \(part.text))"
        // Who has all the words of an excluded phrase need not have the phrase: that is decided after the index.
        case nil where part.isPhrase && part.isExcluded: return "''::tsquery"
        case nil: text = "plainto_tsquery('english', \(part.text))"
        }
        return part.isExcluded ? "!!(\(text))" : text
    }

    // MARK: Filters

    /// The terms that most postings have: open, and everybody's.
    var standingTerms: [String] { [Self.term("status", status.rawValue), Self.term("owner", "all")] }

    /// What is not stated, and the bands that may pay as much as is asked for; none where nothing is asked for.
    var payTerms: [String] {
        guard let minimumPay else { return [] }
        let bands = PayBand.containing(minimumPay)...PayBand.starts.count
        return [Self.term("pay", "none")] + bands.map { Self.term("pay", String($0)) }
    }

    /// What ``standingTerms`` and ``payTerms`` say, from `and` on: going along their lists takes longer than looking at the
    /// rows.
    var leanCondition: SQL {
        var condition: SQL = " and status = \(status.rawValue) and \(Self.visible(to: viewer))"
        if let minimumPay {
            condition += " and (annual_max_reference is null or annual_max_reference >= \(minimumPay))"
        }
        return condition
    }

    private func filterTerms(isLean: Bool) -> String {
        var terms = singleTerms.map(Self.quoted)
        if isLean {
            terms.removeFirst()
        } else if let viewer {
            let owners = ["all", viewer.uuidString.lowercased()].map { Self.quoted(Self.term("owner", $0)) }
            terms.append("(" + owners.joined(separator: " | ") + ")")
        } else {
            terms.append(Self.quoted(Self.term("owner", "all")))
        }
        if !payTerms.isEmpty, !isLean {
            terms.append("(" + payTerms.map(Self.quoted).joined(separator: " | ") + ")")
        }
        return terms.joined(separator: " & ")
    }

    /// The filters that are one term each, the status first.
    var singleTerms: [String] {
        var terms = [Self.term("status", status.rawValue)]
        func add(_ name: String, _ value: String?) {
            if let value { terms.append(Self.term(name, value)) }
        }
        add("remote", isRemote.map(String.init))
        add("internship", isInternship.map(String.init))
        add("type", type?.rawValue)
        add("level", level?.rawValue)
        add("country", country)
        add("skill", skill.map(Self.skillTerm))
        return terms
    }

    /// As the index has it: 100 characters, lower case.
    private static func skillTerm(_ name: String) -> String {
        String(String.UnicodeScalarView(name.lowercased().unicodeScalars.prefix(100)))
    }

    private static func term(_ name: String, _ value: String) -> String { "=" + name + ":" + value }

    /// A term in the notation of `tsquery`.
    static func quoted(_ term: String) -> String {
        var text = "'"
        for scalar in term.unicodeScalars {
            if scalar == "'" || scalar == "\\" { text.unicodeScalars.append(scalar) }
            text.unicodeScalars.append(scalar)
        }
        return text + "'"
    }

    /// What is left to look at in each posting that the index found, from `and` on.
    var remainder: SQL {
        var condition: SQL = ""
        for part in countedStopWords {
            condition += part.isExcluded ? " and not " : " and "
            condition += """
                (to_tsvector('simple', title) @@ plainto_tsquery('simple', \(part.text))
                    or exists (select from unnest(skills) as skill where lower(skill) = lower(\(part.text))))
                """
        }
        if hasPhrases { condition += " and search @@ \(exactQuery)" }
        if let minimumPay {
            condition += " and (annual_max_reference is null or annual_max_reference >= \(minimumPay))"
        }
        if let maximumPay {
            condition += " and (annual_min_reference is null or annual_min_reference <= \(maximumPay))"
        }
        if let postedAfter { condition += " and listed_at >= \(postedAfter)" }
        if let arrivedAfter { condition += " and ordinal > \(arrivedAfter)" }
        return condition + blocks.condition
    }

    /// Words that the index does not have, for they stand everywhere ("it"), typed so that they mean something: alone, or in
    /// capitals ("IT manager"). They are looked for in titles and among skills.
    private var countedStopWords: [SearchText.Part] {
        guard words.alternatives.count == 1 else { return [] }
        func isStopWord(_ part: SearchText.Part) -> Bool {
            part.field == nil && !part.isPhrase && StopWords.english.contains(part.text.lowercased())
        }
        let isAlone = words.parts.count == 1
        // Who types everything in capitals says nothing by them.
        let isShouted = words.parts.allSatisfy { $0.text == $0.text.uppercased() }
        return words.parts.filter {
            isStopWord($0) && (isAlone || !isShouted && $0.text.utf8.count > 1 && $0.text == $0.text.uppercased())
        }
    }

    /// Whether every open posting is found.
    var isUnconditional: Bool {
        var bare = PostingSearch()
        bare.sort = sort
        bare.scoredFor = scoredFor
        bare.viewer = viewer
        return self == bare
    }
}

/// A year's pay cut into bands, as `posting_pay_band` in the migration cuts it.
public enum PayBand {
    /// Where each band starts, in euro cents; what is below the first is band 0.
    public static let starts = [
        2_000_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000, 8_000_000, 10_000_000, 15_000_000,
    ]

    /// The number of the band that holds an amount.
    static func containing(_ amount: Int) -> Int {
        starts.lastIndex { $0 <= amount }.map { $0 + 1 } ?? 0
    }
}
