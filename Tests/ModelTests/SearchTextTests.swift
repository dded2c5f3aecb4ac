import Model
import Testing

/// What people type into a search box, taken apart.
@Suite struct SearchTextTests {
    private typealias Part = SearchText.Part

    @Test func `words, phrases, exclusions, fields and alternatives`() {
        for (text, parts) in [
            ("swift  engineer", [[Part("swift"), Part("engineer")]]),
            ("\"data engineer\" -senior", [[Part("data engineer", isPhrase: true), Part("senior", isExcluded: true)]]),
            (
                "title:engineer Company:\"Acme Ltd\"",
                [
                    [Part("engineer", field: .title), Part("Acme Ltd", field: .company, isPhrase: true)]
                ]
            ),
            (
                "-skill:php location:riga",
                [
                    [Part("php", field: .skill, isExcluded: true), Part("riga", field: .location)]
                ]
            ),
            ("nurse or doctor paris", [[Part("nurse")], [Part("doctor"), Part("paris")]]),
            ("\"one\"", [[Part("one")]]), ("c++ c# .net node.js", [["c++", "c#", ".net", "node.js"].map { Part($0) }]),
        ] as [(String, [[Part]])] {
            #expect(SearchText(text).alternatives == parts, "\(text)")
        }
    }

    @Test func `any text is a search, and nothing is lost that could be a word`() {
        for (text, parts) in [
            ("", []), ("   ", []), ("- : \"\" \" ' | -", []), ("or", []), ("or nurse or", [[Part("nurse")]]),
            ("http://x.y title:", [[Part("http://x.y"), Part("title:")]]),
            ("-\"unfinished phrase", [[Part("unfinished phrase", isPhrase: true, isExcluded: true)]]),
            ("salary:high", [[Part("salary:high")]]), ("a\u{A0}b", [[Part("a"), Part("b")]]),
        ] as [(String, [[Part]])] {
            #expect(SearchText(text).alternatives == parts, "\(text)")
        }
        #expect(SearchText(String(repeating: "word ", count: 500)).parts.count == SearchText.partLimit)
    }

    @Test func `a search written out again means the same`() {
        for text in [
            "swift engineer", "\"data engineer\" -senior title:lead",
            "nurse or doctor -\"night shift\" company:\"Acme Ltd\"",
        ] {
            let search = SearchText(text)
            #expect(search.description == text)
            #expect(SearchText(search.description) == search)
        }
        let changed = SearchText("swfit -title:x").replacingWords { $0.text == "swfit" ? "swift" : nil }
        #expect(changed.description == "swift -title:x")
    }
}
