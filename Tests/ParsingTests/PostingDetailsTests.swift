import Foundation
import Model
import Parsing
import Testing

/// What is read out of the words of a posting; and that nothing is where they say nothing.
struct PostingDetailsTests {
    private func draft(
        _ description: String, title: String = "Engineer", location: String? = nil,
        _ change: (inout PostingFields) -> Void = { _ in }
    ) throws -> PostingDraft {
        var fields = PostingFields(
            url: "https://a.example/1", title: title, company: "Acme", location: location, description: description)
        change(&fields)
        return try fields.draft()
    }

    @Test func `a posting that says nothing has nothing`() throws {
        let draft = try draft(
            """
            We were founded in 2009, raised $50 million, serve 3,000 customers and give every colleague a voucher of 50 euros.
            You write good code with 5 years behind you, like the English countryside, and work with remote sensors.
            """)
        #expect(draft.details == PostingDetails(occupation: draft.details.occupation))
        #expect(draft.pay == nil && draft.isRemote == nil && draft.type == nil && draft.level == nil)
        #expect(draft.country == nil && draft.expiresAt == nil && draft.postedAt == nil)
    }

    @Test(
        arguments: [
            ("Berlin, Germany", [PostingPlace(city: "Berlin", country: "DE")]),
            ("München", [PostingPlace(city: "München", country: "DE")]),
            ("Москва, Россия", [PostingPlace(city: "Москва", country: "RU")]),
            ("Austin, TX", [PostingPlace(city: "Austin", region: "TX", country: "US")]),
            ("Springfield, Illinois, United States", [.init(city: "Springfield", region: "Illinois", country: "US")]),
            ("Berlin, DE", [PostingPlace(city: "Berlin", country: "DE")]),
            ("Hyderabad, Telangana, India", [.init(city: "Hyderabad", region: "Telangana", country: "IN")]),
            ("80331 München; Hamburg", [.init(city: "München", country: "DE"), .init(city: "Hamburg", country: "DE")]),
            ("London or Paris", [.init(city: "London", country: "GB"), .init(city: "Paris", country: "FR")]),
            ("London, Ontario, Canada", [.init(city: "London", region: "Ontario", country: "CA")]),
            ("Frechen", [PostingPlace(city: "Frechen")]), ("Canada", [PostingPlace(country: "CA")]),
            ("Texas", [PostingPlace(region: "Texas", country: "US")]), ("Remote", []), ("EMEA", []),
            ("Hybrid (Vienna)", [PostingPlace(city: "Vienna", country: "AT")]),
        ] as [(String, [PostingPlace])])
    func `places are read`(location: String, places: [PostingPlace]) throws {
        #expect(try draft("Some work.", location: location).details.places == places)
    }

    @Test(
        arguments: [
            ("Remote", "Some work.", .remote), ("Hybrid - Berlin", "Some work.", .hybrid),
            ("Berlin", "This position is fully remote.", .remote),
            ("Berlin", "2 Tage Homeoffice sind möglich.", .hybrid),
            ("Berlin", "This is not a remote position.", .onSite), ("Москва", "Формат: полностью удалённо.", .remote),
            ("Москва", "Гибридный график, два дня дома.", .hybrid), ("Москва", "Работа в офисе у метро.", .onSite),
            ("Berlin", "Fully remote or hybrid work, as you like.", nil), ("Berlin", "Kein Homeoffice.", .onSite),
            ("Berlin", "Remote within Germany", .remote),
            ("Berlin", "You work remotely from Spain or Portugal.", .remote),
            ("Berlin", "You can work from home in Spain.", .remote),
            ("Berlin", "Full-time, remote in the US.", .remote),
            ("Berlin", "There is no remote work in Germany.", .onSite),
            ("Berlin", "Remote from Spain is not possible.", nil),
            ("Berlin", "You cannot work remote from Spain.", nil), ("Berlin", "Remote diagnostics in Germany.", nil),
            ("Berlin", "Experience in remote sensing in Spain.", nil),
            ("Berlin", "We do not work from home in Spain.", nil),
            ("Berlin", "Work remote from Spain for 30 days a year.", nil),
            ("Berlin", "Machines remote in Germany.", nil),
            ("Berlin", "Two days a week remote within Germany.", nil), ("Berlin", "Remote in Europe.", nil),
            ("Berlin", "Remote within Germany. It is a hybrid role.", .hybrid),
            ("Berlin", "You support our remote teams.", nil), ("Berlin", "You run our hybrid cloud.", nil),
        ] as [(String, String, WorkMode?)])
    func `the work mode is read`(location: String, text: String, mode: WorkMode?) throws {
        let draft = try draft(text, location: location)
        #expect(draft.details.workMode == mode)
        #expect(draft.isRemote == mode.map { $0 == .remote })
    }

