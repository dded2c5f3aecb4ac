import Templates
import Testing

private struct Shell: TemplateData {
    var title = "Jobs & more"
    static var names: Names<Shell> { ["title": .text(\.title)] }
}

private struct Row: TemplateData {
    var name: String
    var pay: String?
    var tags: [String] = []
    static var names: Names<Row> {
        ["name": .text(\.name), "pay": .optionalText(\.pay), "tags": .texts(\.tags)]
    }
}

private struct ListPage: Page {
    static let template = "list"
    var rows: [Row] = []
    var best: Row?
    var isOpen = false
    var body = TrustedHTML(trusting: Array("<b>x</b>".utf8))
    static var names: Names<ListPage> {
        [
            "rows": .list(\.rows), "best": .object(\.best), "isOpen": .flag(\.isOpen), "body": .html(\.body),
        ]
    }
}

@Suite struct RendererTests {
    private func render(_ files: [String: String], _ page: ListPage) throws -> String {
        let folder = try TemplateFolder(files)
        let renderer = try Renderer<Shell>(
            directory: folder.path, pages: [ListPage.self], words: Words(directory: folder.path + "/words"))
        return String(decoding: renderer.render(page, in: Shell(), language: "en"), as: UTF8.self)
    }

    private func problems(_ files: [String: String]) throws -> [String] {
        let folder = try TemplateFolder(files)
        let words = try Words(directory: folder.path + "/words")
        do {
            _ = try Renderer<Shell>(directory: folder.path, pages: [ListPage.self], words: words)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func `text is escaped and trusted HTML is not`() throws {
        let page = ListPage(rows: [Row(name: "<a href='x'>\"&\"")])
        #expect(
            try render(["list": "{{title}}|{{#rows}}{{name}}{{/rows}}|{{{body}}}"], page)
                == "Jobs &amp; more|&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;|<b>x</b>")
    }

    @Test func `sections show lists, optional values, flags and their opposites`() throws {
        let template =
            "{{#rows}}{{name}}{{#pay}}={{pay}}{{/pay}}{{^pay}}?{{/pay}}{{#tags}}[{{.}}]{{/tags}};{{/rows}}"
            + "{{^rows}}none{{/rows}}{{#isOpen}}open{{/isOpen}}{{^isOpen}}shut{{/isOpen}}{{#best}}{{name}}{{/best}}{{^best}}-{{/best}}"
        #expect(try render(["list": template], ListPage()) == "noneshut-")
        let full = ListPage(
            rows: [Row(name: "a", pay: "1", tags: ["x", "y"]), Row(name: "b")], best: Row(name: "c"), isOpen: true)
        #expect(try render(["list": template], full) == "a=1[x][y];b?;openc")
    }

    @Test func `pages fill the blocks of their layout, through two levels`() throws {
        let files = [
            "list": "{{<middle}}{{$content}}[{{#rows}}{{>row}}{{/rows}}]{{/content}}{{/middle}}",
            "middle": "{{<layout}}{{$head}}mid{{/head}}{{/layout}}",
            "layout": "<{{$head}}std{{/head}}|{{$content}}empty{{/content}}|{{$foot}}foot{{/foot}}>",
            "row": "{{name}},",
        ]
        #expect(try render(files, ListPage(rows: [Row(name: "a"), Row(name: "b")])) == "<mid|[a,b,]|foot>")
    }

    @Test func `words are constants of the language, escaped`() throws {
        #expect(try render(["list": "{{t.jobs.none}}"], ListPage()) == "Nothing &lt;yet&gt;")
    }

    @Test func `a line with one structural tag leaves nothing behind`() throws {
        #expect(
            try render(["list": "a\n  {{#isOpen}}\n  b\n  {{/isOpen}}\n{{! note }}\nc\n"], ListPage(isOpen: true))
                == "a\n  b\nc\n")
    }

    @Test(arguments: [
        ("{{nope}}", "there is no \"nope\" in ListPage, Shell"),
        ("\n{{#rows}}{{isOpen}}{{/rows}}", "list.mustache:2: \"isOpen\" is a section"),
        ("{{>missing}}", "there is no template \"missing\""),
        ("{{<missing}}{{/missing}}", "there is no template \"missing\""),
        ("{{t.nope}}", "there is no word \"t.nope\""),
        ("{{{title}}}", "is text: write {{title}}"), ("{{body}}", "is HTML: write {{{body}}}"),
        ("{{#title}}{{/title}}", "is no section"), ("{{#rows}}", "\"rows\" is not closed"),
        ("{{/rows}}", "closes nothing"), ("{{name", "a tag is not closed"), ("{{>list}}", "includes itself"),
    ])
    func `what is wrong with a template is found at the start`(template: String, message: String) throws {
        let found = try problems(["list": template])
        #expect(found.contains { $0.contains(message) }, "\(found)")
    }

    @Test func `all problems are reported together`() throws {
        #expect(try problems(["list": "{{a}}{{b}}\n{{c}}"]).count == 3)
        #expect(try problems(["other": ""]).count == 1)
    }

    @Test func `placeholders and plurals are filled`() throws {
        let folder = try TemplateFolder(
            [:],
            words: ["en": #"{"a": "{x} and {y}{", "n.one": "{count} match", "n.other": "{count} matches of {all}"}"#])
        let words = try Words(directory: folder.path + "/words").language("en")
        #expect(words.text("a", ["x": "{y}", "y": "2"]) == "{y} and 2{")
        #expect(words.plural("n", 1) == "1 match")
        #expect(words.plural("n", 2, ["all": "9"]) == "2 matches of 9")
        #expect(words.text("unknown") == "unknown")
    }

    @Test func `languages must have the same keys`() throws {
        let folder = try TemplateFolder([:], words: ["en": #"{"a": "x"}"#, "de": #"{"b": "y"}"#])
        #expect(throws: TemplateErrors.self) { try Words(directory: folder.path + "/words") }
    }
}
