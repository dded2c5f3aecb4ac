/// The engines this installation has, by name.
public struct EngineRegistry: Sendable {
    private let engines: [String: any Engine]
    /// Their names, in the order they were given.
    public let names: [String]
    /// The engine for whoever names none.
    public let standard: String

    /// - Parameters:
    ///   - engines: in the order they are offered; at least one.
    ///   - standard: the name of the one for whoever names none; the first when nil.
    /// - Throws: ``IntelligenceError`` `.settings` for no engine or two of one name, `.unknownEngine` for a standard
    ///   that is not among them.
    public init(_ engines: [any Engine], standard: String? = nil) throws {
        guard let first = engines.first else { throw IntelligenceError(.settings, "no engine is set up") }
        var byName: [String: any Engine] = [:]
        for engine in engines where byName.updateValue(engine, forKey: engine.name) != nil {
            throw IntelligenceError(.settings, "two engines are called \(engine.name)")
        }
        self.engines = byName
        names = engines.map(\.name)
        self.standard = standard ?? first.name
        if byName[self.standard] == nil { throw Self.unknown(self.standard, names) }
    }

    /// The engine of that name, or the standard one for nil.
    /// - Throws: ``IntelligenceError`` `.unknownEngine`.
    public func engine(_ name: String? = nil) throws -> any Engine {
        guard let engine = engines[name ?? standard] else { throw Self.unknown(name ?? standard, names) }
        return engine
    }

    private static func unknown(_ name: String, _ names: [String]) -> IntelligenceError {
        IntelligenceError(.unknownEngine, "there is no engine “\(name)”; there are: \(names.joined(separator: ", "))")
    }
}
