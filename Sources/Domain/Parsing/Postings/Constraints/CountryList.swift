/// What a word means in a list of countries ("the UK, Ireland or the EU").
public enum CountryPart: Sendable {
    /// ISO 3166-1 alpha-2, and `EU` for the union; several where the words name a region.
    case countries([String])
    /// More places are meant than are named, or others: such a list rules nobody out.
    case open
    case or
    case filler
}

/// Reads all the countries that a posting allows: who fits one of them is not ruled out.
public enum CountryList {
    /// Words that stand before the first country and are none of ours ("in our Berlin office in Germany"), and those of them
    /// that are not written as names.
    private static let strangers = (all: 2, common: 1)

    /// - Parameter index: of the word behind what asks for the countries ("must be based in").
    /// - Returns: the countries and the word behind the last; nil where the list is open or has none that is known.
    public static func read(from index: Int, in text: ConstraintText<CountryPart>) -> (codes: [String], end: Int)? {
        var codes: [String] = []
        var (at, end, isPending, isBracketed, all, common) = (index, index, false, false, 0, 0)
        while at < text.count, at == 0 || text.goesOn(at: at) {
            // What stands in brackets behind a country or a region only says it more exactly.
            if at > 0, !codes.isEmpty, text.bytes[text.gap(before: at)].contains(UInt8(ascii: "(")) {
                isBracketed = true
            }
            let isCapital = ConstraintWords.isCapital(text.bytes, text.range(at).lowerBound)
            var next = at + 1
            switch text.part(at) {
            case (.countries(let found), let behind)? where isWritten(at..<behind, in: text):
                codes += found
                (end, next, isPending, all, common) = (behind, behind, false, 0, 0)
            case (.open, _)?: return nil
            case (.or, let behind)?:
                // "Berlin or Munich, Germany": of the first nobody knows where it is.
                guard !codes.isEmpty else { return nil }
                isPending = !isBracketed
                next = behind
            case (.filler, let behind)?: next = behind
            default:
                all += 1
                if !isCapital { common += 1 }
            }
            let isKnown = !codes.isEmpty
            if all > (isKnown ? 1 : strangers.all) || common > (isKnown ? 0 : strangers.common) { break }
            at = next
        }
        return codes.isEmpty || isPending ? nil : (PostingConstraints.unique(codes), end)
    }

    /// "US" and "EU" count in capitals alone, and not among others: "join us" and "JOIN US" name no country.
    public static func isWritten<Part>(_ words: Range<Int>, in text: ConstraintText<Part>) -> Bool {
        let range = text.range(words.lowerBound)
        let word = text.bytes[range]
        guard words.count == 1, ["us", "eu"].contains(String(decoding: word.map { $0 | 0x20 }, as: UTF8.self)) else {
            return true
        }
        guard word.allSatisfy({ (0x41...0x5A).contains($0) }) else { return false }
        guard words.lowerBound > 0, text.bytes[text.gap(before: words.lowerBound)].elementsEqual(" ".utf8) else {
            return true
        }
        let before = text.bytes[text.range(words.lowerBound - 1)]
        return before.count < 3 || !before.allSatisfy { (0x41...0x5A).contains($0) }
    }

    /// Countries, regions and what stands between them, between bars.
    public static let phrases: [(CountryPart, String)] =
        CountryNames.names.map { (.countries([$0.code]), $0.names) }
        + [
            (.countries(economicArea), "eea|eu eea|european economic area|ewr|europäischer wirtschaftsraum|еэз"),
            (.countries(["DE", "AT", "CH"]), "dach|d a ch"), (.countries(["BE", "NL", "LU"]), "benelux"),
            (.countries(["SE", "NO", "DK", "FI", "IS"]), "nordics|nordic countries"),
            (.countries(["SE", "NO", "DK"]), "scandinavia|skandinavien"),
            (.countries(["EE", "LV", "LT"]), "baltics|baltic states"),
            (.countries(["US", "CA", "MX"]), "north america|nordamerika"),
            (
                .open,
                """
                europe|european|emea|apac|latam|latin america|asia|africa|americas|mena|anywhere|worldwide|world|\
                globally|any country|elsewhere|abroad|relocate|relocation|relocating|ideally|preferably|preferred|near|\
                nearby|close|outside|except|excluding|other|others|not|non|timezone|timezones|time zone|time zones|\
                time|hours|citizenship|passport|customers|clients|market|markets|etc|similar|europa|weltweit|\
                bevorzugt|idealerweise|vorzugsweise|außerhalb|oder umgebung|zeitzone|европа|европе|желательно
                """
            ),
            (.or, "or|oder|или|либо|and or|und oder"),
            (
                .filler,
                """
                the|a|an|of|in|our|one|following|country|countries|any|either|both|and|und|и|der|den|die|dem|region|\
                area|office|city|mainland|eu countries|member states|state|states|only|с|в|на|из
                """
            ),
        ]

    /// The union, and who belongs to its market beside it.
    static let economicArea = ["EU", "NO", "IS", "LI"]

    private static let book = CueBook(phrases)

    static func read(from index: Int, in reading: PostingReading) -> (codes: [String], end: Int)? {
        read(from: index, in: text(reading))
    }

    /// Every country that the words of a place name.
    static func all(in place: PostingReading) -> [String] {
        book.hits(in: place).flatMap { hit -> [String] in
            if case .countries(let codes) = hit.meaning { codes } else { [] }
        }
    }

    private static func text(_ reading: PostingReading) -> ConstraintText<CountryPart> {
        ConstraintText(reading.bytes, count: reading.words.count, range: { reading.words[$0].range }) { index in
            book.hit(at: index, in: reading).map { ($0.meaning, $0.words.upperBound) }
        }
    }
}
