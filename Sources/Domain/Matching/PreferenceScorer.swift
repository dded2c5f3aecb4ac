public import Model

/// Says how well a posting fits what a person said they look for, where there is no resume to score.
///
/// Each wish that was stated counts by its weight: role 40, skills 30, place and work mode 15, pay 15; the score is the part
/// of the stated weight that the posting meets, out of 100. What the posting does not state meets half of a wish: silence
/// is neither yes nor no.
public enum PreferenceScorer {
    public struct Verdict: Sendable, Equatable {
        /// 0 to 100; nil where the person said nothing that can be compared.
        public var score: Double?
        /// Sentences, one for each wish that was stated.
        public var reasoning: [String]
    }

    /// - Parameter text: the posting as plain text.
    public static func score(_ preferences: Preferences, _ posting: PostingDraft, text: String) -> Verdict {
        var parts: [(weight: Double, met: Double, sentence: String)] = []
        let words = Set(tokens(text))
        if !preferences.role.isEmpty {
            let wanted = tokens(preferences.role)
            let title = Set(tokens(posting.title))
            let inTitle = wanted.count { title.contains($0) }
            let inText = wanted.count { words.contains($0) }
            let met = wanted.isEmpty ? 0 : (Double(inTitle) * 0.8 + Double(inText) * 0.2) / Double(wanted.count)
            let how = met >= 0.75 ? "is" : met > 0.3 ? "is near" : "is not"
            parts.append((40, met, "\"\(posting.title)\" \(how) the role you look for."))
        }
        if !preferences.skills.isEmpty {
            let named = Set(posting.skills.map { $0.lowercased() })
            let found = preferences.skills.filter { skill in
                named.contains(skill.lowercased()) || contains(words, tokens(skill))
            }
            let sentence =
                found.isEmpty
                ? "It names none of your skills."
                : "It names \(found.count) of your \(preferences.skills.count) skills: \(found.joined(separator: ", "))."
            parts.append((30, Double(found.count) / Double(preferences.skills.count), sentence))
        }
        if let part = place(preferences, posting) { parts.append(part) }
        if let minimum = preferences.minimumPayReference { parts.append(pay(minimum, posting)) }
        let weight = parts.reduce(0) { $0 + $1.weight }
        guard weight > 0 else { return Verdict(score: nil, reasoning: []) }
        let met = parts.reduce(0) { $0 + $1.weight * min(1, max(0, $1.met)) }
        return Verdict(score: met / weight * 100, reasoning: parts.map(\.sentence))
    }

    private static func place(
        _ preferences: Preferences, _ posting: PostingDraft
    ) -> (weight: Double, met: Double, sentence: String)? {
        let wantsRemote = preferences.workMode == .remote
        guard wantsRemote || !preferences.location.isEmpty else { return nil }
        if posting.isRemote == true, wantsRemote || preferences.workMode == nil {
            return (15, 1, "It can be done remotely.")
        }
        if wantsRemote {
            let isKnown = posting.isRemote == false
            return (15, isKnown ? 0 : 0.5, isKnown ? "It is not remote." : "It does not say whether it is remote.")
        }
        guard let location = posting.location else { return (15, 0.5, "It does not say where it is.") }
        let wanted = tokens(preferences.location)
        let isThere = contains(Set(tokens(location)), wanted)
        return (15, isThere ? 1 : 0, isThere ? "It is in \(location)." : "It is in \(location), not where you look.")
    }

    private static func pay(
        _ minimum: Int, _ posting: PostingDraft
    ) -> (weight: Double, met: Double, sentence: String) {
        let annual = posting.pay?.annual
        guard let currency = posting.pay?.currency, let most = annual?.maximum ?? annual?.minimum,
            let reference = ExchangeRates.euroCents(most, currency: currency)
        else { return (15, 0.5, "It does not state its pay.") }
        guard reference < minimum else { return (15, 1, "It pays what you ask for.") }
        return (15, max(0, 1 - Double(minimum - reference) / Double(minimum) * 4), "It pays less than you ask for.")
    }

    private static func contains(_ words: Set<String>, _ wanted: [String]) -> Bool {
        !wanted.isEmpty && wanted.allSatisfy(words.contains)
    }

    /// Runs of letters, digits, `+` and `#`, in lower case.
    private static func tokens(_ text: String) -> [String] {
        text.lowercased().utf8.split { byte in
            byte < 0x80 && !(97...122).contains(byte) && !(48...57).contains(byte) && byte != UInt8(ascii: "+")
                && byte != UInt8(ascii: "#")
        }.map { String(decoding: $0, as: UTF8.self) }
    }
}
