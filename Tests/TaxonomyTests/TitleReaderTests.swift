import Testing

@testable import Taxonomy

struct TitleReaderTests {
    private let reader = TitleReader(
        lexicon: """
            # A comment.
            sr = senior
            vacancy =
            front end = user interface
            front end developer = web developer
            инженер = engineer
            > ** software developer: software engineer | java developer
            > cook: line cook
            """)

    private func whole(_ title: String) -> [String] { reader.reading(of: title).whole }

    @Test func `abbreviations, idle words and other languages become plain English`() {
        #expect(whole("Sr. Managers of the Kitchen") == ["senior", "manager", "kitchen"])
        #expect(whole("VACANCY Инженер") == ["engineer"])
        #expect(whole("C++ / C# developer's") == ["c++", "c#", "developer"])
    }

    @Test func `the longest row of words is replaced`() {
        #expect(whole("Front-End Developer") == ["web", "developer"])
        #expect(whole("front end lead") == ["user", "interface", "lead"])
    }

    @Test func `brackets and places are left out, unless there is nothing else`() {
        #expect(whole("Cook (part time) @ Harbour Mall") == ["cook"])
        #expect(whole("Cashier at Kenny's [Penang") == ["cashier"])
        #expect(whole("(Cook)") == ["cook"])
        #expect(whole("@ the mall") == ["mall"])
    }

    @Test func `the works of a title are told apart`() {
        let parts = reader.reading(of: "Driver cum Clerk / Cook - Night Shift").parts
        #expect(parts == [["driver"], ["clerk"], ["cook"]])
        #expect(reader.reading(of: "Sales & Marketing Executive").parts == [["sale", "marketing", "executive"]])
        #expect(reader.reading(of: "Part-Time Cook").parts == [["part", "time", "cook"]])
    }

    @Test(arguments: ["", "   ", "()", "@", " at ", "/", "- cum -"])
    func `a title without words has none`(title: String) {
        #expect(whole(title).isEmpty)
    }

    @Test func `a title of nothing but dropped words keeps them`() {
        #expect(whole("Vacancy") == ["vacancy"])
    }

    @Test func `aliases name occupations and say how common they are`() throws {
        let first = try #require(reader.aliases.first)
        #expect(first.label == "software developer" && first.commonness == 2)
        #expect(first.names == ["software engineer", "java developer"])
        #expect(reader.aliases.last?.commonness == 0)
    }

    @Test func `every occupation that has aliases is in ESCO`() throws {
        let rows = try OccupationTable(path: ".deps/lib/occupations.tsv").rows
        let labels = Set(rows.map { $0.labels[0].lowercased() })
        let lexicon = TitleReader(lexicon: String(decoding: PackageResources.titles_txt, as: UTF8.self))
        #expect(lexicon.aliases.count > 50)
        for alias in lexicon.aliases { #expect(labels.contains(alias.label), "\(alias.label)") }
    }
}
