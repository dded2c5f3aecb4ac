import Foundation
import Model
import Parsing
import Testing

struct PostingImportTests {
    private let now = Date(timeIntervalSince1970: 1_795_000_000)

    @Test func `each line of JSON is a posting or a reason`() {
        let lines: [(String, String?)] = [
            (#"{"url":"https://a.example/1","title":"A","company":"C","description":"d","source":" Board "}"#, nil),
            ("", nil),
            (#"{"url":"https://a.example/2","title":"A","company":"C"}"#, "description is missing"),
            ("not json", "the row is not a JSON object"),
            ("[1]", "the row is not a JSON object"),
            (#"{"url":"x","title":"A","company":"C","description":"d"}"#, "url is not the address of a web page"),
            (#"{"url":"https://a.example/3","title":null,"company":"C","description":"d"}"#, "title is missing"),
            (
                #"{"url":"https://a.example/3","title":{},"company":"C","description":"d"}"#,
                "title is neither text nor a number"
            ),
            (row(#""salary_min":"abc""#), "salary_min is not an amount"),
            (row(#""salary_min":-5"#), "salary_min is not an amount"),
            (row(#""salary_min":9,"salary_max":3,"currency":"EUR""#), "salary_min is larger than salary_max"),
            (row(#""remote":"maybe""#), "remote is neither true nor false"),
            (row(#""posted_at":"yesterday""#), "posted_at is not a date such as 2026-11-21 or 2026-11-21T09:00:00Z"),
            (row(#""posted_at":"2099-01-01""#), "posted_at lies in the future"),
            (row(#""period":"fortnight""#), "period is not hour, day, month or year"),
        ]
        let result = PostingImport.read(jsonLines: Array(lines.map(\.0).joined(separator: "\r\n").utf8), now: now)
        #expect(result.rows.map(\.line) == [1])
        #expect(result.rows[0].source == "Board")
        let reasons = lines.enumerated().compactMap { index, line in line.1.map { "line \(index + 1): \($0)" } }
        #expect(result.refusals.map(\.description) == reasons)
    }

    @Test func `what a posting is kept without is told`() throws {
        let rows: [(String, [String])] = [
            (#""salary_min":50000,"currency":"ZZZ""#, ["currency “ZZZ” is no code of ISO 4217: the pay is left out"]),
            (
                #""salary_min":50000,"currency":"Euro","country":"DE""#,
                ["currency “Euro” is no code of ISO 4217: the pay is left out"]
            ),
            (#""salary_min":50000"#, ["the currency is neither given nor told by the country: the pay is left out"]),
            (#""salary_min":50000,"country":"Germany""#, []),
            (#""salary_min":0"#, []),
            (#""type":"gig""#, ["type “gig” is none that is known: it counts as other"]),
            (#""type":"Other""#, []),
            (#""level":"wizard""#, ["level “wizard” is none that is known: it is left out"]),
            (#""country":"Atlantis""#, ["country “Atlantis” is none that is known: it is left out"]),
        ]
        for (columns, losses) in rows {
            let result = PostingImport.read(jsonLines: Array(row(columns).utf8), now: now)
            #expect(result.rows.map(\.losses) == [losses], "\(columns)")
            #expect(result.refusals.isEmpty)
        }
        let unknown = PostingImport.read(jsonLines: Array(row(rows[0].0).utf8), now: now)
        #expect(unknown.rows.first?.draft.pay == nil)
    }

    @Test func `every column is read`() throws {
        let line = """
            {"url":"https://a.example/x?utm_source=q","title":"Intern","company":"C","location":"Berlin","country":"Germany",\
            "remote":false,"type":"internship","level":"Senior","salary_min":1500.5,"salary_max":"2000","currency":"eur",\
            "period":"monthly","posted_at":"2026-11-01T10:00:00+0100","description":"d","unknown":[1]}
            """
        let draft = try #require(PostingImport.read(jsonLines: Array(line.utf8), now: now).rows.first).draft
        #expect(draft.canonicalURL == "https://a.example/x")
        #expect(draft.country == "DE")
        #expect(draft.isRemote == false)
        #expect(draft.type == .internship)
        #expect(draft.level == .senior)
        #expect(draft.pay == Pay(minimum: 150_050, maximum: 200_000, currency: "EUR", period: .month))
        #expect(draft.pay?.annual.maximum == 2_400_000)
        #expect(draft.postedAt == Date(timeIntervalSince1970: 1_793_523_600))
        #expect(draft.isInternship)
    }

    @Test func `the same address has the same id and another has another`() throws {
        let text = ["1", "1?utm_medium=x", "2"].map { row("\"x\":1", url: "https://a.example/\($0)") }.joined(
            separator: "\n")
        let ids = PostingImport.read(jsonLines: Array(text.utf8), now: now).rows.map(\.draft.id)
        #expect(ids.count == 3 && ids[0] == ids[1] && ids[0] != ids[2])
    }

    @Test func `bytes that are not UTF-8 are refused and NUL is removed`() {
        var bytes = Array(row(#""location":"Ber\u0000lin""#).utf8) + [10]
        bytes +=
            Array(#"{"url":"https://a.example/2","title":"A"#.utf8) + [0xff]
            + Array(#"","company":"C","description":"d"}"#.utf8)
        let result = PostingImport.read(jsonLines: bytes, now: now)
        #expect(result.rows.first?.draft.location == "Berlin")
        #expect(result.refusals.map(\.reason) == ["the row is not valid UTF-8"])
    }

    @Test func `CSV with quotes, line ends within them and a byte order mark`() {
        let text =
            "\u{feff}Title,URL,company,description,extra\r\n"
            + "\"Say \"\"hi\"\", now\",https://a.example/1,C,\"Line one\r\n\r\nline, two\",x\r\n"
            + "\r\nB,https://a.example/2,C\nC,https://a.example/3,C,d,x,too many\n"
            + "D,https://a.example/4,C,d\rE,https://a.example/5,C,\"never closed\n"
        let result = PostingImport.read(csv: Array(text.utf8), now: now)
        #expect(result.rows.map(\.draft.title) == ["Say \"hi\", now", "D"])
        #expect(result.rows.map(\.line) == [2, 8])
        #expect(result.rows[0].draft.descriptionMarkdown == "Line one\n\nline, two")
        #expect(
            result.refusals.map(\.description) == [
                "line 6: description is missing", "line 7: the row has more fields than the header",
                "line 9: a quote is never closed",
            ])
    }

    @Test func `CSV without the needed columns is refused as a whole`() {
        let result = PostingImport.read(csv: Array("a,b\n1,2\n".utf8), now: now)
        #expect(result.refusals.map(\.line) == [1])
        #expect(PostingImport.read(csv: [], now: now).rows.isEmpty)
    }

    @Test func `a CSV field that is not UTF-8 is refused by name`() {
        let bytes = Array("url,title,company,description\nhttps://a.example/1,A,C,".utf8) + [0xc3, 0x28]
        #expect(PostingImport.read(csv: bytes, now: now).refusals.map(\.reason) == ["description is not valid UTF-8"])
    }

    @Test func `strings that break others come through every field`() {
        let strings = [
            "' OR 1=1 --", "<script>alert(1)</script>", "\u{202e}evil", "Z\u{300}\u{301}\u{302}",
            "\u{1f468}\u{200d}\u{1f469}",
            "\u{fdfd}", "%s%n", "../../etc/passwd", "{{7*7}}", "\u{0}\u{1}\u{7f}x", "undefined", "-1/0", "\u{fffe}x",
            "\"'`",
        ]
        for text in strings {
            let object: [String: String] = [
                "url": "https://a.example/1", "title": "t " + text, "company": text + " c", "location": text,
                "description": "d " + text, "source": text, "level": text, "type": text, "country": text,
            ]
            let line = (try? JSONSerialization.data(withJSONObject: object)).map { [UInt8]($0) } ?? []
            let result = PostingImport.read(jsonLines: line, now: now)
            #expect(result.refusals.isEmpty, "\(text)")
            let draft = result.rows.first?.draft
            let kept = String(
                String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }))
            #expect(draft?.title == "t " + kept)
            #expect(draft?.company == kept + " c")
            for value in [draft?.title, draft?.company, draft?.location, draft?.descriptionMarkdown] {
                #expect(value?.utf8.contains(0) != true)
            }
        }
    }

    @Test func `the shared postings are all taken`() throws {
        let named = ProcessInfo.processInfo.environment["HUNTER_SHARED"].map { URL(filePath: $0) }
        let sibling = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared")
            .standardized
        let file = (named ?? sibling).appending(path: "data/open/jobs_emscad.jsonl")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else {
            print("no shared folder: its postings are not read")
            return
        }
        let lines = text.split(separator: "\n").enumerated().map { index, line in
            // The rows lack an address and a company.
            line.replacing(
                "\"text\":", with: "\"url\":\"https://a.example/\(index)\",\"company\":\"C\",\"description\":")
        }
        let result = PostingImport.read(jsonLines: Array(lines.joined(separator: "\n").utf8), now: now)
        #expect(result.rows.count == lines.count && lines.count > 100)
        #expect(result.refusals.isEmpty)
    }

    private func row(_ more: String, url: String = "https://a.example/1") -> String {
        #"{"url":"\#(url)","title":"A","company":"C","description":"d",\#(more)}"#
    }
}
