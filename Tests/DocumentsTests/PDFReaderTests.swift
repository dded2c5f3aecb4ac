import Documents
import Foundation
import TestSupport
import Testing

struct PDFReaderTests {
    private typealias Make = DocumentFixtures

    @Test func `lines come from the top whatever their order in the file`() throws {
        let page =
            Make.draw("third", x: 50, y: 700) + Make.draw("first", x: 50, y: 740) + Make.draw("second", x: 50, y: 720)
        #expect(try text(of: Make.pdf(pages: [page])) == "first\nsecond\nthird")
    }

    @Test func `pages follow one another`() throws {
        let result = try DocumentReader().read(
            Make.pdf(pages: [Make.draw("one", x: 50, y: 700), Make.draw("two", x: 50, y: 700)]))
        #expect(result.text == "one\n\ntwo")
        #expect(result.pageCount == 2)
        #expect(result.mediaType == .pdf)
        #expect(!result.isTruncated)
    }

    @Test func `pages past the limit are left out and told of`() throws {
        let pages = (1...5).map { Make.draw("page \($0)", x: 50, y: 700) }
        let result = try DocumentReader(limits: DocumentLimits(pages: 2)).read(Make.pdf(pages: pages))
        #expect(result.text == "page 1\n\npage 2")
        #expect(result.pageCount == 5 && result.isTruncated)
    }

    @Test func `columns are read one after the other though they share their lines`() throws {
        var page = Make.draw(
            "Name of the person, whose head runs over both columns of the page", x: 50, y: 760, size: 14)
        for row in 0..<14 {
            let y = 700 - Double(row) * 14
            page +=
                Make.draw("side \(row)", x: 50, y: y)
                + Make.draw("the main text in its row number \(row)", x: 220, y: y)
        }
        let words = try text(of: Make.pdf(pages: [page]))
        let side = try #require(words.range(of: "side 13"))
        let main = try #require(words.range(of: "the main text in its row number 0"))
        #expect(words.hasPrefix("Name of the person"))
        #expect(side.upperBound <= main.lowerBound)
    }

