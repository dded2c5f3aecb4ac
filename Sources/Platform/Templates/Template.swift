/// One parsed template file. The syntax is Mustache's (mustache(5)) with inheritance, without lambdas, dotted
/// names and changed delimiters.
struct Template {
    indirect enum Node {
        case text([UInt8])
        case variable(String, raw: Bool, line: Int)
        case section(String, inverted: Bool, [Node], line: Int)
        case partial(String, line: Int)
        /// `{{<parent}}…{{/parent}}`
        case parent(String, blocks: [String: [Node]], line: Int)
        /// `{{$block}}default{{/block}}`
        case block(String, [Node])
    }

    let name: String
    let nodes: [Node]

    /// - Throws: ``TemplateProblem`` with the line of the first thing that is not Mustache.
    init(name: String, source: [UInt8]) throws(TemplateProblem) {
        self.name = name
        var parser = Parser(name: name, tokens: try Self.tokens(of: source, in: name))
        nodes = try parser.nodes(until: nil)
    }

    private enum Token {
        case text([UInt8])
        case tag(sigil: UInt8?, name: String, line: Int)
    }

    private static func tokens(of source: [UInt8], in name: String) throws(TemplateProblem) -> [Token] {
        var (tokens, text, line, at) = ([Token](), [UInt8](), 1, 0)
        while at < source.count {
            guard source[at] == UInt8(ascii: "{"), at + 1 < source.count, source[at + 1] == UInt8(ascii: "{") else {
                if source[at] == UInt8(ascii: "\n") { line += 1 }
                text.append(source[at])
                at += 1
                continue
            }
            let triple = at + 2 < source.count && source[at + 2] == UInt8(ascii: "{")
            let opening = at
            let start = at + (triple ? 3 : 2)
            let closing = Array((triple ? "}}}" : "}}").utf8)
            guard let end = source[start...].firstRange(of: closing) else {
                throw TemplateProblem(template: name, line: line, message: "a tag is not closed")
            }
            var content = source[start..<end.lowerBound].drop { $0 == UInt8(ascii: " ") }
            var sigil: UInt8? = triple ? UInt8(ascii: "&") : nil
            if !triple, let first = content.first, "#^/>!<$&".utf8.contains(first) {
                sigil = first
                content = content.dropFirst()
            }
            let tag = Token.tag(sigil: sigil, name: String(decoding: content, as: UTF8.self).trimmed, line: line)
            line += source[start..<end.lowerBound].count { $0 == UInt8(ascii: "\n") }
            at = end.upperBound
            // A line that holds nothing but one structural tag leaves no empty line behind.
            let structural = sigil != nil && sigil != UInt8(ascii: "&")
            if structural, let indent = indentation(before: opening, in: source),
                let next = endOfBlankLine(from: at, in: source)
            {
                text.removeLast(indent)
                if next > at { line += 1 }
                at = next
            }
            if !text.isEmpty { tokens.append(.text(text)) }
            text = []
            if sigil != UInt8(ascii: "!") { tokens.append(tag) }
        }
        if !text.isEmpty { tokens.append(.text(text)) }
        return tokens
    }

    /// How many blanks stand between the line's beginning and `position`, or `nil` when something else does.
    private static func indentation(before position: Int, in source: [UInt8]) -> Int? {
        var at = position
        while at > 0, source[at - 1] == UInt8(ascii: " ") { at -= 1 }
        return at == 0 || source[at - 1] == UInt8(ascii: "\n") ? position - at : nil
    }

    private static func endOfBlankLine(from position: Int, in source: [UInt8]) -> Int? {
        var at = position
        while at < source.count, source[at] == UInt8(ascii: " ") { at += 1 }
        if at == source.count { return at }
        return source[at] == UInt8(ascii: "\n") ? at + 1 : nil
    }

    private struct Parser {
        let name: String
        let tokens: [Token]
        var at = 0

        init(name: String, tokens: [Token]) {
            self.name = name
            self.tokens = tokens
        }

        mutating func nodes(until closing: (name: String, line: Int)?) throws(TemplateProblem) -> [Node] {
            var nodes: [Node] = []
            while at < tokens.count {
                let token = tokens[at]
                at += 1
                guard case .tag(let sigil, let tag, let line) = token else {
                    if case .text(let bytes) = token { nodes.append(.text(bytes)) }
                    continue
                }
                guard !tag.isEmpty else { throw problem(line, "a tag has no name") }
                switch sigil.map({ Character(Unicode.Scalar($0)) }) {
                case "#":
                    nodes.append(.section(tag, inverted: false, try self.nodes(until: (tag, line)), line: line))
                case "^":
                    nodes.append(.section(tag, inverted: true, try self.nodes(until: (tag, line)), line: line))
                case "$": nodes.append(.block(tag, try self.nodes(until: (tag, line))))
                case "<": nodes.append(.parent(tag, blocks: try blocks(of: (tag, line)), line: line))
                case ">": nodes.append(.partial(tag, line: line))
                case "&": nodes.append(.variable(tag, raw: true, line: line))
                case "/":
                    guard tag == closing?.name else { throw problem(line, "{{/\(tag)}} closes nothing that is open") }
                    return nodes
                default: nodes.append(.variable(tag, raw: false, line: line))
                }
            }
            if let closing { throw problem(closing.line, "\"\(closing.name)\" is not closed") }
            return nodes
        }

        /// Inside a parent only its blocks count.
        private mutating func blocks(of parent: (String, Int)) throws(TemplateProblem) -> [String: [Node]] {
            var blocks: [String: [Node]] = [:]
            for case .block(let name, let body) in try nodes(until: parent) { blocks[name] = body }
            return blocks
        }

        private func problem(_ line: Int, _ message: String) -> TemplateProblem {
            TemplateProblem(template: name, line: line, message: message)
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        var bytes = Substring(self).utf8
        while let first = bytes.first, first <= 32 { bytes.removeFirst() }
        while let last = bytes.last, last <= 32 { bytes.removeLast() }
        return String(Substring(bytes))
    }
}

/// Something wrong with a template, found when the program starts.
public struct TemplateProblem: Error, Sendable, Equatable, CustomStringConvertible {
    public let template: String
    public let line: Int
    public let message: String

    public var description: String { "\(template).mustache:\(line): \(message)" }
}

/// Everything wrong with the templates, together.
public struct TemplateErrors: Error, Sendable, CustomStringConvertible {
    public let problems: [TemplateProblem]

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
