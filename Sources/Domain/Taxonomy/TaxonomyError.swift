/// A table cannot be used.
public struct TaxonomyError: Error, CustomStringConvertible {
    let words: String

    public var description: String { words }
}
