import Base
import Foundation
import Model
import Testing

@testable import Matching

/// Pairs of texts put together from pieces, the same on every run.
struct Generated {
    struct Pair: CustomTestStringConvertible {
        let number: Int
        let resume: String
        let posting: String
        var testDescription: String { "pair \(number)" }
    }

    /// Words alone, which is quick; the tables of meaning and occupations are tried on fewer pairs.
    static let plain = Scorer(now: UTCDate.parse("2026-01-15") ?? .distantPast, knowledge: .none)
    static let whole = Texts.scorer

    private static let trades: [(title: String, skills: [String], work: [String])] = [
        (
            "Data Analyst", ["SQL", "Python", "Tableau", "Excel", "Power BI", "R"],
            ["Built dashboards for branch managers", "Ran regression models on customer data", "Cleaned data sets"]
        ),
        (
            "Software Engineer", ["Java", "Spring Boot", "Docker", "Kubernetes", "PostgreSQL", "React", "TypeScript"],
            ["Wrote backend services and their tests", "Reviewed code of a small team", "Moved a shop to the cloud"]
        ),
        (
            "Registered Nurse", ["Patient Care", "CPR", "Wound Care", "Microsoft Office"],
            ["Cared for patients on a ward of a hospital", "Gave medication and kept charts", "Taught families"]
        ),
        (
            "Accountant", ["QuickBooks", "Excel", "IFRS", "SAP", "Payroll"],
            ["Kept the general ledger and closed each month", "Prepared tax returns", "Reconciled bank accounts"]
        ),
        (
            "Marketing Manager", ["SEO", "Google Analytics", "HubSpot", "Photoshop"],
            ["Ran campaigns in social media", "Wrote press releases and newsletters", "Led a brand to new markets"]
        ),
    ]

    static let pairs: [Pair] = {
        var random = SplitMix(state: 7)
        return (0..<40).map { number in
            let (own, other) = (trades[random.below(trades.count)], trades[random.below(trades.count)])
            let years = 1 + random.below(12)
            var resume = "Ada Marlow\nada.marlow@example.org | +44 20 7946 0000\n\(own.title)\nExperience\n"
            resume += "\(own.title), Harbour & Sons, 03/\(2025 - years) - present\n"
            for line in own.work where random.below(3) > 0 { resume += "- \(line)\n" }
            resume += "Skills\n" + own.skills.filter { _ in random.below(2) > 0 }.joined(separator: ", ") + "\n"
            var posting = "\(random.below(2) > 0 ? "Senior " : "")\(other.title)\n"
            for line in other.work where random.below(3) > 0 { posting += "You: \(line.lowercased()).\n" }
            posting += "Requirements\n- \(1 + random.below(8))+ years of experience\n"
            for skill in other.skills where random.below(4) > 0 { posting += "- \(skill)\n" }
            posting += "Nice to have\n- \(own.skills[random.below(own.skills.count)])\n"
            return Pair(number: number, resume: resume, posting: posting)
        }
    }()
}

/// A small generator of numbers (SplitMix64).
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
