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
        var builder = ProgramBuilder(frames: scopes.count)
        var context = Context(template: name, frames: scopes.map(Frame.init), blocks: [:], within: [name])
        if let template = templates[name] {
            compile(template.nodes, &context, &builder)
        } else {
            problems.append(TemplateProblem(template: name, line: 0, message: "there is no such template"))
        }
        return builder.program()
    }

    /// The names of a frame, looked up once for each place it is opened.
    private struct Frame {
        let typeName: String
        let slots: [String: Slot]

        init(_ scope: Scope) {
            (typeName, slots) = (scope.typeName, scope.slots())
        }
    }

    private struct Context {
        var template: String
        var frames: [Frame]
        /// What the children of the parents around us put into their blocks, and where those texts stand.
        var blocks: [String: (nodes: [Template.Node], template: String)]
        /// The templates that are being expanded, against endless inclusion.
        var within: [String]
    }

    private mutating func compile(
        _ nodes: [Template.Node], _ context: inout Context, _ program: inout ProgramBuilder
    ) {
        for node in nodes {
            switch node {
            case .text(let bytes): program.write(bytes)
            case .variable(let name, let raw, let line): variable(name, raw: raw, line: line, context, &program)
            case .section(let name, let inverted, let body, let line):
                section(name, inverted: inverted, body, line: line, &context, &program)
            case .partial(let name, let line):
                include(name, blocks: context.blocks, line: line, context, &program)
            case .parent(let name, let blocks, let line):
                // The outermost child's text of a block wins, as in every template language with inheritance.
                let own = blocks.mapValues { ($0, context.template) }
                let together = own.merging(context.blocks) { _, outer in outer }
                include(name, blocks: together, line: line, context, &program)
            case .block(let name, let standard):
                guard let block = context.blocks[name] else {
                    compile(standard, &context, &program)
                    continue
                }
                var inner = context
                inner.template = block.template
                compile(block.nodes, &inner, &program)
            }
        }
    }

    private mutating func variable(
        _ name: String, raw: Bool, line: Int, _ context: Context, _ program: inout ProgramBuilder
    ) {
        if name.hasPrefix("t.") {
            guard let text = words[String(name.dropFirst(2))] else {
                return report("there is no word \"\(name)\"", line, context)
            }
            var escaped = HTMLOutput(capacity: 6 * text.utf8.count)
            escaped.appendEscaped(text)
            return program.write(Array(escaped.bytes))
        }
        guard let (frame, slot) = resolve(name, line, context) else { return }
        switch (slot, raw) {
        case (.text(let offset), false): program.emit(.text(Program.Place(frame: frame, offset: offset)))
        case (.optionalText(let offset), false):
            program.emit(.optionalText(Program.Place(frame: frame, offset: offset)))
        case (.html(let offset), true): program.emit(.html(Program.Place(frame: frame, offset: offset)))
        case (.html, false): report("\"\(name)\" is HTML: write {{{\(name)}}}", line, context)
        case (.text, true), (.optionalText, true): report("\"\(name)\" is text: write {{\(name)}}", line, context)
        case (.flag, _), (.test, _), (.list, _): report("\"\(name)\" is a section", line, context)
        }
    }

    private mutating func section(
        _ name: String, inverted: Bool, _ body: [Template.Node], line: Int, _ context: inout Context,
        _ program: inout ProgramBuilder
    ) {
        guard let (frame, slot) = resolve(name, line, context) else { return }
        let opening: Program.Action
        switch slot {
        case .flag(let offset): opening = .whenFlag(Program.Place(frame: frame, offset: offset), is: !inverted)
        case .optionalText(let offset): opening = .whenText(Program.Place(frame: frame, offset: offset), is: !inverted)
        case .test(let test): opening = .whenTest(frame: frame, test: program.add(test), is: !inverted)
        case .list(_, let list) where inverted: opening = .whenEmpty(frame: frame, list: program.add(list))
        case .list(let scope, let list):
            let element = context.frames.count
            context.frames.append(Frame(scope))
            defer { context.frames.removeLast() }
            program.needs(frames: element + 1)
            let section = program.open(.each(frame: frame, list: program.add(list), element: element))
            compile(body, &context, &program)
            return program.close(section)
        case .text, .html: return report("\"\(name)\" is no section", line, context)
        }
        let section = program.open(opening)
        compile(body, &context, &program)
        program.close(section)
    }

    private mutating func include(
        _ name: String, blocks: [String: (nodes: [Template.Node], template: String)], line: Int, _ context: Context,
        _ program: inout ProgramBuilder
    ) {
        guard let template = templates[name] else {
            return report("there is no template \"\(name)\"", line, context)
        }
        guard !context.within.contains(name) else {
            return report("\"\(name)\" includes itself", line, context)
        }
        var inner = Context(
            template: name, frames: context.frames, blocks: blocks, within: context.within + [name])
        compile(template.nodes, &inner, &program)
    }

    private mutating func resolve(_ name: String, _ line: Int, _ context: Context) -> (frame: Int, slot: Slot)? {
        for (index, frame) in context.frames.enumerated().reversed() {
            if let slot = frame.slots[name] { return (index, slot) }
        }
        let types = context.frames.reversed().map(\.typeName).joined(separator: ", ")
        report("there is no \"\(name)\" in \(types)", line, context)
        return nil
    }

    private mutating func report(_ message: String, _ line: Int, _ context: Context) {
        let problem = TemplateProblem(template: context.template, line: line, message: message)
        if !problems.contains(problem) { problems.append(problem) }
    }
}
