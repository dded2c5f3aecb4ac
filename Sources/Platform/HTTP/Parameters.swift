/// Named values in the order they came: a query or the fields of a form. A name may stand more than once.
public struct Parameters: Sendable, Equatable, Sequence, ExpressibleByDictionaryLiteral {
    /// One name and its value.
    public struct Pair: Sendable, Equatable {
        public let name: String
        public let value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    private var pairs: [Pair]

    public init(_ pairs: [Pair] = []) {
        self.pairs = pairs
    }

    public init(dictionaryLiteral elements: (String, String)...) {
        pairs = elements.map { Pair(name: $0.0, value: $0.1) }
    }

    /// The first value of the name, or nil.
    public subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// Every value of the name, in order.
    public func all(_ name: String) -> [String] {
        pairs.filter { $0.name == name }.map(\.value)
    }

    public mutating func append(_ name: String, _ value: String) {
        pairs.append(Pair(name: name, value: value))
    }

    /// The same parameters with one value for the name, or none for nil; what a link to another page of a list needs.
    public func replacing(_ name: String, with value: String?) -> Parameters {
        var changed = pairs.filter { $0.name != name }
        if let value { changed.append(Pair(name: name, value: value)) }
        return Parameters(changed)
    }

    public var isEmpty: Bool { pairs.isEmpty }

    public var count: Int { pairs.count }

    public func makeIterator() -> IndexingIterator<[Pair]> { pairs.makeIterator() }

    /// `name=value&...`, percent-encoded: a query for a URL, without its question mark.
    public var encoded: String {
        pairs.map { "\(PercentCoding.encode($0.name))=\(PercentCoding.encode($0.value))" }.joined(separator: "&")
    }

    /// Reads `name=value&...` (`application/x-www-form-urlencoded`).
    ///
    /// A pair without `=` has an empty value; empty pairs are passed over.
    /// - Throws: ``Problem`` 400 for a bad escape, text that is not UTF-8, a NUL, or more than `maximumCount` pairs.
    public init(urlEncoded octets: some Collection<UInt8>, maximumCount: Int) throws(Problem) {
        pairs = []
        var rest = octets[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: Octet.ampersand) ?? rest.endIndex
            let pair = rest[..<end]
            rest = end == rest.endIndex ? rest[end...] : rest[rest.index(after: end)...]
            if pair.isEmpty { continue }
            guard pairs.count < maximumCount else { throw .badRequest("There are more than \(maximumCount) fields.") }
            let equals = pair.firstIndex(of: Octet.equals) ?? pair.endIndex
            let value = equals == pair.endIndex ? pair[equals...] : pair[pair.index(after: equals)...]
            guard let decodedName = PercentCoding.decodeForm(pair[..<equals]),
                let decodedValue = PercentCoding.decodeForm(value)
            else { throw .badRequest("A field is not valid percent-encoded UTF-8.") }
            pairs.append(Pair(name: decodedName, value: decodedValue))
        }
    }
}
