extension ResumeLine {
    /// The parts that signs set apart: bars and bullets anywhere, dashes that stand free, tabs and wide gaps.
    func parts() -> [ResumeLine] {
        var cuts: [Range<Int>] = []
        for index in tokens.indices {
            let token = tokens[index]
            switch token.text {
            case "|", "•", "·", "●", "■", "⋅", "¦", "◆": cuts.append(token.range)
            case "-", "–", "—", "―", "−", "@", "/", "~": if standsFree(index) { cuts.append(token.range) }
            default:
                guard index > 0 else { continue }
                let gap = tokens[index - 1].range.upperBound..<token.range.lowerBound
                if gap.count >= 3 || isTab(gap) { cuts.append(gap) }
            }
        }
        return cut(at: cuts)
    }

    /// Whether a slash and nothing else stands between two parts of the line.
    func hasSlash(between left: ResumeLine, _ right: ResumeLine) -> Bool {
        let gap = left.range.upperBound - start..<right.start - start
        let inside = tokens.filter { gap.contains($0.range.lowerBound) }
        return inside.count == 1 && inside[0].text == "/"
    }

    /// The parts between commas that stand outside brackets.
    func commaParts() -> [ResumeLine] {
        var depth = 0
        return cut { index in
            switch tokens[index].text {
            case "(", "[": depth += 1
            case ")", "]": depth = max(0, depth - 1)
            case ",": return depth == 0
            default: break
            }
            return false
        }
    }

    /// What stands before and after the word at `index`.
    func around(_ index: Int) -> (before: ResumeLine, after: ResumeLine) { without(tokens[index].range) }

    private func cut(at cuts: [Range<Int>]) -> [ResumeLine] {
        guard !cuts.isEmpty else { return text.isEmpty ? [] : [self] }
        var parts: [ResumeLine] = []
        var from = 0
        for cut in cuts {
            parts.append(piece(from..<cut.lowerBound))
            from = cut.upperBound
        }
        parts.append(piece(from..<text.utf8.count))
        return parts.filter { !$0.tokens.isEmpty }
    }

    private func isTab(_ gap: Range<Int>) -> Bool {
        text.utf8.dropFirst(gap.lowerBound).prefix(gap.count).contains(0x09)
    }
}