    @Test(arguments: [
        ("Clerk (hybrid)", WorkMode.hybrid), ("Clerk - Hybrid", .hybrid), ("Hybrid Cloud Engineer", nil),
        ("Hybrid-App Developer", nil), ("Technician for hybrid vehicles", nil),
    ])
    func `hybrid in a title is a work mode only where it stands alone`(title: String, mode: WorkMode?) throws {
        #expect(try draft("Some work.", title: title).details.workMode == mode)
    }

    @Test func `the source's word on the work mode goes before that of its texts`() throws {
        let said = try draft("This position is fully remote.", location: "Berlin") { $0.isRemote = false }
        #expect(said.isRemote == false && said.details.workMode == nil)
        let hybrid = try draft("Some work.", location: "Remote") { $0.workMode = .hybrid }
        #expect(hybrid.details.workMode == .hybrid && hybrid.isRemote == false)
    }

    @Test(
        arguments: [
            ("Remote (Germany)", "Some work.", ["DE"]), ("Remote - US", "Some work.", ["US"]),
            ("Remote", "You must be based in the UK or Ireland.", ["GB", "IE"]), ("Remote, EU", "Some work.", ["EU"]),
            ("Remote", "Wohnsitz in Deutschland.", ["DE"]), ("Berlin", "You must be based in Germany.", []),
            ("Remote", "Our customers are in France.", []), ("Remote (DACH)", "Some work.", ["DE", "AT", "CH"]),
            ("Remote", "Candidates based in Berlin can join us.", []),
            ("Remote", "You must be based in the EU/EEA.", ["EU", "NO", "IS", "LI"]),
            ("Remote", "You must be based in Spain, Portugal or Italy.", ["ES", "PT", "IT"]),
            ("Remote", "You must be based in Germany or willing to relocate.", []),
        ] as [(String, String, [String])])
    func `where a remote worker may live is read`(location: String, text: String, countries: [String]) throws {
        #expect(try draft(text, location: location).details.remoteCountries == countries)
    }

    @Test(
        arguments: [
            (
                "Salary: €60,000 - €80,000 per year",
                Pay(minimum: 60_000_00, maximum: 80_000_00, currency: "EUR", period: .year)
            ),
            (
                "We pay 55.000 bis 65.000 € brutto im Jahr.",
                .init(minimum: 55_000_00, maximum: 65_000_00, currency: "EUR", period: .year)
            ),
            (
                "Зарплата от 200 000 до 300 000 руб. на руки",
                .init(minimum: 200_000_00, maximum: 300_000_00, currency: "RUB", period: .month)
            ),
            (
                "Compensation $120k-$150k",
                .init(minimum: 120_000_00, maximum: 150_000_00, currency: "USD", period: .year)
            ),
            ("£18.50 per hour", .init(minimum: 18_50, maximum: 18_50, currency: "GBP", period: .hour)),
            ("Gehalt ab 3.500 EUR monatlich", .init(minimum: 3_500_00, maximum: nil, currency: "EUR", period: .month)),
            ("Pay up to USD 90,000 annually", .init(minimum: nil, maximum: 90_000_00, currency: "USD", period: .year)),
            ("60-80k EUR salary", .init(minimum: 60_000_00, maximum: 80_000_00, currency: "EUR", period: .year)),
            ("Travel Nurse - $45/hour", .init(minimum: 45_00, maximum: 45_00, currency: "USD", period: .hour)),
            ("Fitness instructor £15 per hour", .init(minimum: 15_00, maximum: 15_00, currency: "GBP", period: .hour)),
            ("Childcare worker $18/hr", .init(minimum: 18_00, maximum: 18_00, currency: "USD", period: .hour)),
            ("We manage $120,000,000 a year for our customers.", nil), ("Raised €5m, pay attention to detail.", nil),
            ("Budget of 20 000 EUR.", nil), ("Attractive salary and €1,000 education budget per year", nil),
            ("Good pay and a €1,500 yearly learning budget", nil), ("You get €600 per month for childcare.", nil),
            ("A learning budget of €5,500 per year", nil), ("Salary, and €2,000 a year", nil),
            ("€20,000 sign-on bonus per year", nil), ("Gehalt und 100 € Fahrtkostenzuschuss pro Monat", nil),
            (
                "Salary: €60,000 per year plus bonus",
                Pay(minimum: 60_000_00, maximum: 60_000_00, currency: "EUR", period: .year)
            ),
            (
                "€1,000 learning budget per year. Salary: €60,000 a year",
                Pay(minimum: 60_000_00, maximum: 60_000_00, currency: "EUR", period: .year)
            ),
            (
                "£45,000 a year for training managers",
                Pay(minimum: 45_000_00, maximum: 45_000_00, currency: "GBP", period: .year)
            ),
            (
                "Stipend of 450 EUR per month",
                Pay(minimum: 450_00, maximum: 450_00, currency: "EUR", period: .month)
            ),
            (
                "Salary: INR 400,000 per year",
                Pay(minimum: 400_000_00, maximum: 400_000_00, currency: "INR", period: .year)
            ),
        ] as [(String, Pay?)])
    func `pay that the words state is read`(text: String, pay: Pay?) throws {
        let draft = try draft(text)
        #expect(draft.pay == pay)
        #expect(draft.details.isPayPredicted == (pay == nil ? nil : false))
    }

