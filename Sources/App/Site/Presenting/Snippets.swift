/// A piece of a description's Markdown as the plain line that a list shows.
enum Snippets {
    /// Without the signs that Markdown gives a meaning, and on one line. Made for cut pieces, in which a sign may have lost
    /// its partner: signs go wherever they stand, words stay.
    static func plain(_ markdown: String) -> String {
        var (text, isEscaped, wasSpace) = (String.UnicodeScalarView(), false, true)
        var scalars = Substring(markdown).unicodeScalars
        while let scalar = scalars.popFirst() {
            if isEscaped {
                // "**" that a source wrote as text was meant to be bold; "Gärtner*in" was not.
                if scalar == "*", scalars.starts(with: "\\*".unicodeScalars) {
                    while scalars.starts(with: "\\*".unicodeScalars) { scalars = scalars.dropFirst(2) }
                    isEscaped = false
                    continue
                }
                text.append(scalar)
                (isEscaped, wasSpace) = (false, false)
                continue
            }
            switch scalar {
            case "\\": isEscaped = true
            case "*", "`", "#", ">", "_": continue
            case "[": continue
            case "]":
                // The address of a link goes with its brackets.
                guard scalars.first == "(", let end = scalars.firstIndex(of: ")") else { continue }
                scalars = scalars[scalars.index(after: end)...]
            case "\n", "\r", "\t", " ":
                if !wasSpace { text.append(" ") }
                wasSpace = true
                if scalar == "\n", scalars.first == "-" { scalars.removeFirst() }
            default:
                text.append(scalar)
                wasSpace = false
            }
        }
        return String(text).trimmed
    }
}
