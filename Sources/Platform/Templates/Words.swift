internal import FoundationEssentials

/// The catalogue of words, by language: `words/<language>.json`, one flat object of key and text.
///
/// Templates say `{{t.key}}` and get the text as a constant; Swift fills `{name}` placeholders through ``text(_:_:)``.
public struct Words: Sendable {
    private let catalogues: [String: [String: String]]

    /// Reads every catalogue of `directory`.
    /// - Throws: ``TemplateErrors`` when one is no flat JSON object of texts, when there is none, or when two languages do not
    ///   have the same keys.
    public init(directory: String) throws(TemplateErrors) {
        var (catalogues, problems) = ([String: [String: String]](), [TemplateProblem]())
        for file in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] {
            guard file.hasSuffix(".json") else { continue }
            let path = directory + "/" + file
            if let bytes = FileManager.default.contents(atPath: path),
                let texts = try? JSONDecoder().decode([String: String].self, from: bytes)
            {
                catalogues[String(file.dropLast(5))] = texts
            } else {
                problems.append(TemplateProblem(template: path, line: 0, message: "is no flat object of texts"))
            }
        }
        if let english = catalogues["en"] {
            for (language, texts) in catalogues where Set(texts.keys) != Set(english.keys) {
                let missing = Set(texts.keys).symmetricDifference(english.keys).sorted().joined(separator: ", ")
                problems.append(
                    TemplateProblem(template: "words/\(language)", line: 0, message: "differs from en in \(missing)"))
            }
        } else {
            problems.append(TemplateProblem(template: directory, line: 0, message: "there is no en.json"))
        }
        guard problems.isEmpty else { throw TemplateErrors(problems: problems) }
        self.catalogues = catalogues
    }

    /// The languages there are catalogues for.
    public var languages: [String] { catalogues.keys.sorted() }

    func catalogue(_ language: String) -> [String: String] {
        catalogues[language] ?? [:]
    }

    /// The words of one language, English where there is no catalogue.
    public func language(_ language: String) -> Vocabulary {
        Vocabulary(texts: catalogues[language] ?? catalogues["en"] ?? [:])
    }
}

/// The words of one language, for texts that Swift completes.
public struct Vocabulary: Sendable {
    private let texts: [String: String]

    init(texts: [String: String]) {
        self.texts = texts
    }

    /// Every key there is, for the check that the program asks for no other.
    public var keys: Set<String> { Set(texts.keys) }

    /// The text of `key` with each `{name}` replaced by its value. The key itself where there is no text.
    public func text(_ key: String, _ values: [String: String] = [:]) -> String {
        guard let text = texts[key] else { return key }
        guard !values.isEmpty else { return text }
        var (result, rest) = ("", Substring(text))
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            result += rest[..<open]
            result += values[name] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// The text of `key.one` or `key.other` by `count`, which fills `{count}`.
    public func plural(_ key: String, _ count: Int, _ values: [String: String] = [:]) -> String {
        let filled = values.merging(["count": String(count)]) { own, _ in own }
        return text(key + (count == 1 ? ".one" : ".other"), filled)
    }
}
