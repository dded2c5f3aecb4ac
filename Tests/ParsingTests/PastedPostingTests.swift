import Parsing
import Testing

struct PastedPostingTests {
    private func read(_ text: String, title: String = "", company: String = "") throws -> [String?] {
        let draft = try PastedPosting(text: text, title: title, company: company)
            .draft(address: "https://pasted.invalid/1", unnamed: "Unnamed")
        return [draft.title, draft.company, draft.location]
    }

    @Test func `the first line is the title and lines with names say the rest`() throws {
        #expect(try read("Cook at Acme\n\nYou cook.") == ["Cook", "Acme", nil])
        #expect(
            try read("# Cook\r\n\r\n**Company:** Acme\nLocation: Berlin\n\nYou cook.") == ["Cook", "Acme", "Berlin"])
        #expect(try read("Position: Cook\nYou cook.") == ["Cook", "Unnamed", nil])
    }

    @Test func `what is said beside the text counts`() throws {
        #expect(
            try read("We look for you.\nCompany: Other", title: "Nurse", company: "Acme") == ["Nurse", "Acme", nil])
    }

    @Test(arguments: ["", " \n\t\n", "<script>alert(1)</script>"])
    func `nothing is no posting`(text: String) {
        #expect(throws: PostingError.self) { try read(text) }
    }
}
