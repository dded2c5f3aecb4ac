import Foundation
import Synchronization
import Templates
import Testing

/// Whole pages, byte for byte, against the same page put together from strings.
@Suite struct RenderingTests {
    private static let template = """
        <h1>{{title}}</h1>{{#isOpen}}open{{/isOpen}}{{^isOpen}}shut{{/isOpen}}{{{body}}}
        {{#rows}}<tr>{{#isEven}}even {{/isEven}}{{name}}{{#pay}}={{pay}}{{/pay}}{{^pay}}?{{/pay}}[{{note}}]
        {{#tags}}<b title="{{title}}">{{.}}</b>{{/tags}}{{^tags}}untagged{{/tags}}{{#owner}}{{name}}:{{mail}}{{/owner}}
        {{^owner}}nobody{{/owner}}{{#link}}<a href="{{href}}">{{site}}</a>{{/link}}</tr>
        {{/rows}}{{^rows}}none{{/rows}}{{#best}}{{name}}{{#tags}},{{.}}{{/tags}}{{/best}}|{{site}}

        """

    private let renderer: Renderer<Around>

    init() throws {
        let folder = try TemplateFolder(["everything": Self.template])
        renderer = try Renderer(
            directory: folder.path, pages: [Everything.self], words: Words(directory: folder.path + "/words"))
    }

    private func render(_ page: Everything, _ shell: Around) -> [UInt8] {
        renderer.render(page, in: shell, language: "en")
    }

    @Test(arguments: 0..<100)
    func `a page is its template with the values in their places`(seed: Int) {
        var random = Random(seed: UInt64(seed))
        let (page, shell) = (Everything(&random, rows: seed), Around(site: random.text(ofAtMost: 30)))
        #expect(render(page, shell) == page.expected(in: shell))
    }

    @Test func `a long page after short ones, and short ones after it, are whole`() {
        var random = Random(seed: 3)
        for rows in [0, 1, 3000, 0, 2, 500] {
            let (page, shell) = (Everything(&random, rows: rows), Around(site: "s"))
            #expect(render(page, shell) == page.expected(in: shell), "\(rows) rows")
        }
    }

    @Test func `pages that threads render at the same time keep to themselves`() {
        let wrong = Mutex<[Int]>([])
        let threads = (0..<6).map { number in
            let finished = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                var random = Random(seed: UInt64(number))
                for round in 0..<40 {
                    let page = Everything(&random, rows: (number * 7 + round) % 60)
                    let shell = Around(site: "thread \(number), round \(round)")
                    if render(page, shell) != page.expected(in: shell) { wrong.withLock { $0.append(number) } }
                }
                finished.signal()
            }
            return finished
        }
        for finished in threads { finished.wait() }
        #expect(wrong.withLock { $0 } == [])
    }

    @Test func `what was rendered stays as it was when the next page is`() {
        var random = Random(seed: 11)
        let pages = (0..<20).map { Everything(&random, rows: $0) }
        let rendered = pages.map { render($0, Around(site: "one")) }
        #expect(rendered == pages.map { $0.expected(in: Around(site: "one")) })
    }
}

private struct Around: TemplateData {
    var site: String
    static var names: Names<Around> { ["site": .text(\.site)] }
}

private struct Owner: TemplateData {
    var name: String
    var mail: String
    static var names: Names<Owner> { ["name": .text(\.name), "mail": .text(\.mail)] }
}

private struct Address: TemplateData {
    /// Not shown; it moves what is.
    var isExternal = true
    var href: String
    static var names: Names<Address> { ["href": .text(\.href)] }
}

private struct Row: TemplateData {
    var number = 0
    var name: String
    var pay: String?
    var note: String
    var tags: [String] = []
    var owner: Owner?
    var link = Address(href: "/")
    static var names: Names<Row> {
        [
            "isEven": .flag { $0.number.isMultiple(of: 2) }, "name": .text(\.name), "pay": .optionalText(\.pay),
            "note": .text(\.note), "tags": .texts(\.tags), "owner": .object(\.owner), "link": .object(\.link),
        ]
    }
}

private struct Everything: Page {
    static let template = "everything"
    static let empty = Everything(title: "", isOpen: false, body: TrustedHTML(trusting: []), rows: [])

    var title: String
    var isOpen: Bool
    var body: TrustedHTML
    var rows: [Row]
    var best: Row?
    static var names: Names<Everything> {
        [
            "title": .text(\.title), "isOpen": .flag(\.isOpen), "body": .html(\.body), "rows": .list(\.rows),
            "best": .object(\.best),
        ]
    }
}

extension Everything {
    init(_ random: inout Random, rows count: Int) {
        title = random.text(ofAtMost: 40)
        isOpen = Bool.random(using: &random)
        body = TrustedHTML(trusting: Array("<i>\(random.text(ofAtMost: 100))</i>".utf8))
        rows = (0..<count).map { _ in Row(&random) }
        best = random.maybe { Row(&$0) }
    }

    func expected(in shell: Around) -> [UInt8] {
        func e(_ text: String) -> String { String(decoding: Reference.escaped(text), as: UTF8.self) }
        var page = "<h1>\(e(title))</h1>\(isOpen ? "open" : "shut")\(String(decoding: body.bytes, as: UTF8.self))\n"
        for row in rows {
            page += "<tr>\(row.number.isMultiple(of: 2) ? "even " : "")\(e(row.name))"
            page += "\(row.pay.map { "=" + e($0) } ?? "?")[\(e(row.note))]\n"
            page += row.tags.map { "<b title=\"\(e(title))\">\(e($0))</b>" }.joined()
            page += "\(row.tags.isEmpty ? "untagged" : "")\(row.owner.map { e($0.name) + ":" + e($0.mail) } ?? "")\n"
            page += "\(row.owner == nil ? "nobody" : "")<a href=\"\(e(row.link.href))\">\(e(shell.site))</a></tr>\n"
        }
        if rows.isEmpty { page += "none" }
        if let best { page += e(best.name) + best.tags.map { "," + e($0) }.joined() }
        return Array((page + "|\(e(shell.site))\n").utf8)
    }
}

extension Row {
    init(_ random: inout Random) {
        number = Int.random(in: 0..<100, using: &random)
        name = random.text(ofAtMost: 30)
        pay = random.maybe { $0.text(ofAtMost: 12) }
        note = random.text(ofAtMost: 300)
        tags = (0..<Int.random(in: 0..<4, using: &random)).map { _ in random.text(ofAtMost: 20) }
        owner = random.maybe { Owner(name: $0.text(ofAtMost: 20), mail: $0.text(ofAtMost: 20)) }
        link = Address(href: random.text(ofAtMost: 40))
    }
}