    @Test func `dates beside their entries stay on their line`() throws {
        var page = ""
        for row in 0..<8 {
            let y = 700 - Double(row) * 14
            page +=
                Make.draw("Engineer number \(row)", x: 50, y: y) + Make.draw("201\(row) - 201\(row + 1)", x: 480, y: y)
        }
        #expect(
            try text(of: Make.pdf(pages: [page])).hasPrefix(
                "Engineer number 0\t2010 - 2011\nEngineer number 1\t2011 - 2012"))
    }

    @Test func `words come from gaps where the file has no spaces`() throws {
        let page = Make.draw("two", x: 50, y: 700) + Make.draw("words", x: 69, y: 700)
        #expect(try text(of: Make.pdf(pages: [page])) == "two words")
    }

    @Test func `letters set wide apart are one word`() throws {
        let page = Make.draw("SKILLS", x: 50, y: 700, more: "4 Tc") + Make.draw("Go, Rust", x: 50, y: 680)
        #expect(try text(of: Make.pdf(pages: [page])).hasPrefix("SKILLS\n"))
    }

    @Test func `text drawn twice to look bold is read once`() throws {
        let page = Make.draw("Bold", x: 50, y: 700) + Make.draw("Bold", x: 50.3, y: 700)
        #expect(try text(of: Make.pdf(pages: [page])) == "Bold")
    }

    @Test func `a page on its side is read upright`() throws {
        let page =
            "BT /F1 10 Tf 0 1 -1 0 100 50 Tm (first line) Tj ET BT /F1 10 Tf 0 1 -1 0 120 50 Tm (second line) Tj ET"
        #expect(try text(of: Make.pdf(pages: [page])) == "first line\nsecond line")
    }

    private func lines(_ lines: String...) -> [UInt8] {
        Make.pdf(pages: [lines.enumerated().map { Make.draw($1, x: 50, y: 700 - Double($0) * 14) }.joined()])
    }

    @Test func `words broken at the end of a line are joined, compounds keep their hyphen`() throws {
        let file = lines(
            "She studied the reli-", "ability of cloud-", "native systems and the plat-", "form, a platform.")
        #expect(
            try text(of: file)
                == "She studied the reliability\nof cloud-\nnative systems and the platform,\na platform.")
        let printed = try DocumentReader(isAsPrinted: true).read(file)
        #expect(printed.text.hasPrefix("She studied the reli-\nability"))
    }

    @Test func `what else the document writes decides about a hyphen`() throws {
        let file = lines("An air-tight case, said of an air-", "tight vessel")
        #expect(try text(of: file) == "An air-tight case, said of an air-\ntight vessel")
    }

    @Test func `what every page has at its edge is read once, its number never`() throws {
        let pages = (1...3).map { number in
            Make.draw("Ada Lovelace, curriculum vitae", x: 50, y: 780)
                + (0..<8).map { Make.draw("Line \($0) of part \(number * 7)", x: 50, y: 700 - Double($0) * 30) }
                .joined()
                + Make.draw("Page \(number) of 3", x: 280, y: 20)
        }
        let words = try text(of: Make.pdf(pages: pages))
        #expect(words.components(separatedBy: "curriculum").count == 2)
        #expect(words.hasPrefix("Ada Lovelace"))
        #expect(!words.contains("Page"))
        #expect(words.components(separatedBy: "Line 0 of part").count == 4)
    }

    @Test func `places at the ends of lines are no column`() throws {
        var page = ""
        for entry in 0..<6 {
            let y = 700 - Double(entry) * 60
            page += Make.draw("Engineer at works number \(entry)", x: 50, y: y) + Make.draw("Springfield", x: 460, y: y)
            for row in 1...3 { page += Make.draw("did many things of use", x: 60, y: y - Double(row) * 14) }
        }
        let words = try text(of: Make.pdf(pages: [page]))
        #expect(words.hasPrefix("Engineer at works number 0\tSpringfield\ndid many"))
    }

    @Test func `words that were recognised are put in lines and columns`() {
        func row(
            _ line: Int, _ word: Int, _ left: Int, _ top: Int, _ text: String, _ confidence: String = "95"
        ) -> String {
            "5\t1\t1\t1\t\(line)\t\(word)\t\(left)\t\(top)\t\(text.count * 20)\t30\t\(confidence)\t\(text)\n"
        }
        let table =
            "level\tpage_num\n" + row(1, 1, 100, 100, "Ada") + row(1, 2, 180, 108, "Lovelace")
            + row(2, 1, 100, 160, "Engineer") + row(3, 1, 20, 300, "|", "3")
        #expect(RecognisedText.text(table: Array(table.utf8)) == "Ada Lovelace\nEngineer")
        #expect(RecognisedText.text(table: [0xFF, 9, 9, 10]) == "")
        #expect(RecognisedText.agrees("one two three four five six", with: "six five four three and more"))
        #expect(!RecognisedText.agrees("one two three four five six", with: "nothing of the kind"))
    }

    @Test func `a page without text is empty`() {
        #expect(failure(Make.pdf(pages: ["0 0 100 100 re f"])) == .empty)
    }

    @Test func `a locked file is encrypted`() {
        let key = String(repeating: "AB", count: 32)
        let lock =
            "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "
            + "/Encrypt << /Filter /Standard /V 1 /R 2 /O <\(key)> /U <\(key)> /P -4 >>"
        #expect(failure(Make.pdf(pages: [Make.draw("secret", x: 50, y: 700)], extra: lock)) == .encrypted)
    }

    @Test func `every cut of a file is an answer`() {
        let whole = Make.pdf(pages: [Make.draw("some words", x: 50, y: 700)])
        for length in stride(from: 0, to: whole.count, by: 7) {
            let code = failure(Array(whole.prefix(length)))
            #expect(
                code == nil || code == .unreadable || code == .empty || code == .encrypted
                    || (code == .wrongType && length < 8))
        }
        #expect(failure(Array(whole.prefix(40))) == .unreadable)
    }

    @Test func `bytes turned over anywhere are an answer`() {
        let whole = Make.pdf(pages: [Make.draw("some words", x: 50, y: 700)])
        for position in stride(from: 9, to: whole.count, by: 5) {
            var damaged = whole
            damaged[position] ^= 0xFF
            let code = failure(damaged)
            #expect(code == nil || code == .unreadable || code == .empty || code == .encrypted)
        }
    }
}
