internal import Model

/// Reads the places of a posting out of the words that its source gives for them: "Berlin, Germany; Munich", "Austin, TX",
/// "Remote - US", "Hyderabad, Telangana, India".
struct PostingPlaces: Sendable, Equatable {
    var places: [PostingPlace] = []
    var workMode: WorkMode?
    /// Countries named beside "remote".
    var remoteCountries: [String] = []

    private static let limit = 20

    /// - Parameters:
    ///   - locations: texts that each name a place or several.
    ///   - country: the one that the source gives, for parts that name none.
    init(_ locations: [String], country: String?) {
        var modes: Set<WorkMode> = []
        for location in locations {
            for part in Self.parts(location) {
                let (words, mode) = Self.withoutWorkMode(part)
                if let mode { modes.insert(mode) }
                guard places.count < Self.limit, !words.isEmpty else { continue }
                let place = Self.place(words, country: country)
                if mode == .remote, place.city == nil, place.region == nil {
                    // "Remote (Germany)" and "Remote, EU" say where from.
                    remoteCountries += CountryList.all(in: PostingReading(line: words))
                }
                if place != PostingPlace(), !places.contains(place) { places.append(place) }
            }
        }
        remoteCountries = PostingConstraints.unique(remoteCountries)
        workMode = modes.count == 1 ? modes.first : modes.contains(.hybrid) ? .hybrid : nil
        if places.isEmpty, let country { places = [PostingPlace(country: country)] }
    }

    private static func parts(_ location: String) -> [String] {
        var pieces: [String] = []
        for piece in location.split(whereSeparator: { ";|\n•·".unicodeScalars.contains($0.unicodeScalars.first ?? " ") }
        ) {
            var rest = piece[...]
            for joint in [" or ", " oder ", " и ", " / ", " & ", " und ", " and "] {
                // Later joints are looked for in what is left only: a place has one kind of them.
                if rest.contains(joint) {
                    let split = rest.split(separator: joint)
                    pieces += split.dropLast().map(String.init)
                    rest = split.last ?? ""
                }
            }
            pieces.append(String(rest))
        }
        return pieces
    }

    private static let modes: [(WorkMode, Set<String>)] = [
        (.hybrid, ["hybrid", "hybrides", "гибрид", "гибридный"]),
        (
            .remote,
            ["remote", "homeoffice", "telecommute", "anywhere", "worldwide", "удаленно", "удалённо", "deutschlandweit"]
        ),
        (.onSite, ["onsite"]),
    ]
    private static let idle: Set<String> = [
        "in", "office", "inoffice", "site", "on", "only", "work", "from", "home", "first", "fully", "based", "flexible",
        "friendly", "within", "the", "a", "area", "greater", "region", "remotely",
    ]

    /// What is left of a part without its words for the work mode, and the mode they mean.
    private static func withoutWorkMode(_ part: String) -> (String, WorkMode?) {
        var found: WorkMode?
        let words = part.split(whereSeparator: { " ()[]–—:".contains($0) }).filter { word in
            let folded = FoldedText.fold(String(word))
            if let mode = modes.first(where: { $0.1.contains(folded) })?.0 {
                found = found ?? mode
                return false
            }
            return !folded.isEmpty || word.contains(",")
        }
        guard found != nil else { return (PostingText.line(part, limit: 200), nil) }
        let kept = words.filter { !idle.contains(FoldedText.fold(String($0))) }
        let text = kept.joined(separator: " ")
        return (PostingText.line(text, limit: 200), found)
    }

    private static func place(_ text: String, country given: String?) -> PostingPlace {
        let parts = text.split(whereSeparator: { ",()".contains($0) }).map { PostingText.line(String($0), limit: 100) }
            .map { trimmed($0) }.filter { !$0.isEmpty }
        guard let last = parts.last else { return PostingPlace() }
        var place = PostingPlace()
        var rest = parts[...]
        let city = Cities.named(parts[0])
        if parts.count > 1, Cities.state(last) != nil, last.utf8.count > 2 || isStateCode(last, city, given) {
            place.region = last
            place.country = "US"
            rest = rest.dropLast()
        } else if let code = country(last), parts.count > 1 || city == nil {
            place.country = code
            rest = rest.dropLast()
            // "Austin, TX, United States"
            if rest.count > 1, let region = rest.last {
                place.region = region
                rest = rest.dropLast()
            }
        } else if parts.count == 1, city == nil, let state = Cities.state(last), last.utf8.count > 2, state != "GA" {
            return PostingPlace(region: last, country: given ?? "US")
        }
        guard let name = rest.first, !isBlockOfCountries(name) else {
            place.country = place.country ?? given
            return place
        }
        place.city = name
        if rest.count > 1, place.region == nil { place.region = rest.last }
        if place.country == nil { place.country = given ?? Cities.named(name)?.country }
        return place
    }

    /// Two letters at the end are a state of the USA, unless the city or the source says otherwise ("Berlin, DE").
    private static func isStateCode(_ code: String, _ city: Cities.City?, _ given: String?) -> Bool {
        if let city { return city.country == "US" }
        if let given { return given == "US" }
        return Countries.code(code) == nil
    }

    /// A country by its name in any language we know, or by two letters behind a comma.
    private static func country(_ text: String) -> String? {
        if let code = Countries.code(text) { return code }
        let reading = PostingReading(line: text)
        guard let hit = reading.words.isEmpty ? nil : CountryNames.book.hit(at: 0, in: reading),
            hit.words.count == reading.words.count, hit.meaning != "EU"
        else { return nil }
        return hit.meaning
    }

    private static func isBlockOfCountries(_ name: String) -> Bool {
        [
            "eu", "eea", "europe", "europa", "emea", "apac", "latam", "americas", "north america", "asia", "dach",
            "global",
            "европа",
            "various locations", "multiple locations", "several locations",
        ].contains(FoldedText.fold(name))
    }

    /// Without dashes and postcodes at either end.
    private static func trimmed(_ text: String) -> String {
        var words = text.split(separator: " ")[...]
        func isIdle(_ word: Substring) -> Bool {
            word.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: "-") } || word == "–"
        }
        while let first = words.first, isIdle(first) { words = words.dropFirst() }
        while let last = words.last, isIdle(last) { words = words.dropLast() }
        return words.joined(separator: " ")
    }
}
