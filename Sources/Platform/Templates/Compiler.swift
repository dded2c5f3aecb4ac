/// Resolves templates to programs. One compiler serves one language: words become constant bytes.
struct Compiler {
    let templates: [String: Template]
    let words: [String: String]
    private(set) var problems: [TemplateProblem] = []

    init(templates: [String: Template], words: [String: String]) {
        self.templates = templates
        self.words = words
    }

    /// - Parameter scopes: the frames the program will be given, outermost first.
    mutating func program(for name: String, scopes: [Scope]) -> Program {
        guard let template = templates[name] else {
            problems.append(TemplateProblem(template: name, line: 0, message: "there is no such template"))
            return Program(operations: [])
        }
        var context = Context(template: name, scopes: scopes, blocks: [:], within: [name])
        return Program(operations: merged(compile(template.nodes, &context)))
    }

    private struct Context {
        var template: String
        var scopes: [Scope]
        /// What the children of the parents around us put into their blocks, and where those texts stand.
        var blocks: [String: (nodes: [Template.Node], template: String)]
        /// The templates that are being expanded, against endless inclusion.
        var within: [String]
    }

    private mutating func compile(_ nodes: [Template.Node], _ context: inout Context) -> [Program.Operation] {
        var operations: [Program.Operation] = []
        for node in nodes {
            switch node {
            case .text(let bytes): operations.append(.bytes(bytes))
            case .variable(let name, let raw, let line):
                if let operation = variable(name, raw: raw, line: line, context) { operations.append(operation) }
            case .section(let name, let inverted, let body, let line):
                operations += section(name, inverted: inverted, body, line: line, &context)
            case .partial(let name, let line):
                operations += include(name, blocks: context.blocks, line: line, context)
            case .parent(let name, let blocks, let line):
                // The outermost child's text of a block wins, as in every template language with inheritance.
                let own = blocks.mapValues { ($0, context.template) }
                let together = own.merging(context.blocks) { _, outer in outer }
                operations += include(name, blocks: together, line: line, context)
            case .block(let name, let standard):
                guard let block = context.blocks[name] else {
                    operations += compile(standard, &context)
                    continue
                }
                var inner = context
                inner.template = block.template
                operations += compile(block.nodes, &inner)
            }
        }
        return operations
    }

    private mutating func variable(
        _ name: String, raw: Bool, line: Int, _ context: Context
    ) -> Program.Operation? {
        if name.hasPrefix("t.") {
            guard let text = words[String(name.dropFirst(2))] else {
                report("there is no word \"\(name)\"", line, context)
                return nil
            }
            var bytes: [UInt8] = []
            bytes.appendEscaped(text)
            return .bytes(bytes)
        }
        guard let (frame, slot) = resolve(name, line, context) else { return nil }
        switch (slot, raw) {
        case (.text(let get), false): return .text(frame: frame, get)
        case (.optionalText(let get), false): return .optionalText(frame: frame, get)
        case (.html(let get), true): return .html(frame: frame, get)
        case (.html, false): report("\"\(name)\" is HTML: write {{{\(name)}}}", line, context)
        case (.text, true), (.optionalText, true): report("\"\(name)\" is text: write {{\(name)}}", line, context)
        case (.flag, _), (.list, _): report("\"\(name)\" is a section", line, context)
        }
        return nil
    }

    private mutating func section(
        _ name: String, inverted: Bool, _ body: [Template.Node], line: Int, _ context: inout Context
    ) -> [Program.Operation] {
        guard let (frame, slot) = resolve(name, line, context) else { return [] }
        switch slot {
        case .flag(let get):
            let test: @Sendable (UnsafeRawPointer) -> Bool = { get($0) != inverted }
            return [.when(frame: frame, test, compile(body, &context))]
        case .optionalText(let get):
            return [.when(frame: frame, { (get($0) == nil) == inverted }, compile(body, &context))]
        case .list(_, _, let isEmpty) where inverted:
            return [.when(frame: frame, isEmpty, compile(body, &context))]
        case .list(let scope, let each, _):
            context.scopes.append(scope)
            defer { context.scopes.removeLast() }
            return [.each(frame: frame, each, merged(compile(body, &context)))]
        case .text, .html:
            report("\"\(name)\" is no section", line, context)
            return []
        }
    }

    private mutating func include(
        _ name: String, blocks: [String: (nodes: [Template.Node], template: String)], line: Int, _ context: Context
    ) -> [Program.Operation] {
        guard let template = templates[name] else {
            report("there is no template \"\(name)\"", line, context)
            return []
        }
        guard !context.within.contains(name) else {
            report("\"\(name)\" includes itself", line, context)
            return []
        }
        var inner = Context(
            template: name, scopes: context.scopes, blocks: blocks, within: context.within + [name])
        return compile(template.nodes, &inner)
    }

    private mutating func resolve(_ name: String, _ line: Int, _ context: Context) -> (frame: Int, slot: Slot)? {
        for (frame, scope) in context.scopes.enumerated().reversed() {
            if let slot = scope.slot(name) { return (frame, slot) }
        }
        let types = context.scopes.reversed().map(\.typeName).joined(separator: ", ")
        report("there is no \"\(name)\" in \(types)", line, context)
        return nil
    }

    private mutating func report(_ message: String, _ line: Int, _ context: Context) {
        let problem = TemplateProblem(template: context.template, line: line, message: message)
        if !problems.contains(problem) { problems.append(problem) }
    }

    /// Neighbouring constants become one.
    private func merged(_ operations: [Program.Operation]) -> [Program.Operation] {
        operations.reduce(into: []) { result, operation in
            if case .bytes(let more) = operation, case .bytes(let bytes)? = result.last {
                result[result.count - 1] = .bytes(bytes + more)
            } else {
                result.append(operation)
            }
        }
    }
}
