import Base
import Foundation
import Testing

struct FieldLinesTests {
    @Test func `what was written is read back, field by field`() throws {
        let id = UUID.v7()
        let date = Date(timeIntervalSince1970: 1_790_000_000.123)
        let texts = ["", "plain", "two\nlines", "back\\slash \\n", "Grüße, 你好", "\r\t\0"]
        var lines = FieldLineWriter(form: "sample-1")
        for text in texts { lines.add(text) }
        lines.add(id)
        lines.add(date)
        for number in [Int64.max, -7, 0] { lines.add(number) }
        var reader = try #require(FieldLineReader(lines.octets[...], form: "sample-1"))
        for text in texts {
            let read = reader.text()
            #expect(read == text)
        }
        let (readID, readDate) = (reader.optionalID(), reader.optionalDate())
        #expect(readID == id)
        #expect(abs(try #require(readDate).timeIntervalSince(date)) < 0.001)
        let numbers = [reader.integer(), reader.integer(), reader.integer()]
        #expect(numbers == [Int64.max, -7, 0])
        #expect(reader.isValid)
    }

    @Test func `what is absent is read as absent`() throws {
        var lines = FieldLineWriter(form: "sample-1")
        lines.add(nil as String?)
        lines.add(nil as Int64?)
        lines.add(nil as UUID?)
        lines.add(nil as Date?)
        var reader = try #require(FieldLineReader(lines.octets[...], form: "sample-1"))
        let (text, number, id, date) = (
            reader.optionalText(), reader.optionalInteger(), reader.optionalID(), reader.optionalDate()
        )
        #expect(text == nil && number == nil && id == nil && date == nil)
        #expect(reader.isValid)
    }

    @Test(arguments: ["", "sample-1", "sample-2\nx\n", "{}"])
    func `another form is no record`(text: String) {
        #expect(FieldLineReader(Array(text.utf8)[...], form: "sample-1") == nil)
    }

    @Test(arguments: ["1x", "99999999999999999999", "-", "", "missing"])
    func `a field that cannot be read makes the record invalid`(field: String) throws {
        let octets = Array(("sample-1\n" + (field == "missing" ? "" : field + "\n")).utf8)
        var reader = try #require(FieldLineReader(octets[...], form: "sample-1"))
        _ = reader.integer()
        #expect(!reader.isValid)
    }

    @Test func `JSON strings are written as the encoder writes them`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let texts = (0..<0x180).compactMap { UnicodeScalar($0).map { "a\($0)/z" } } + ["", "Grüße 🙂", "\u{2028}\u{2029}"]
        for text in texts {
            var octets: [UInt8] = []
            octets.appendJSON(text)
            #expect(String(decoding: octets, as: UTF8.self) == String(decoding: try encoder.encode(text), as: UTF8.self))
        }
    }
}
