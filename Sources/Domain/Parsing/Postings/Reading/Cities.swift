/// Cities that postings name often, with their countries and the names they have in other languages.
enum Cities {
    struct City: Sendable, Equatable {
        /// The English name in lower case: what two spellings of one city have in common.
        var key: String
        /// ISO 3166-1 alpha-2.
        var country: String
    }

    static func named(_ name: String) -> City? {
        byName[FoldedText.fold(name)]
    }

    /// A state of the USA by its code or its name.
    static func state(_ name: String) -> String? {
        let folded = FoldedText.fold(name)
        return stateCodes.contains(folded) ? folded.uppercased() : states[folded]
    }

    private static let byName: [String: City] = {
        var cities: [String: City] = [:]
        let lines = String(decoding: PackageResources.cities_txt, as: UTF8.self).split(separator: "\n")
        for line in lines where !line.hasPrefix("#") {
            let fields = line.split(separator: "|").map(String.init)
            guard fields.count > 1 else { continue }
            let city = City(key: FoldedText.fold(fields[1]), country: fields[0])
            for name in fields.dropFirst() { cities[FoldedText.fold(name)] = city }
        }
        return cities
    }()

    private static let states: [String: String] = {
        let pairs = """
            al=alabama|ak=alaska|az=arizona|ar=arkansas|ca=california|co=colorado|ct=connecticut|de=delaware|fl=florida|\
            ga=georgia|hi=hawaii|id=idaho|il=illinois|in=indiana|ia=iowa|ks=kansas|ky=kentucky|la=louisiana|me=maine|\
            md=maryland|ma=massachusetts|mi=michigan|mn=minnesota|ms=mississippi|mo=missouri|mt=montana|ne=nebraska|\
            nv=nevada|nh=new hampshire|nj=new jersey|nm=new mexico|ny=new york|nc=north carolina|nd=north dakota|\
            oh=ohio|ok=oklahoma|or=oregon|pa=pennsylvania|ri=rhode island|sc=south carolina|sd=south dakota|\
            tn=tennessee|tx=texas|ut=utah|vt=vermont|va=virginia|wa=washington|wv=west virginia|wi=wisconsin|wy=wyoming|\
            dc=district of columbia
            """
        var states: [String: String] = [:]
        for pair in pairs.split(separator: "|") {
            let sides = pair.split(separator: "=")
            states[String(sides[1])] = sides[0].uppercased()
        }
        return states
    }()

    private static let stateCodes = Set(states.values.map { $0.lowercased() })
}

/// Text as names are compared: lower case, without accents, points and doubled spaces; "ü" and "ue" stay apart.
enum FoldedText {
    static func fold(_ text: String) -> String {
        var out: [UInt8] = []
        var isSpaceDue = false
        for scalar in text.lowercased().unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                if isSpaceDue, !out.isEmpty { out.append(0x20) }
                isSpaceDue = false
                if let plain = plain[scalar] {
                    out += plain.utf8
                } else {
                    out += String(scalar).utf8
                }
            } else if scalar.properties.generalCategory != .nonspacingMark, scalar != "'", scalar != "\u{2019}" {
                isSpaceDue = true
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Letters with accents as they are written without.
    private static let plain: [Unicode.Scalar: String] = {
        var plain: [Unicode.Scalar: String] = ["ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ё": "е", "ı": "i"]
        let groups = [
            "a": "àáâãäåāăą", "c": "çćĉċč", "d": "ď", "e": "èéêëēĕėęě", "g": "ĝğġģ", "i": "ìíîïĩīĭį", "n": "ñńņň",
            "o": "òóôõöōŏő", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťț", "u": "ùúûüũūŭůűų", "y": "ýÿ", "z": "źżž",
        ]
        for (letter, accented) in groups {
            for scalar in accented.unicodeScalars { plain[scalar] = letter }
        }
        return plain
    }()
}
