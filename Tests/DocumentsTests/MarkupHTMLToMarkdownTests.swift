import Documents
import Foundation
import Testing

struct MarkupHTMLToMarkdownTests {
    @Test(arguments: [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<h1>Title</h1>text<h3>Sub #1 #</h3>", "# Title\n\ntext\n\n### Sub \\#1 \\#"),
        ("<ul><li>a</li><li>b</li></ul>after", "- a\n- b\n\nafter"),
        ("<p>x</p><ol><li>a<li>b</ol>", "x\n\n1. a\n2. b"),
        ("<ul><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ul>", "- a\n  - b\n    1. c\n- d"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n- c"),
        ("<li>alone</li>", "- alone"),
        ("<ul><li> </li><li>b</li></ul>", "- b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n>\n> b\n\nc"),
        ("a<br>b", "a\\\nb"),
        ("a<br><br/>b", "a\n\nb"),
        ("<br>a<br>", "a"),
        ("<b>Note:</b>text", "**Note:** text"),
        ("<b> bold </b>x", "**bold** x"),
        ("<b>a</b><b>b</b>", "**ab**"),
        ("in<b>tra</b>word", "in**tra**word"),
        ("<strong><em>both</em></strong> <i>one</i>", "**both** *one*"),
        ("<b>a<p>b</p></b>c", "**a**\n\n**b**\n\nc"),
        ("<h2><b>x</b></h2>", "## x"),
        ("<a href='https://a.example/x?a=1&amp;b=(2)'>go</a>", "[go](https://a.example/x?a=1&amp;b=%282%29)"),
        ("wow!<a href=http://a.example>go</a>", "wow\\![go](http://a.example)"),
        ("<a href='javascript:alert(1)'>x</a> <a href='/rel'>y</a> <a href=' JAVA\nSCRIPT:x'>z</a>", "x y z"),
        ("<a href='mailto:a@b.example'>mail</a>", "[mail](mailto:a@b.example)"),
        ("<code>a`b</code>", "``a`b``"),
        ("<pre>let x = 1\n  y &lt; 2</pre>", "```\nlet x = 1\n  y < 2\n```"),
        ("<ul><li><pre>a\nb</pre></ul>", "- ```\n  a\n  b\n  ```"),
        (
            "<table><tr><th>Pay</th><th>Place</th></tr><tr><td>1</td><td>Rome</td></tr></table>",
            "Pay | Place\n\n1 | Rome"
        ),
        (
            "AT&amp;T &copy 2020 &hellip; &#8364; &#x41; &#150; &notit; &unknown;",
            "AT&T © 2020 … € A – ¬it; &unknown\\;"
        ),
        ("a<script>alert(1)</script>b<style>x{}</style><iframe src=x>y</iframe>c", "abc"),
        ("a<!-- <b> -->b<!-->c<!DOCTYPE x><?php ?>d", "abcd"),
        ("<svg><text>icon</text></svg><p>text", "text"),
        ("<button>Apply</button>text<svg>", "text"),
        ("x<hr>y", "x\n\n---\n\ny"),
        ("&amp;<span>lt</span>; &amp;amp;", "&lt\\; &amp\\;"),
        (
            "<p>1. not a list</p><p>- nor this</p><p># nor</p><p>+x =y</p>",
            "1\\. not a list\n\n\\- nor this\n\n\\# nor\n\n\\+x =y"
        ),
        (
            "<p>a * b _c_ [d](e) `f` &lt;b&gt; snake_case \\</p>",
            "a \\* b \\_c\\_ \\[d\\](e) \\`f\\` \\<b> snake_case \\\\"
        ),
        ("<p>a\u{a0}\u{200b}b\u{0}c\u{ad}d</p>", "a bcd"),
        ("5 < 6 and <b>x</b> > 3", "5 \\< 6 and **x** > 3"),
    ])
    func `elements become their Markdown`(html: String, markdown: String) {
        #expect(HTMLToMarkdown.convert(html) == markdown)
    }

    @Test(arguments: [
        ("One\ntwo\n\nthree", "One\\\ntwo\n\nthree"),
        ("Duties:\n- a\n- b\n\nNext", "Duties:\n\n- a\n- b\n\nNext"),
        ("\u{2022} a\n\u{2022}\u{a0}b\r\nend", "- a\n- b\n\nend"),
        ("* item that\n  goes on\n* b", "- item that goes on\n- b"),
        (
            "This line is long enough that its end is a wrapped sentence\nwhich goes on.",
            "This line is long enough that its end is a wrapped sentence which goes on."
        ),
        (
            String(repeating: "Word ", count: 30) + ".\nNext",
            String(repeating: "Word ", count: 30) + ".\n\nNext"
        ),
        ("PR &amp; Events, List<String>, a < b", "PR & Events, List\\<String>, a \\< b"),
        ("# x\n**y**", "\\# x\\\n\\*\\*y\\*\\*"),
        ("", ""),
        (" \n ", ""),
    ])
    func `plain text keeps its lines and becomes no markup`(text: String, markdown: String) {
        #expect(HTMLToMarkdown.convert(text) == markdown)
    }

    @Test func `a text without a tag of HTML is not HTML`() {
        for text in ["a < b", "x <y> z", "List<Int>", "<", "</", "a <b and c", "1<2>3", "<<<"] {
            #expect(!HTMLToMarkdown.isHTML(Array(text.utf8)), "\(text)")
        }
        for text in ["<p>", "a<br/>b", "</LI>", "<a href='x'>", "<!-- x -->", "<IMG SRC=x >"] {
            #expect(HTMLToMarkdown.isHTML(Array(text.utf8)), "\(text)")
        }
    }

    @Test func `any text comes back as itself`() {
        var dice = Dice(7)
        let pieces = [
            "*", "**", "_", "__", "[", "]", "(", ")", "<", ">", "&", "&amp;", "&#65;", "#", "-", "+", "=", "~~~", "`",
            "```",
            "\\", "!", "1.", "2)", "a", "B", "é", "日本", "🙂", " ", " ", " ", "\n", "http://x.example", "<b>", "|", ":",
            "\"", "'",
            "---", "===", "$", "^",
        ]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 1...14, using: &dice)).map { _ in pieces.randomElement(using: &dice)! }
                .joined()
            let expected = text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
            let markdown = HTMLToMarkdown.convert("<p>\(escaped(text))</p>")
            #expect(Markdown.plainText(markdown) == expected, "\(markdown)")
            let heading = HTMLToMarkdown.convert("<h2>\(escaped(text))</h2>")
            #expect(Markdown.plainText(heading) == expected, "\(heading)")
        }
    }

    @Test func `styles, links and lists leave no stray delimiter`() {
        var dice = Dice(11)
        let pieces = [
            "<b>", "</b>", "<i>", "</i>", "<a href=https://a.example/_x_*y*>", "</a>", "<li>", "</li>", "<ul>", "</ul>",
            "<p>",
            "</p>", "<br>", "<ol>", "</ol>", "<blockquote>", "</blockquote>", "<code>", "</code>", "word", "Wort.",
            "(x)",
            "\u{201e}q\u{201c}", " ", " ", "é", "7", "<h3>", "</h3>", "<td>", "<tr>", "!", "日",
        ]
        for _ in 0..<5_000 {
            let html = (0..<Int.random(in: 1...24, using: &dice)).map { _ in pieces.randomElement(using: &dice)! }
                .joined()
            let markdown = HTMLToMarkdown.convert("<p>" + html)
            let rendered = Markdown.html(markdown)
            #expect(SafeHTML.violations(in: rendered).isEmpty, "\(html)")
            let plain = Markdown.plainText(markdown)
            #expect(!plain.contains("*") && !plain.contains("](") && !plain.contains("`"), "\(html)\n\(markdown)")
            let words = html.replacing("<a href=https://a.example/_x_*y*>", with: "").split(
                separator: "<", omittingEmptySubsequences: false)
            let text = words.enumerated().map { $0 == 0 ? $1 : $1.drop { $0 != ">" }.dropFirst() }.joined()
            #expect(letters(plain) == letters(text), "\(html)\n\(markdown)")
        }
    }

    @Test func `bytes that are not UTF-8 are replaced`() {
        #expect(HTMLToMarkdown.convert([60, 112, 62, 0xff, 97, 0xc2]) == "\u{fffd}a\u{fffd}")
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    }

    private func letters(_ text: String) -> [Character] {
        text.filter { $0.isLetter || $0.isNumber || $0 == "(" || $0 == "." }.map { $0 }
    }
}
