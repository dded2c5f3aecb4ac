internal import Base
internal import FoundationEssentials

/// People who do not exist, one for each number: the same each time.
enum InventedResume {
    /// The record of a number as JSON.
    /// - Parameter isSpoilt: whether one in ten is malformed, each in one of the ways in which real sources fail.
    static func record(_ number: Int, isSpoilt: Bool) -> String {
        if isSpoilt, number % 10 == 6 { return malformed(number) }
        var dice = SplitMix64(seed: UInt64(number))
        let (first, last) = (pick(firstNames, &dice), pick(lastNames, &dice))
        let trade = pick(trades, &dice)
        let years = Int.random(in: 1...22, using: &dice)
        let began = 2025 - years
        let change = began + max(1, years / 2)
        let skills = trade.skills.shuffled(using: &dice).prefix(Int.random(in: 3...trade.skills.count, using: &dice))
        let record = Record(
            id: id(number), name: "\(first) \(last)",
            email: "\(first).\(last).\(number)@people.example".lowercased(),
            phone: "+49 30 5550 \(1000 + number % 9000)", location: pick(places, &dice), headline: trade.title,
            summary: "\(trade.title) with \(years) years of experience.", skills: Array(skills),
            experience: [
                Position(
                    company: pick(companies, &dice), title: "Senior " + trade.title, start: "\(change)-03", end: nil),
                Position(
                    company: pick(companies, &dice), title: trade.title, start: "\(began)-01", end: "\(change)-02"),
            ],
            education: [Course(institution: pick(schools, &dice), degree: pick(degrees, &dice), year: began)],
            years: Double(years))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(record)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    private static func id(_ number: Int) -> String { "resume-\(number + 1)" }

    private static func malformed(_ number: Int) -> String {
        let id = #""id":"\#(id(number))""#
        switch number / 10 % 6 {
        case 0: return #"{\#(id),"email":"nobody@people.example","skills":["React"]}"#
        case 1: return #"{\#(id),"name":"Skills Of A Number","skills":42}"#
        case 2: return #"{\#(id),"name":"No Address","email":"not an address","skills":["SQL"]}"#
        case 3: return #"{\#(id),"name":["A","List"],"skills":["SQL"]}"#
        case 4:
            let position = #"{"company":"Backwards Ltd","title":"Tester","start":"2024-01","end":"2019-05"}"#
            return #"{\#(id),"name":"Ends Before It Starts","experience":[\#(position)]}"#
        default: return #"{\#(id),"name":"Says Nothing","skills":[]}"#
        }
    }

    private static func pick<Value>(_ values: [Value], _ dice: inout SplitMix64) -> Value {
        values[Int.random(in: 0..<values.count, using: &dice)]
    }

    private struct Record: Encodable {
        var id: String
        var name: String
        var email: String
        var phone: String
        var location: String
        var headline: String
        var summary: String
        var skills: [String]
        var experience: [Position]
        var education: [Course]
        var years: Double
    }

    private struct Position: Encodable {
        var company: String
        var title: String
        var start: String
        var end: String?
    }

    private struct Course: Encodable {
        var institution: String
        var degree: String
        var year: Int
    }

    private struct Trade {
        var title: String
        var skills: [String]
    }

    private static let firstNames = [
        "Ada", "Bela", "Carla", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Lars", "Mira",
        "Nadia", "Omar", "Petra", "Quentin", "Rosa", "Samir", "Tilda",
    ]
    private static let lastNames = [
        "Abel", "Brandt", "Conti", "Dahl", "Engel", "Fischer", "Garnier", "Holm", "Ivanova", "Jansen", "Keller", "Lund",
        "Moreau", "Novak", "Olsen", "Pereira", "Quist", "Rossi", "Sommer", "Tamm",
    ]
    private static let places = [
        "Berlin, Germany", "Hamburg, Germany", "Vienna, Austria", "Lyon, France", "Porto, Portugal", "Tallinn, Estonia",
    ]
    private static let companies = [
        "Larch & Alder", "Nordlicht Tea", "Quay Maps", "Ember Lamps", "Fathom Books", "Juniper Gardens",
        "Harbour Bikes",
    ]
    private static let schools = ["University of Hamburg", "TU Wien", "University of Porto", "Tallinn University"]
    private static let degrees = ["BSc Computer Science", "MSc Data Science", "BA Communication", "BSc Economics"]
    private static let trades = [
        Trade(
            title: "Frontend Developer",
            skills: ["React", "JavaScript", "TypeScript", "HTML", "CSS", "Node.js", "Git", "GraphQL"]),
        Trade(title: "Data Analyst", skills: ["SQL", "Python", "Excel", "Tableau", "PostgreSQL", "Power BI", "R"]),
        Trade(
            title: "Backend Developer",
            skills: ["Java", "SQL", "Spring Boot", "Docker", "Kubernetes", "PostgreSQL", "Redis", "Git"]),
        Trade(
            title: "Full Stack Developer",
            skills: ["React", "SQL", "Node.js", "TypeScript", "Docker", "PostgreSQL", "AWS", "Git"]),
        Trade(
            title: "Marketing Manager",
            skills: ["SEO", "Google Analytics", "Content Marketing", "Email Marketing", "Salesforce", "Excel"]),
        Trade(
            title: "Systems Engineer",
            skills: ["Linux", "Go", "C++", "Terraform", "AWS", "Kubernetes", "Ansible", "Python"]),
    ]
}
