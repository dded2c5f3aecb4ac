import Testing

@testable import Matching

@Suite struct TokeniserTests {
    private func words(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return Tokeniser(bytes).tokens.map { String(decoding: bytes[$0.range], as: UTF8.self) }
    }

    private func term(_ word: String) -> UInt64? { Tokeniser(Array(word.utf8)).tokens.first?.term }

    @Test func `words end at punctuation of any script`() {
        #expect(words("C++, C#; node.js—“день” • naïve") == ["C++", "C#", "node", "js", "день", "naïve"])
        #expect(words("5+ years #tag") == ["5", "years", "tag"])
    }

    @Test func `soft hyphens and zero-width characters do not split a word`() {
        #expect(Tokeniser(Array("data\u{AD}base \u{200B}data\u{200B}base database".utf8)).tokens.map(\.term).count == 3)
        #expect(Set(Tokeniser(Array("data\u{AD}base data\u{200B}base database".utf8)).tokens.map(\.term)).count == 1)
    }

    @Test(arguments: [
        ("Ökonom", "ökonom"), ("ЁЛКА", "елка"), ("Șef", "șef"), ("managed", "manages"), ("libraries", "library"),
        ("organisations", "organisation"), ("шифрования", "шифрование"), ("Lösungen", "lösung"),
    ])
    func `case and common endings do not matter`(first: String, second: String) {
        #expect(term(first) == term(second))
    }

    @Test(arguments: [("accountant", "accounting"), ("java", "javascript"), ("c", "c++"), ("Rust", "Russ")])
    func `different words stay different`(first: String, second: String) {
        #expect(term(first) != term(second))
    }

    @Test func `lines are counted and their ranges leave out the line ends`() {
        let tokeniser = Tokeniser(Array("a1\n\nb2".utf8))
        #expect(tokeniser.lines == [0..<2, 3..<3, 4..<6])
        #expect(tokeniser.tokens.map(\.line) == [0, 2])
    }
}
