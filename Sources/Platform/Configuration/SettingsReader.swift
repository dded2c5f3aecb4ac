internal import FoundationEssentials

/// Reads settings from the environment, collecting every problem instead of stopping at the first.
///
/// Each value may also come from a file: `NAME_FILE=/run/secrets/name`. A file that is named and cannot be read is a problem,
/// never a silent default.
public struct SettingsReader {
    private let environment: [String: String]
    /// Everything wrong so far, one sentence each.
    public private(set) var problems: [String] = []

    public init(environment: [String: String]) {
        self.environment = environment
    }

    /// A text, or `standard` where the setting is absent or empty.
    public mutating func text(_ name: String, default standard: String) -> String {
        optionalText(name) ?? standard
    }

    /// A text, or `nil` where the setting is absent or empty.
    public mutating func optionalText(_ name: String) -> String? {
        if let path = environment[name + "_FILE"], !path.isEmpty {
            guard environment[name]?.isEmpty ?? true else {
                problems.append("\(name) and \(name)_FILE are both set; remove one of them.")
                return nil
            }
            guard let data = FileManager.default.contents(atPath: path) else {
                problems.append("\(name)_FILE names \(path), which cannot be read.")
                return nil
            }
            let text = String(decoding: data, as: UTF8.self)
            return text.hasSuffix("\n") ? String(text.dropLast()) : text
        }
        guard let text = environment[name], !text.isEmpty else { return nil }
        return text
    }

    /// A text that must be there.
    public mutating func required(_ name: String, for purpose: String) -> String {
        let before = problems.count
        if let text = optionalText(name) { return text }
        if problems.count == before { problems.append("\(name) is missing: \(purpose).") }
        return ""
    }

    /// A whole number within bounds.
    public mutating func integer(_ name: String, default standard: Int, in range: ClosedRange<Int>) -> Int {
        guard let text = optionalText(name) else { return standard }
        guard let value = Int(text), range.contains(value) else {
            problems.append("\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound).")
            return standard
        }
        return value
    }

    /// `true` or `false`, also written `1`, `0`, `yes`, `no`, `on`, `off`.
    public mutating func flag(_ name: String, default standard: Bool) -> Bool {
        guard let text = optionalText(name) else { return standard }
        switch text.lowercased() {
        case "true", "1", "yes", "on": return true
        case "false", "0", "no", "off": return false
        default:
            problems.append("\(name) must be true or false.")
            return standard
        }
    }

    /// One of the raw values of an enumeration.
    public mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String, default standard: Value
    ) -> Value {
        guard let text = optionalText(name) else { return standard }
        guard let value = Value(rawValue: text) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            problems.append("\(name) must be one of \(known).")
            return standard
        }
        return value
    }

    /// Texts separated by commas.
    public mutating func list(_ name: String, default standard: [String]) -> [String] {
        guard let text = optionalText(name) else { return standard }
        return text.split(separator: ",").map { $0.trimmingSpaces }.filter { !$0.isEmpty }
    }

    /// Adds a problem that only several settings together can have.
    public mutating func report(_ problem: String) {
        problems.append(problem)
    }

    /// - Throws: ``SettingsError`` when anything was wrong.
    public func check() throws(SettingsError) {
        guard problems.isEmpty else { throw SettingsError(problems: problems) }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        var part = self
        while part.first == " " { part.removeFirst() }
        while part.last == " " { part.removeLast() }
        return String(part)
    }
}

/// Everything that is wrong with the settings, together. Values are not repeated, because some are secrets.
public struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    public let problems: [String]

    public var description: String { problems.joined(separator: "\n") }
}
