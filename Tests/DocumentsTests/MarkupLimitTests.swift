import Documents
import Foundation
import Testing

/// Inputs that overflow stacks or take quadratic time elsewhere. Each runs on a thread with a stack of 512 KiB, like the
/// product's own threads, and within a bound that only a wrong order of growth can miss.
struct MarkupLimitTests {
    static let hostile: [(name: String, html: String)] = [
        ("nested divisions", String(repeating: "<div>", count: 200_000) + "end"),
        ("nested lists", String(repeating: "<ul><li>x", count: 100_000)),
        ("nested quotes", String(repeating: "<blockquote>x", count: 100_000)),
        ("nested tables", String(repeating: "<table>", count: 50_000) + "end"),
        ("attributes", "<a " + String(repeating: "a=1 ", count: 200_000) + ">x</a>"),
        ("entities", String(repeating: "&amp;", count: 400_000)),
        ("unknown entities", "<p>" + (0..<150_000).map { "&n\($0);" }.joined()),
        ("unclosed images", String(repeating: "<svg>", count: 200_000) + "end"),
        ("unclosed hidden elements", String(repeating: "<svg><object><select><map>", count: 50_000) + "end"),
        (
            "styles reopened in each paragraph",
            String(repeating: "<b><i><a href=http://a.example>", count: 20_000)
                + String(repeating: "<p>x", count: 50_000)
        ),
        ("comments without end", "<p>x" + String(repeating: "<!--", count: 200_000)),
        ("open angles", "<p>" + String(repeating: "<", count: 1_000_000)),
        ("quotes without end", "<p>" + String(repeating: "<a href=\"", count: 100_000)),
        ("backticks", "<p>" + String(repeating: "<code>`</code>", count: 50_000)),
    ]

    @Test(arguments: hostile.indices)
    func `a hostile document takes linear time and little stack`(index: Int) {
        let clock = ContinuousClock()
        let start = clock.now
        let html = onSmallStack { Markdown.html(HTMLToMarkdown.convert(Self.hostile[index].html)) }
        #expect(SafeHTML.violations(in: html).isEmpty)
        #expect(clock.now - start < .seconds(20), "\(Self.hostile[index].name)")
    }

    static let markdown: [(name: String, text: String)] = [
        ("quotes", String(repeating: "> ", count: 100_000) + "a"),
        ("items", String(repeating: "- ", count: 100_000) + "a"),
        ("brackets", String(repeating: "[", count: 200_000) + "a" + String(repeating: "]", count: 20_000)),
        ("links", String(repeating: "[a](", count: 60_000)),
        ("images", String(repeating: "![", count: 100_000)),
        ("stars", String(repeating: "*a **a ", count: 30_000)),
        ("strong in emphasis", String(repeating: "**x*", count: 60_000)),
        ("backtick runs", (1...500).map { "e" + String(repeating: "`", count: $0) }.joined()),
        ("open angles", String(repeating: "<", count: 200_000)),
        ("comments", String(repeating: "<!--", count: 60_000)),
        ("processing instructions", String(repeating: "<?", count: 100_000)),
        ("entities", String(repeating: "&a;", count: 80_000)),
        ("references", String(repeating: "[a]: u\n", count: 30_000)),
        ("lines of quotes", (0..<600).map { String(repeating: ">", count: $0) + "a\n" }.joined()),
        ("unclosed links", String(repeating: "[a](<b", count: 40_000)),
    ]

    @Test(arguments: markdown.indices)
    func `hostile Markdown renders in bounded time and depth`(index: Int) {
        let clock = ContinuousClock()
        let start = clock.now
        let (html, text) = onSmallStack {
            (Markdown.html(Self.markdown[index].text), Markdown.plainText(Self.markdown[index].text))
        }
        #expect(SafeHTML.violations(in: html).isEmpty)
        #expect(text.utf8.count <= 2 * 262_144)
        #expect(clock.now - start < .seconds(20), "\(Self.markdown[index].name)")
    }

    @Test func `output ends soon after its limit and stays well-formed`() {
        let html = String(repeating: "<ul><li><b>word</b> word</ul>", count: 10_000)
        let markdown = HTMLToMarkdown.convert(html, limits: .init(outputBytes: 1_000))
        #expect((1_000...1_100).contains(markdown.utf8.count))
        #expect(SafeHTML.violations(in: Markdown.html(markdown)).isEmpty)
    }

    @Test func `lists deeper than the limit are flattened and what follows is not`() {
        let html =
            String(repeating: "<ul><li>x", count: 20) + String(repeating: "</li></ul>", count: 20) + "<p>after</p>"
        let markdown = HTMLToMarkdown.convert(html, limits: .init(depth: 4))
        #expect(markdown.hasPrefix("- x\n  - x\n\n    x"))
        #expect(markdown.hasSuffix("\n\nafter"))
    }

    private func onSmallStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) -> Result {
        let box = Box<Result>()
        let thread = Thread {
            box.value = body()
            box.done.signal()
        }
        thread.stackSize = 512 << 10
        thread.start()
        box.done.wait()
        return box.value!
    }

    /// Written by one thread before it signals, read by another after it has waited.
    private final class Box<Value>: @unchecked Sendable {
        var value: Value?
        let done = DispatchSemaphore(value: 0)
    }
}
