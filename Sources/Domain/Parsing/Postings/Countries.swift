/// Countries by their ISO 3166-1 alpha-2 codes and the names that postings use.
public enum Countries {
    /// The code of a country given as its code or its name; `nil` for anything else.
    public static func code(_ text: String) -> String? {
        let name = String(decoding: Array(text.utf8).trimmed.map(\.lowerCase), as: UTF8.self)
        if name.utf8.count == 2 {
            let code = name.uppercased()
            return code == "UK" ? "GB" : codes.contains(code) ? code : nil
        }
        return names[name]
    }

    /// A country as it is called in English, "Germany"; the code itself where it has no name here.
    public static func name(_ code: String) -> String {
        shown[code] ?? code
    }

    /// The country that a place names as its last part ("Toronto, Canada"). Two letters there are as often a state's, so
    /// they do not count.
    public static func code(ofPlace place: String) -> String? {
        let parts = place.utf8.split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "(") }
        guard let last = parts.last else { return nil }
        let trimmed = Array(last.filter { $0 != UInt8(ascii: ")") }).trimmed
        return trimmed.count > 2 ? code(String(decoding: trimmed, as: UTF8.self)) : nil
    }

    /// The country that somebody means who types a place, and what they name beside it: "Germany", "Berlin, Germany". Two letters
    /// are as often a state's, but for those that everybody writes; `nil` where no country is named.
    public static func meant(by place: String) -> (code: String, town: String?)? {
        let name = Array(place.utf8).trimmed
        guard name.count > 2 || ["UK", "US"].contains(String(decoding: name, as: UTF8.self).uppercased()) else {
            return nil
        }
        if let code = code(place) { return (code, nil) }
        guard let code = code(ofPlace: place),
            let end = name.lastIndex(where: { ",;(".utf8.contains($0) })
        else { return nil }
        let town = String(decoding: Array(name[..<end]).trimmed, as: UTF8.self)
        return (code, town.isEmpty ? nil : town)
    }

    /// The currency that is paid in there, for the countries that most postings come from.
    static func currency(of code: String) -> String? {
        if euro.contains(code) { return "EUR" }
        return currencies[code]
    }

    private static let codes = Set(
        """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
        CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO \
        FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE \
        JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO \
        MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW \
        PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM \
        TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
        """.split(separator: " ").map(String.init))

    private static let euro: Set<String> = [
        "AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT",
        "SI",
        "SK",
    ]

    private static let currencies = [
        "US": "USD", "GB": "GBP", "CH": "CHF", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "IN": "INR", "PL": "PLN",
        "CZ": "CZK", "SE": "SEK", "NO": "NOK", "DK": "DKK", "HU": "HUF", "RO": "RON", "RU": "RUB", "JP": "JPY",
        "SG": "SGD", "BR": "BRL", "MX": "MXN", "ZA": "ZAR", "IL": "ILS", "TR": "TRY", "CN": "CNY", "HK": "HKD",
        "KR": "KRW", "PH": "PHP", "TH": "THB", "MY": "MYR", "ID": "IDR", "BG": "BGN",
    ]

    private static let names = Dictionary(entries.map { ($0.name, $0.code) }) { $1 }

    /// By code the first of its names, each word with a capital.
    private static let shown = Dictionary(
        entries.map { entry in
            let words = entry.name.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }
            return (entry.code, words.joined(separator: " "))
        }
    ) { first, _ in first }

    private static let entries: [(name: String, code: String)] = {
        let lines = """
            US=united states|united states of america|usa|u.s.|u.s.a.|america
            GB=united kingdom|great britain|england|scotland|wales|northern ireland|u.k.
            DE=germany|deutschland|AT=austria|\u{f6}sterreich|CH=switzerland|schweiz|suisse|FR=france|ES=spain|espa\u{f1}a
            IT=italy|italia|NL=netherlands|the netherlands|holland|BE=belgium|LU=luxembourg|IE=ireland|PT=portugal
            PL=poland|polska|CZ=czechia|czech republic|SK=slovakia|HU=hungary|RO=romania|BG=bulgaria|GR=greece
            SE=sweden|NO=norway|DK=denmark|FI=finland|IS=iceland|EE=estonia|LV=latvia|LT=lithuania|HR=croatia|SI=slovenia
            RS=serbia|UA=ukraine|RU=russia|russian federation|BY=belarus|TR=turkey|t\u{fc}rkiye|CY=cyprus|MT=malta
            CA=canada|MX=mexico|BR=brazil|brasil|AR=argentina|CL=chile|CO=colombia|PE=peru|UY=uruguay|CR=costa rica
            AU=australia|NZ=new zealand|IN=india|PK=pakistan|BD=bangladesh|LK=sri lanka|CN=china|HK=hong kong|TW=taiwan
            JP=japan|KR=south korea|republic of korea|korea|SG=singapore|MY=malaysia|ID=indonesia|PH=philippines|TH=thailand
            VN=vietnam|viet nam|AE=united arab emirates|uae|SA=saudi arabia|QA=qatar|IL=israel|EG=egypt|MA=morocco
            ZA=south africa|NG=nigeria|KE=kenya|GH=ghana|KZ=kazakhstan|GE=georgia|AM=armenia
            """
        var entries: [(name: String, code: String)] = []
        var code = ""
        for entry in lines.split(whereSeparator: { $0 == "|" || $0 == "\n" }) {
            let parts = entry.split(separator: "=")
            if parts.count == 2 { code = String(parts[0]) }
            if let name = parts.last { entries.append((String(name), code)) }
        }
        return entries
    }()
}
