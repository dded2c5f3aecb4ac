import Documents
import Foundation
import Subprocess
import TestSupport
import Testing

@testable import Work

/// Small files that break readers, made here: each ends as text or as a reason, in time, and the parent lives on.
struct HostileDocumentTests {
    private typealias Make = DocumentFixtures

    /// The promise: seconds for a file, whatever it is. The limits of the child keep it.
    private static let seconds = 10.0

    private func outcome(_ bytes: [UInt8]) -> (code: DocumentError.Code?, text: String) {
        let began = ContinuousClock.now
        defer { #expect(began.duration(to: .now) < .seconds(Self.seconds * 1.5)) }
        do throws(DocumentError) {
            return (nil, try DocumentChild(limits: .init(cpuSeconds: 5, wallTime: .seconds(10))).read(bytes).text)
        } catch {
            return (error.code, "")
        }
    }

    private func ends(_ bytes: [UInt8], _ allowed: DocumentError.Code?...) {
        let code = outcome(bytes).code
        #expect(allowed.contains(code), "\(String(describing: code))")
    }

    @Test func `PDFs that go in circles or nest without end`() {
        let words = Make.draw("words", x: 50, y: 700)
        ends(Array(("%PDF-1.4\n" + String(repeating: "[", count: 200_000)).utf8), .unreadable, .limit)
        ends(Make.pdf(pages: [String(repeating: "<<", count: 100_000) + words]), nil, .empty, .unreadable, .limit)
        ends(Make.pdf(pages: [String(repeating: "q ", count: 1_000_000) + words]), nil, .empty, .limit, .unreadable)
        let loop =
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\n"
        ends(Array((loop + "trailer<</Root 1 0 R>>").utf8), .unreadable, .empty, .limit)
    }

    @Test func `forms that draw one another a billion times`() {
        let forms = (0..<34).map { level in
            let inner = level == 33 ? Make.draw("x", x: 50, y: 700) : "/N Do /N Do"
            let resources = level == 33 ? "/Font << /F1 3 0 R >>" : "/XObject << /N \(level + 5) 0 R >>"
            return "<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << \(resources) >> "
                + "/Length \(inner.utf8.count) >>\nstream\n\(inner)\nendstream"
        }
        ends(
            Make.pdf(pages: ["/N Do"], objects: forms, resources: "/XObject << /N 4 0 R >>"), nil, .limit, .unreadable,
            .empty)
    }

    @Test func `a picture too large for its memory costs the picture, not the text`() {
        let image =
            "<< /Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB "
            + "/Length 4 >>\nstream\nabcd\nendstream"
        let page =
            "q 600 0 0 800 0 0 cm /I Do Q 0 g " + Make.draw("words above a picture of giants", x: 50, y: 700)
        let found = outcome(Make.pdf(pages: [page], objects: [image], resources: "/XObject << /I 4 0 R >>"))
        #expect(found.code == nil)
        #expect(found.text == "words above a picture of giants")
    }

    @Test func `archives that unpack to more than they are`() {
        let (data, size) = Make.spaces(matches: 261_000)
        for name in ["word/document.xml", "content.xml"] {
            let kind = Make.Entry("mimetype", Array("application/vnd.oasis.opendocument.text".utf8))
            var entry = Make.Entry(name, data)
            (entry.method, entry.size) = (8, size)
            ends(Make.zip([kind, entry]), .limit)
            entry.size = 1000
            ends(Make.zip([kind, entry]), .limit, .unreadable)
        }
    }

    @Test func `entities and addresses outside are not followed`() throws {
        let canary = FileManager.default.temporaryDirectory.appendingPathComponent("canary-\(UUID().uuidString)")
        try "canary".write(to: canary, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: canary) }
        for address in ["file://\(canary.path)", "http://127.0.0.1:9/x"] {
            let head = "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY x SYSTEM \"\(address)\">]>"
            let word =
                head
                + "<w:document \(Make.wordSpace)><w:body><w:p><w:r><w:t>a&x;</w:t></w:r></w:p></w:body></w:document>"
            let found = outcome(Make.zip([.init("word/document.xml", Array(word.utf8))]))
            #expect(found.code == .unreadable && !found.text.contains("canary"))
            let kind = Make.Entry("mimetype", Array("application/vnd.oasis.opendocument.text".utf8))
            ends(Make.zip([kind, .init("content.xml", Array((head + "<a>&x;</a>").utf8))]), .unreadable)
        }
    }

    @Test func `rich text and pages without end`() {
        ends(Array(String(repeating: "{\\rtf1", count: 300_000).utf8), .limit)
        ends(Array(("{\\rtf1 " + String(repeating: "\\bin2147483647 ", count: 1000)).utf8), .empty)
        ends(Array(("{\\rtf1 " + String(repeating: "\\intbl a\\cell ", count: 200_000)).utf8), nil, .limit)
        ends(Array(("<html>" + String(repeating: "<div><table><tr><td>", count: 100_000) + "a").utf8), nil, .limit)
        ends(
            Array(("<html><p " + String(repeating: "style='color:white' ", count: 100_000) + ">a").utf8), .empty, .limit
        )
        ends(Array(("<html>" + String(repeating: "&x", count: 500_000)).utf8), nil, .limit)
    }
}
