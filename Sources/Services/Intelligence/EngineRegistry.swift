/// The engines this installation has, by name.
public struct EngineRegistry: Sendable {
    private let engines: [any Engine]

    /// - Parameter engines: in the order they are offered; of two with one name the first is kept.
    public init(_ engines: [any Engine]) {
        var kept: [any Engine] = []
        for engine in engines where !kept.contains(where: { $0.name == engine.name }) { kept.append(engine) }
        self.engines = kept
    }

    /// Their names, in the order they are offered.
    public var names: [String] { engines.map(\.name) }

    /// The engines that ask a language model and cost money.
    public var paid: [ModelEngine] { engines.compactMap { $0 as? ModelEngine } }

    /// The engine of that name, or nil where this installation has none.
    public subscript(name: String) -> (any Engine)? {
        engines.first { $0.name == name }
    }
}
