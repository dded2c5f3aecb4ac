import Documents
import Model
import Testing

struct RichTextReaderTests {
    private func read(_ rtf: String) throws -> ExtractedText { try DocumentReader().read(Array(rtf.utf8)) }

    @Test func `paragraphs, tabs and signs`() throws {
        let result = try read(
            #"{\rtf1\ansi Ada \b Lovelace\b0\par Title\tab 2015\line next\emdash\lquote x\rquote  \{a\\b\}\~c\par}"#)
        #expect(result.text == "Ada Lovelace\nTitle\t2015\nnext—‘x’ {a\\b} c")
        #expect(result.mediaType == .rtf)
    }

    @Test func `letters come in the code page of their font, or as Unicode`() throws {
        #expect(
            try read(
                #"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}}M\'fcller \f1\'ce\'ef\'fb\'f2}"#
            ).text == "Müller Опыт")
        #expect(try read(#"{\rtf1\ansi\ansicpg1251 \'ce\'ef\'fb\'f2}"#).text == "Опыт")
        #expect(try read(#"{\rtf1\uc1 \u1054?\u-10179?\u-8704? a{\uc2 \u8364\'80\'80b}c}"#).text == "О😀 a€bc")
        #expect(try read(#"{\rtf1{\fonttbl{\f0\fcharset128 M;}}\f0\'93\'fa\'96\'7b}"#).text == "日本")
    }

    @Test func `what is no text is passed over`() throws {
        let rtf =
            #"{\rtf1{\fonttbl{\f0 Times;}}{\colortbl;\red1\green2\blue3;}{\stylesheet{\s0 Normal;}}{\info{\author nobody}}"#
            + #"{\*\generator Writer;}{\pict\pngblip 89504e47}{\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}} end"#
            + "{\\pict\\bin5 ab}{c} here}"
        #expect(try read(rtf).text == "link end here")
    }

    @Test func `short cells stay on a line and items bear their bullet`() throws {
        let rtf =
            #"{\rtf1 before\par\trowd\cellx1\cellx2\intbl Go\cell 5 years\cell\row\trowd\intbl one\par two\cell three\cell\row"#
            + #"\pard{\listtext\'b7\tab}item\par after}"#
        #expect(try read(rtf).text == "before\nGo\t5 years\none\ntwo\n\nthree\n· item\nafter")
    }

    @Test func `headers come first, notes and footers last, boxes after their paragraph`() throws {
        let rtf =
            #"{\rtf1{\footer foot\par}{\header head\par}body{\footnote a note}{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}"#
            + #"{\shptxt in a box\par}}{\shprslt in a box}}\par end\par}"#
        #expect(try read(rtf).text == "head\n\nbody\nin a box\nend\n\na note\n\nfoot")
    }

    @Test func `hidden, white, tiny and deleted text is not shown`() throws {
        let rtf =
            #"{\rtf1{\colortbl;\red255\green255\blue255;\red0\green0\blue128;}seen{\v ghost}{\cf1 white}{\fs2 tiny}"#
            + #"{\deleted gone}\par\pard\cbpat2{\cf1 on blue}\par}"#
        let result = try read(rtf)
        #expect(result.text == "seen\non blue")
        #expect(result.hidden.passages.map(\.reason) == [.marked, .background, .tiny])
        #expect(result.hidden.passages.map(\.text) == ["ghost", "white", "tiny"])
    }

    @Test func `whatever comes is an answer`() {
        #expect(failure(Array(String(repeating: "{\\rtf1 ", count: 5000).utf8)) == .limit)
        #expect(failure(Array("{\\rtf1}".utf8)) == .empty)
        #expect(failure(Array(#"{\rtf1\bin99999999 abc}"#.utf8)) == .empty)
        #expect(failure(Array(#"{\rtf1\u99999999999999999999?\'zz\fs-5\cf-1\cell\row}}}} x"#.utf8)) == nil)
        let whole = Array(
            #"{\rtf1\ansi{\fonttbl{\f0\fcharset204 A;}}\trowd\intbl a\cell\row {\v x}\u1054?\par some words}"#.utf8)
        for length in 5..<whole.count { #expect(failure(Array(whole.prefix(length))) != .unavailable) }
        for position in whole.indices {
            var damaged = whole
            damaged[position] ^= 0x1D
            #expect(failure(damaged) != .unavailable)
        }
    }
}
