/// Names of files that people gave: shown, stored, never used as a path.
public enum FileName {
    private static let limit = 200

    /// Without folders and control characters, not empty, not too long.
    /// - Parameter instead: for a name of which nothing is left.
    public static func shown(_ name: String, instead: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        var cleaned = String.UnicodeScalarView()
        for scalar in last.unicodeScalars.prefix(limit) where !hidden(scalar) { cleaned.append(scalar) }
        var trimmed = Substring(String(cleaned))
        while let first = trimmed.first, first.isWhitespace { trimmed.removeFirst() }
        while let last = trimmed.last, last.isWhitespace { trimmed.removeLast() }
        return trimmed.allSatisfy { $0 == "." } ? instead : String(trimmed)
    }

    /// Control and format characters, such as those that turn the direction of a name around.
    private static func hidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }
}
