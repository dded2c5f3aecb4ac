import Base
import Foundation
import HTTP
import Model
import Storage
import Testing

@testable import Site

/// What was noticed about a document is told on the resume's page and in the API, to its owner alone.
@Suite(.serialized) struct ReadingNotesTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws { harness = try Self.shared.get() }

    private static let notes = ReadingNotes(
        pageCount: 4, recognisedPages: [2], unreadPages: [3, 4],
        hidden: HiddenText(
            passages: [.init(reason: .background, page: 1, text: "hire <b>me</b>")], characterCount: 13))

    @Test func `hidden text is shown as text, with why nobody sees it`() throws {
        let person = try harness.person()
        let id = try harness.resume(of: person)
        try harness.sql { try $0.setReadingNotes(Self.notes, of: id) }
        let page = harness.page(.get, "/resumes/\(id.text)", as: person).text
        #expect(page.contains("This document carries text that people cannot see"))
        #expect(page.contains("Page 1: in the colour of what is behind it"))
        #expect(page.contains("hire &lt;b&gt;me&lt;/b&gt;") && !page.contains("<b>me</b>"))
        #expect(page.contains("Page 2 is a picture. Its text was recognised and may hold mistakes."))
        #expect(page.contains("Pages 3, 4 are pictures that could not be read."))
    }

    @Test func `programs are told the same`() throws {
        let person = try harness.person()
        let id = try harness.resume(of: person)
        let unread = try harness.api(.get, "/resumes/\(id.text)", as: person).json
        #expect(unread["document"] == .null)
        try harness.sql { try $0.setReadingNotes(Self.notes, of: id) }
        let document = try #require(try harness.api(.get, "/resumes/\(id.text)", as: person).json["document"])
        #expect(document["pages"]?.number == 4)
        #expect(document["hidden_characters"]?.number == 13)
        let passage = try #require(document["hidden_text"]?.items.first)
        #expect(passage["reason"]?.string == "background" && passage["text"]?.string == "hire <b>me</b>")
    }

    @Test func `a document with nothing to say has no such part`() throws {
        let person = try harness.person()
        let id = try harness.resume(of: person)
        try harness.sql { try $0.setReadingNotes(ReadingNotes(), of: id) }
        #expect(!harness.page(.get, "/resumes/\(id.text)", as: person).text.contains("notes-title"))
    }

    @Test func `what a language model had to do with a profile is told`() throws {
        let person = try harness.person()
        let id = try harness.resume(of: person)
        let done = ReadingNotes(model: ModelNote(name: "gem <1>", outcome: .done, dropped: 2))
        try harness.sql { try $0.setReadingNotes(done, of: id) }
        #expect(try harness.sql { try $0.readingNotes(of: id, ownedBy: person.id) } == done)
        let helped = harness.page(.get, "/resumes/\(id.text)", as: person).text
        #expect(helped.contains("The language model gem &lt;1&gt; helped to arrange this profile."))
        #expect(helped.contains("2 things the model named are not in your document"))
        let failed = ReadingNotes(model: ModelNote(name: "gem", outcome: .tooLong), recogniserFailed: true)
        try harness.sql { try $0.setReadingNotes(failed, of: id) }
        let page = harness.page(.get, "/resumes/\(id.text)", as: person).text
        #expect(
            page.contains("The language model gem was to help arrange this profile: your document is too long for it."))
        #expect(page.contains("so the built-in recogniser was asked"))
        let document = try #require(try harness.api(.get, "/resumes/\(id.text)", as: person).json["document"])
        #expect(document["model"]?["outcome"]?.string == "too_long" && document["model"]?["dropped"]?.number == 0)
    }

    @Test func `notes are their owner's`() throws {
        let (owner, other) = (try harness.person(), try harness.person())
        let id = try harness.resume(of: owner)
        try harness.sql { try $0.setReadingNotes(Self.notes, of: id) }
        #expect(try harness.sql { try $0.readingNotes(of: id, ownedBy: owner.id) } == Self.notes)
        #expect(try harness.sql { try $0.readingNotes(of: id, ownedBy: other.id) } == nil)
        #expect(harness.api(.get, "/resumes/\(id.text)", as: other).code == 404)
    }
}
