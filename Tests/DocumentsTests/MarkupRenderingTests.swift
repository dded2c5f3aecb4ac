import Documents
import Foundation
import Testing

struct MarkupRenderingTests {
    @Test(
        arguments: [
            ("# A\n\n###### B", "<h2>A</h2>\n<h3>B</h3>\n"),
            ("### A\n\n##### B\n\n## C\n\n### D", "<h2>A</h2>\n<h3>B</h3>\n<h2>C</h2>\n<h3>D</h3>\n"),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
            ("- a\n\n- b", "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n"),
            ("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>\n"),
            (
                "[x](https://a.example/?a=1&b='2\")",
                "<p><a href=\"https://a.example/?a=1&amp;b=%272%22\" rel=\"nofollow noopener noreferrer\">x</a></p>\n"
            ),
            ("[x](javascript:alert(1)) [y](data:text/html,z) [z](//a.example) [w](/x)", "<p>x y z w</p>\n"),
            ("![alt](https://a.example/x.png)", "<p>alt</p>\n"),
            ("[![l [in](http://i.example)](http://b.example)](http://o.example)", nil),
            ("a <b onclick=x>c</b>", "<p>a c</p>\n"),
            ("<script>alert(1)</script>\n\nx", "<p>x</p>\n"),
            ("**a** *b* `c<d`", "<p><strong>a</strong> <em>b</em> <code>c&lt;d</code></p>\n"),
            ("```html\n<x>\n```", "<pre><code>&lt;x&gt;\n</code></pre>\n"),
            ("> q", "<blockquote>\n<p>q</p>\n</blockquote>\n"),
            ("a\\\nb\n\n---", "<p>a<br>\nb</p>\n<hr>\n"),
            ("&lt;img src=x onerror=alert(1)&gt;", "<p>&lt;img src=x onerror=alert(1)&gt;</p>\n"),
        ] as [(String, String?)])
    func `Markdown renders to a few safe elements`(markdown: String, html: String?) {
        let rendered = Markdown.html(markdown)
        if let html { #expect(String(decoding: rendered, as: UTF8.self) == html) }
        #expect(SafeHTML.violations(in: rendered).isEmpty)
    }

    @Test(arguments: [
        ("# T\n\na *b* **c** [d](http://x.example)\nwrapped", "T\n\na b c d wrapped"),
        ("x\n\n- a\n  - b\n- c\n\n  c2\n\ny", "x\n\n- a\n- b\n- c\nc2\n\ny"),
        ("1. a\n2. `b`", "- a\n- b"),
        ("a\\\nb", "a\nb"),
        ("a \\* b &amp; c <i>d</i>", "a * b & c d"),
        ("> q\n\n---\n\nz", "q\n\nz"),
        ("", ""),
    ])
    func `plain text is what a reader sees`(markdown: String, text: String) {
        #expect(Markdown.plainText(markdown) == text)
    }

    @Test func `HTML within Markdown is escaped and other Markdown stays`() {
        #expect(Markdown.withoutHTML("# T\n\n- *a* <http://x.example>\u{7}") == "# T\n\n- *a* <http://x.example>")
        let escaped = Markdown.withoutHTML("a <b>c</b> List<Int>\n\n<script>x</script>")
        #expect(Markdown.plainText(escaped) == "a <b>c</b> List<Int>\n\n<script>x</script>")
    }

    static let payloads = [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<a href=\"javascript:alert(1)\">x</a>", "<a href=\"jav&#x0A;ascript:alert(1)\">x</a>",
        "<a href=\"\u{1}javascript:x\">x</a>",
        "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>", "<a href='vbscript:x'>x</a>",
        "<iframe srcdoc='<script>x</script>'></iframe>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<form action=javascript:alert(1)><input type=submit>",
        "<div hx-get=/admin hx-trigger=load>x</div>", "<b data-hx-on:click=x onmouseover=alert(1)>x</b>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content='0;url=javascript:x'>", "<link rel=stylesheet href=//evil.example>",
        "<style>@import 'x'</style>",
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](&#106;avascript:alert(1))",
        "[x](java\\script:alert(1))",
        "[x](https://a.example\" onclick=\"alert(1))", "![x](https://a.example/\"onerror=\"alert(1))",
        "<https://a.example/\"onclick=\"x>",
        "<javascript:alert(1)>", "[a]: javascript:alert(1)\n\n[a]", "```\"onclick=x\n</code><script>x</script>\n```",
        "`</code><script>x</script>`",
        "<!--><img src=x onerror=alert(1)>-->", "<![CDATA[<script>x</script>]]>", "<?xml <script>x</script>?>",
        "&lt;script&gt;x&lt;/script&gt;",
        "&amp;lt;script&amp;gt;x", "\\<script>x</script>", "<scr<script>ipt>x</scr</script>ipt>",
        "</textarea><script>x</script>", "<plaintext><script>x",
        "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">", "<p style=\"background:url(javascript:x)\">x",
        "<x onclick=alert(1)>x", "<a href=https://a.example onclick=x>y</a>",
        "\u{0}<script\u{0}>x</script>", "<script src=//evil.example",
        "<a href=\"http://a.example/\n<script>x</script>\">y</a>",
    ]

    @Test(arguments: payloads)
    func `no payload survives as active content`(payload: String) {
        let twice = payload.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        for text in [payload, "<p>\(payload)</p>", "<p>\(twice)</p>", "x\n\n\(payload)", "<ul><li><b>\(payload)"] {
            #expect(SafeHTML.violations(in: Markdown.html(text)).isEmpty, "as Markdown: \(text)")
            let converted = HTMLToMarkdown.convert(text)
            #expect(SafeHTML.violations(in: Markdown.html(converted)).isEmpty, "converted: \(converted)")
            #expect(SafeHTML.violations(in: Markdown.html(Markdown.withoutHTML(text))).isEmpty)
        }
    }

    @Test(arguments: [
        "<script>x</script>", "<p onclick=x>y</p>", "<a href=\"javascript:x\">y</a>", "<img src=x>", "<svg></svg>",
        "<p><!-- x --></p>", "<p style=x>y</p>", "<h1>x</h1>", "<template><b>x</b></template>",
    ])
    func `the check of rendered HTML sees what must not be there`(html: String) {
        #expect(!SafeHTML.violations(in: Array(html.utf8)).isEmpty)
    }

    @Test func `the shared hostile files and strings come out safe`() throws {
        var documents = Shared.files("corpus/html").compactMap { try? Data(contentsOf: $0) }.map { [UInt8]($0) }
        for file in Shared.files("corpus/strings") {
            guard let data = try? Data(contentsOf: file) else { continue }
            documents.append([UInt8](data))
            for line in data.split(separator: 10) { documents.append([UInt8](line)) }
        }
        for document in documents {
            let markdown = HTMLToMarkdown.convert(document)
            #expect(SafeHTML.violations(in: Markdown.html(markdown)).isEmpty)
            let text = String(decoding: document.prefix(100_000), as: UTF8.self)
            #expect(SafeHTML.violations(in: Markdown.html(text)).isEmpty)
        }
    }
}