    @Test func `pay that the source gives is taken, and predicted only where it says so`() throws {
        let given = try draft("Salary: €60,000 per year") {
            $0.pay = PayFields(minimum: 5_000_000, currency: "EUR", period: .year)
            $0.isPayPredicted = true
        }
        #expect(given.pay?.minimum == 5_000_000 && given.details.isPayPredicted == true)
        let none = try draft("Some work.") { $0.isPayPredicted = true }
        #expect(none.details.isPayPredicted == nil)
    }

    @Test(
        arguments: [
            ("Fluent English and German (C1)", [AskedLanguage(code: "en", level: 5), .init(code: "de", level: 5)]),
            ("Sehr gute Deutschkenntnisse sind erforderlich", [.init(code: "de", level: 5)]),
            ("Английский язык - B2, знание немецкого", [.init(code: "en", level: 4), .init(code: "de")]),
            ("Spanish required", [AskedLanguage(code: "es")]), ("Our German customers love us", []),
            (
                "Fluent in English or German",
                [.init(code: "en", level: 5, oneOf: 1), .init(code: "de", level: 5, oneOf: 1)]
            ),
            ("Fluent German is not required", []), ("You don't need to speak fluent German", []),
            ("Fluent English, German is a plus", [AskedLanguage(code: "en", level: 5)]),
            ("Our English team needs fluent English", [AskedLanguage(code: "en", level: 5)]),
        ] as [(String, [AskedLanguage])])
    func `languages that are asked for are read`(text: String, languages: [AskedLanguage]) throws {
        #expect(try draft(text).details.languages == languages)
    }

    @Test(
        arguments: [
            ("Visa sponsorship available.", .offered), ("We are unable to sponsor visas.", .refused),
            ("We do not offer visa sponsorship.", .refused), ("Wir bieten Unterstützung beim Visum.", .offered),
            ("Визовая поддержка.", .offered), ("A Visa card for expenses.", nil),
        ] as [(String, VisaOffer?)])
    func `what is said of visas is read`(text: String, visa: VisaOffer?) throws {
        #expect(try draft(text).details.visa == visa)
    }

    @Test(
        arguments: [
            ("Entwickler (m/w/d) in Teilzeit", .partTime, nil), ("Werkstudent Vertrieb", .partTime, nil),
            ("Praktikum Marketing", .internship, .intern), ("Старший инженер", nil, .senior),
            ("Стажёр в отдел продаж", .internship, .intern), ("Teamleiter Einkauf", nil, .lead),
            ("Full time or part time nurse", nil, nil),
        ] as [(String, PostingType?, PostingLevel?)])
    func `a title in any of our languages says type and level`(
        title: String, type: PostingType?, level: PostingLevel?
    ) throws {
        let draft = try draft("Some work.", title: title)
        #expect(draft.type == type)
        #expect(draft.level == level)
        #expect(draft.isInternship == (type == .internship))
    }

    @Test(
        arguments: [
            ("Apply by 30 June 2026.", "2026-06-30T23:59:59Z"), ("Bewerbungsfrist: 30.06.2026", "2026-06-30T23:59:59Z"),
            ("Application deadline: June 30th, 2026", "2026-06-30T23:59:59Z"),
            ("Отклики до 1 мая 2026", "2026-05-01T23:59:59Z"), ("Deadline-driven work since 2019.", nil),
        ] as [(String, String?)])
    func `a deadline is read`(text: String, date: String?) throws {
        #expect(try draft(text).expiresAt == date.flatMap { ISO8601DateFormatter().date(from: $0) })
    }
}
