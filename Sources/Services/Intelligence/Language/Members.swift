/// The members of an object that must be those of the schema.
struct Members {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private let container: KeyedDecodingContainer<Key>

    init(_ decoder: any Decoder, _ names: Set<String>) throws {
        container = try decoder.container(keyedBy: Key.self)
        guard Set(container.allKeys.map(\.stringValue)) == names else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "other members than asked for"))
        }
    }

    /// A text, or nil for null and for nothing but white space.
    func text(_ name: String) throws -> String? {
        let key = Key(stringValue: name)
        guard try !container.decodeNil(forKey: key) else { return nil }
        let text = try container.decode(String.self, forKey: key)
        return text.allSatisfy(\.isWhitespace) ? nil : text
    }

    func number(_ name: String) throws -> Int {
        try container.decode(Int.self, forKey: Key(stringValue: name))
    }

    func list<Element: Decodable>(_ name: String) throws -> [Element] {
        try container.decode([Element].self, forKey: Key(stringValue: name))
    }
}
