import Foundation
import Model
import Testing

@testable import Parsing

/// Resumes as job boards print them: title, "Company -  Place -" and dates in a paragraph each.
struct BoardPrintTests {
    private let parser = ResumeParser(now: Date(timeIntervalSince1970: 1_735_689_600))

    private func positions(_ lines: String...) -> [String] {
        parser.profile(of: (["Nora Field", "", "WORK EXPERIENCE", ""] + lines).joined(separator: "\n\n")).experience
            .map { [$0.title, $0.company, $0.place, $0.start].map { $0 ?? "?" }.joined(separator: " | ") }
    }

    private func courses(_ lines: String...) -> [String] {
        parser.profile(of: (["Nora Field", "", "EDUCATION", ""] + lines).joined(separator: "\n\n")).education
            .map {
                [$0.degree ?? "?", $0.institution ?? "?", $0.endYear.map(String.init) ?? "?"].joined(separator: " | ")
            }
    }

    @Test func `a heading within a position cuts off none of the next`() {
        #expect(
            positions(
                "Grower", "Leaf & Root -  Pune, Maharashtra -", "May 2016 to Present", "Key Skills", "Sowing, Pruning",
                "Picker", "Orchard Nine -  Kochi, Kerala -", "June 2012 to April 2016", "EDUCATION",
                "B.Sc", "Hill College -  Kochi, Kerala", "2012")
                == [
                    "Grower | Leaf & Root | Pune, Maharashtra | 2016-05",
                    "Picker | Orchard Nine | Kochi, Kerala | 2012-06",
                ])
    }

    @Test func `a title is one though it is worded like a heading`() {
        #expect(
            positions("software", "Leaf & Root -", "May 2016 to Present") == ["software | Leaf & Root | ? | 2016-05"])
    }

    @Test func `a company runs up to the dash before its place, and a place alone is none`() {
        #expect(
            positions(
                "Grower", "Leaf - Root Group -  Pune, Maharashtra -", "May 2016 to Present",
                "Picker", "Pune, Maharashtra -", "June 2012 to April 2016")
                == [
                    "Grower | Leaf - Root Group | Pune, Maharashtra | 2016-05",
                    "Picker | ? | Pune, Maharashtra | 2012-06",
                ])
    }

    @Test func `who employs is told from whom the work was for`() {
        #expect(
            positions("Engineer at Leaf Systems Ltd", "Bank of the Hills -", "May 2016 to Present")
                == ["Engineer | Leaf Systems Ltd | ? | 2016-05"])
    }

    @Test func `two titles with a slash between are one position`() {
        #expect(
            positions("Engineer / Night Supervisor", "Leaf & Root -", "May 2016 to Present")
                == ["Engineer / Night Supervisor | Leaf & Root | ? | 2016-05"])
        #expect(
            positions("Designer / Owner Leaf Ltd", "Hill & Dale -", "May 2016 to Present")
                == ["Designer | Hill & Dale | ? | 2016-05"])
    }

    @Test func `the first position needs no dates and no word that is known`() {
        #expect(
            positions("Sowing and pruning", "Leaf & Root", "• Sowed") == ["Sowing and pruning | Leaf & Root | ? | ?"])
        #expect(positions("I sowed what others pruned.", "Leaf & Root", "• Sowed") == [])
    }

    @Test func `a degree is one by its place, whatever its words`() {
        #expect(
            courses(
                "Garden Robots", "Hill Institute -  Pune, Maharashtra", "2014 to 2016", "Class X", "Valley School",
                "2010",
                "State Board", "2008", "B.E. in Soil, Water and Air", "hill and dale", "2006")
                == [
                    "Garden Robots | Hill Institute | 2016", "Class X | Valley School | 2010", "State Board | ? | 2008",
                    "B.E. in Soil, Water and Air | hill and dale | 2006",
                ])
    }

    @Test func `a board of education is where one learns, and no degree`() {
        #expect(
            courses("Secondary School Certificate", "Western Board of Secondary Education -  Pune, Maharashtra", "2010")
                == ["Secondary School Certificate | Western Board of Secondary Education | 2010"])
        #expect(courses("Valley School", "2004", "Chair, Board of Directors") == ["? | Valley School | 2004"])
        #expect(courses("B.Com", "Degree College -  Pune, Maharashtra", "2014") == ["B.Com | Degree College | 2014"])
    }

    @Test func `a course that goes on has no year of its end`() {
        #expect(
            courses("B.Com", "Hill University", "2023 to Present", "HSC", "Valley School", "2021")
                == ["B.Com | Hill University | ?", "HSC | Valley School | 2021"])
    }
}
