import Embedding
import Model
import Parsing

/// Numbers that look random and are the same each time (SplitMix64).
struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func vector() -> TextVector {
        TextVector(direction: (0..<TextVector.dimension).map { _ in Float.random(in: -1...1, using: &self) })
    }

    /// A vector in the neighbourhood of another: as near as two adverts for one job are.
    mutating func vector(near other: TextVector) -> TextVector {
        let noise = vector()
        return TextVector(direction: zip(other.components, noise.components).map { $0 + 0.3 * $1 })
    }
}

/// Invented postings and resumes, as long as real ones and with words as common.
struct Generated {
    private static let roles = [
        "Software Engineer", "Backend Developer", "Frontend Developer", "Data Scientist", "Data Engineer",
        "DevOps Engineer",
        "Product Manager", "Project Manager", "Business Analyst", "Accountant", "Registered Nurse", "Physiotherapist",
        "Sales Manager", "Marketing Specialist", "Graphic Designer", "Mechanical Engineer", "Electrician",
        "Truck Driver",
        "Teacher", "Chef", "Warehouse Worker", "Lawyer", "Recruiter", "Customer Support Agent", "Security Analyst",
        "Network Administrator", "Quality Engineer", "Research Scientist", "Copywriter", "Financial Controller",
    ]
    private static let levels = ["Junior ", "", "", "Senior ", "Lead "]
    private static let places = [
        "Berlin, Germany", "London, UK", "Paris, France", "Remote", "Munich, Germany", "Vienna, Austria",
        "Madrid, Spain",
        "Warsaw, Poland", "Amsterdam, Netherlands", "Dublin, Ireland",
    ]
    private static let tasks = [
        "plan and carry out projects together with other teams",
        "keep our customers informed and answer their questions",
        "write down what was done so that others can go on with it",
        "look for faults and see that they do not come back",
        "improve the way we work and measure whether it is better", "train new colleagues and give them advice",
        "report to the management every month", "take part in an on-call rota of six people",
        "design, build and run services that millions of people use", "work with suppliers and negotiate prices",
    ]
    /// What people write of the same work: in words of their own, for nobody's resume is in an advert's.
    private static let deeds = [
        "carried out projects with three other departments", "answered questions of more than forty customers a day",
        "wrote handbooks for those who came after me", "found the causes of faults and removed them for good",
        "halved the time that each order took", "trained twelve apprentices", "prepared the monthly figures",
        "was on call every sixth week", "built and ran services with a million users", "bargained for better prices",
    ]
    private static let offers = [
        "We offer thirty days of holiday, flexible hours and a budget for training.",
        "You will join a friendly team of people from twenty countries.",
        "Our office is near the station; working from home is possible on three days a week.",
        "We are an equal opportunity employer and welcome applications from everybody.",
    ]
    /// Skills of each role: those that one posting of it names are drawn from these.
    private let skills: [[String]]
    private var dice: Dice

    init(seed: UInt64) {
        dice = Dice(seed)
        var names = Dice(1)
        let all = SkillLexicon.shared.names
        skills = Self.roles.map { _ in (0..<40).map { _ in all.randomElement(using: &names) ?? "SQL" } }
    }

    mutating func posting() -> (title: String, text: String, skills: [String], location: String) {
        let role = Int.random(in: 0..<Self.roles.count, using: &dice)
        let title = (Self.levels.randomElement(using: &dice) ?? "") + Self.roles[role]
        let wanted = (0..<Int.random(in: 5...14, using: &dice)).compactMap { _ in
            skills[role].randomElement(using: &dice)
        }
        var text = "We are looking for a \(title). You will:\n\n"
        for _ in 0..<6 { text += "- " + (Self.tasks.randomElement(using: &dice) ?? "") + "\n" }
        text += "\n## What you bring\n\n"
        for skill in wanted { text += "- \(Int.random(in: 1...8, using: &dice)) years of experience with \(skill)\n" }
        text += "\n" + Self.offers.shuffled(using: &dice).joined(separator: " ")
        return (title, text, wanted, Self.places.randomElement(using: &dice) ?? "")
    }

    mutating func resume() -> String {
        let role = Int.random(in: 0..<Self.roles.count, using: &dice)
        var text = "Alex Example\n\(Self.roles[role])\nalex@example.com\n\nExperience\n"
        for year in stride(from: 2022, to: 2010, by: -4) {
            text += "\(Self.roles[role]), Example Works, \(year) - \(year + 4)\n"
            for _ in 0..<4 {
                let skill = skills[role].randomElement(using: &dice) ?? ""
                text += "- Used \(skill) where I \(Self.deeds.randomElement(using: &dice) ?? "")\n"
            }
        }
        let known = (0..<15).compactMap { _ in skills[role].randomElement(using: &dice) }
        return text + "\nSkills\n" + known.joined(separator: ", ") + "\n\nEducation\nBSc, Example University, 2010\n"
    }
}
