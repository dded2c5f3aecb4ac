internal import Base
public import Model
public import Postgres

/// The words that postings use, for telling a slip of the hand from a word that nothing has.
extension Connection {
    /// Counts the words of the last 8,192 arrivals, or up to twice as many, anew, where postings have arrived since it was done;
    /// answers how many there are.
    public func countSearchWords() throws -> Int? {
        let last = try lastArrival()
        let counted: Int? = try scalar("select counted_to from search_words_state")
        guard counted != last else { return nil }
        return try transaction { db in
            try db.execute("delete from search_words")
            // A statement as text, for ts_stat; two numbers are all that comes into it.
            let block = last >> 13
            let texts = """
                select to_tsvector('simple', concat_ws(' ', title, company, location, array_to_string(skills, ' '),
                    left(description_markdown, 2000)))
                from postings where search @@ '''=1:\(block)'' | ''=1:\(block - 1)'''::tsquery and user_id is null
                """
            let count = try db.execute(
                """
                insert into search_words (word, postings)
                select word, ndoc from ts_stat(\(texts)) where word ~ '^[[:alpha:]]{3,30}$'
                order by ndoc desc limit 200000
                """)
            try db.execute(
                """
                insert into search_words_state (counted_to) values (\(last))
                on conflict (is_only) do update set counted_to = excluded.counted_to
                """)
            return count
        }
    }

    /// The search with words that no posting has exchanged for words like them; `nil` where there is nothing to exchange.
    ///
    /// Words in phrases, exclusions and fields other than the title are taken as they are.
    public func correction(of words: SearchText) throws -> SearchText? {
        var corrections: [String: String] = [:]
        for part in words.parts where part.isCorrectable {
            if let word = try likeliest(part.text) { corrections[part.text] = word }
        }
        guard !corrections.isEmpty else { return nil }
        return words.replacingWords { $0.isCorrectable ? corrections[$0.text] : nil }
    }

    /// The word that is most like one that nothing has.
    private func likeliest(_ text: String) throws -> String? {
        let word = text.lowercased()
        let isKnown: Bool? = try scalar("select true from search_words where word = \(word)")
        guard isKnown == nil else { return nil }
        var alone = PostingSearch()
        alone.words = SearchText(text)
        guard try find(alone, limits: SearchLimits(candidates: 1)).candidates.isEmpty else { return nil }
        return try candidates(for: word)
            .map { (candidate: $0, distance: Slips.distance(word, $0.word)) }
            .filter { $0.distance <= Slips.limit(word) }
            .min { one, other in
                if one.distance != other.distance { return one.distance < other.distance }
                let swaps = (Slips.isSwap(word, one.candidate.word), Slips.isSwap(word, other.candidate.word))
                if swaps.0 != swaps.1 { return swaps.0 }
                if one.candidate.postings != other.candidate.postings {
                    return one.candidate.postings > other.candidate.postings
                }
                return one.candidate.word < other.candidate.word
            }?.candidate.word
    }

    /// Words at one slip from a word, and those that are most like it by their trigrams.
    private func candidates(for word: String) throws -> [(word: String, postings: Int)] {
        try query(
            """
            select word, postings from search_words where word = any(\(Slips.origins(of: word)))
            union
            (select word, postings from search_words where word % \(word)
                order by similarity(word, \(word)) desc, postings desc, word limit 50)
            """
        ) { row in (word: try row.next(), postings: try row.next()) }
    }
}

extension SearchText.Part {
    fileprivate var isCorrectable: Bool {
        (field == nil || field == .title) && !isPhrase && !isExcluded && text.unicodeScalars.count >= 4
            && text.unicodeScalars.allSatisfy(\.properties.isAlphabetic)
    }
}
