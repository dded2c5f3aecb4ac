/// Countries as postings name them within sentences.
public enum CountryNames {
    /// Codes with their names, between bars.
    public static let names: [(code: String, names: String)] = [
        ("US", "united states|usa|u s|u s a|us|united states of america|сша"),
        (
            "GB",
            "united kingdom|uk|u k|england|scotland|wales|great britain|großbritannien|великобритания|великобритании"
        ),
        ("DE", "germany|deutschland|германия|германии"), ("AT", "austria|österreich|австрия|австрии"),
        ("CH", "switzerland|schweiz|швейцария|швейцарии"), ("FR", "france|frankreich|франция"),
        ("ES", "spain|spanien|испания"), ("IT", "italy|italien|италия"), ("NL", "netherlands|niederlande|holland"),
        ("BE", "belgium|belgien"), ("PL", "poland|polen|польша|польши"), ("CZ", "czechia|czech republic|tschechien"),
        ("PT", "portugal|португалия"), ("IE", "ireland|irland"), ("SE", "sweden|schweden"), ("NO", "norway|norwegen"),
        ("DK", "denmark|dänemark"), ("FI", "finland|finnland"), ("EE", "estonia|estland"), ("LV", "latvia|lettland"),
        ("LT", "lithuania|litauen"), ("RO", "romania|rumänien"), ("BG", "bulgaria|bulgarien"),
        ("HU", "hungary|ungarn"), ("GR", "greece|griechenland"), ("HR", "croatia|kroatien"), ("SK", "slovakia"),
        ("SI", "slovenia|slowenien"), ("LU", "luxembourg|luxemburg"), ("CY", "cyprus|zypern"), ("MT", "malta"),
        ("IS", "iceland"), ("LI", "liechtenstein"), ("GE", "georgia tbilisi|грузия"),
        ("RU", "russia|russland|россия|россии|рф"), ("UA", "ukraine|украина|украины"),
        ("BY", "belarus|беларусь|беларуси"), ("KZ", "kazakhstan|казахстан|казахстана"), ("AM", "armenia|армения"),
        ("RS", "serbia|serbien|сербия"), ("TR", "turkey|türkiye|türkei|турция"), ("IL", "israel|израиль"),
        ("AE", "uae|united arab emirates|оаэ"), ("IN", "india|indien|индия"), ("SG", "singapore|singapur"),
        ("JP", "japan|япония"), ("CN", "china|китай"), ("KR", "south korea"), ("AU", "australia|australien"),
        ("NZ", "new zealand"), ("CA", "canada|kanada|канада"), ("MX", "mexico|mexiko"), ("BR", "brazil|brasilien"),
        ("AR", "argentina|argentinien"), ("ZA", "south africa"), ("NG", "nigeria"), ("KE", "kenya"), ("EG", "egypt"),
        ("EU", "eu|european union|europäische union|ес"),
    ]

    static let book = CueBook<String>(names.map { ($0.code, $0.names) })
}
