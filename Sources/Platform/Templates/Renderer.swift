internal import FoundationEssentials

/// Renders pages. Everything that can be wrong with a template is found when it is made; rendering cannot fail.
public struct Renderer<Shell: TemplateData>: Sendable {
    /// By language, then by page type.
    private let programs: [String: [ObjectIdentifier: Program]]

    /// Reads every `*.mustache` below `directory` and resolves each page's template in each language.
    ///
    /// Every page the product renders must be among `pages`.
    /// - Throws: ``TemplateErrors`` with every problem there is.
    public init(directory: String, pages: [any Page.Type], words: Words) throws(TemplateErrors) {
        let templates = try Self.load(directory)
        var (programs, problems) = ([String: [ObjectIdentifier: Program]](), [TemplateProblem]())
        for language in words.languages {
            var compiler = Compiler(templates: templates, words: words.catalogue(language))
            for page in pages {
                programs[language, default: [:]][ObjectIdentifier(page)] = Self.compile(page, with: &compiler)
            }
            problems += compiler.problems.filter { !problems.contains($0) }
        }
        guard problems.isEmpty else { throw TemplateErrors(problems: problems) }
        self.programs = programs
    }

    /// The page inside its shell, in a language of the catalogue.
    public func render<P: Page>(_ page: P, in shell: Shell, language: String) -> [UInt8] {
        guard let program = programs[language]?[ObjectIdentifier(P.self)] else {
            preconditionFailure("\(P.self) was not given to the renderer, or \(language) has no catalogue")
        }
        return withUnsafePointer(to: shell) { shell in
            withUnsafePointer(to: page) { page in program.bytes(UnsafeRawPointer(shell), UnsafeRawPointer(page)) }
        }
    }

    private static func compile<P: Page>(_: P.Type, with compiler: inout Compiler) -> Program {
        compiler.program(for: P.template, scopes: [Scope(Shell.self), Scope(P.self)])
    }

    private static func load(_ directory: String) throws(TemplateErrors) -> [String: Template] {
        var (templates, problems) = ([String: Template](), [TemplateProblem]())
        let files = (try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? []
        for file in files where file.hasSuffix(".mustache") {
            let name = String(file.dropLast(".mustache".count))
            guard let source = FileManager.default.contents(atPath: directory + "/" + file) else {
                problems.append(TemplateProblem(template: name, line: 0, message: "cannot be read"))
                continue
            }
            do throws(TemplateProblem) {
                templates[name] = try Template(name: name, source: Array(source))
            } catch {
                problems.append(error)
            }
        }
        if templates.isEmpty {
            problems.append(TemplateProblem(template: directory, line: 0, message: "there are no templates here"))
        }
        guard problems.isEmpty else { throw TemplateErrors(problems: problems) }
        return templates
    }
}
