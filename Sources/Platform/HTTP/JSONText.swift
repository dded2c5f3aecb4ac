internal import Base
internal import FoundationEssentials

/// The one way JSON is written and read at the edge: snake_case keys, sorted, dates in RFC 3339.
enum JSONText {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(UTCDate.format(date))
        }
        return Array(try encoder.encode(value))
    }

    /// - Throws: ``Problem`` 400 for text that is not JSON, 422 naming the field for JSON of another shape.
    static func decode<T: Decodable>(_ type: T.Type, from octets: [UInt8]) throws -> T {
        guard String(validating: octets, as: UTF8.self) != nil else {
            throw Problem.badRequest("The body is not valid UTF-8.")
        }
        guard !hasNUL(octets) else { throw Problem.badRequest("The body has a NUL character.") }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = UTCDate.parse(text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date")
            }
            return date
        }
        do {
            return try decoder.decode(type, from: Data(octets))
        } catch let error as DecodingError {
            // The decoder tells a number that does not fit as it tells text that is not JSON: without a name.
            if case .dataCorrupted(let context) = error, context.codingPath.isEmpty,
                let numbers = unfitNumbers(in: octets)
            {
                throw Problem.unprocessable(
                    numbers.map { .init(field: $0, message: "must be a whole number of usual size") })
            }
            throw problem(error)
        }
    }

    /// Where JSON holds numbers that are no `Int`; nil where there are none, or it is no JSON.
    private static func unfitNumbers(in octets: [UInt8]) -> [String]? {
        struct Anything: Decodable {}
        guard (try? JSONDecoder().decode(Anything.self, from: Data(octets))) != nil else { return nil }
        let names = UnfitNumbers(octets).names
        return names.isEmpty ? nil : names
    }

    private static func problem(_ error: DecodingError) -> Problem {
        func field(_ path: [any CodingKey], last: (any CodingKey)? = nil, _ message: String) -> Problem {
            let names = (path + [last].compactMap(\.self)).map {
                $0.intValue.map(String.init) ?? snakeCase($0.stringValue)
            }
            // Nothing has been entered yet: the text itself is not JSON.
            if names.isEmpty { return .badRequest("The body is not the JSON that is expected here.") }
            return .unprocessable([Problem.FieldError(field: names.joined(separator: "."), message: message)])
        }
        switch error {
        case .keyNotFound(let key, let context): return field(context.codingPath, last: key, "is required")
        case .typeMismatch(_, let context): return field(context.codingPath, "has the wrong type")
        case .valueNotFound(_, let context): return field(context.codingPath, "must not be null")
        case .dataCorrupted(let context): return field(context.codingPath, "is not valid")
        @unknown default: return .badRequest("The body is not the JSON that is expected here.")
        }
    }

    private static func snakeCase(_ name: String) -> String {
        var snake: [UInt8] = []
        for octet in name.utf8 {
            if octet &- 0x41 < 26 {
                if !snake.isEmpty { snake.append(Octet.underscore) }
                snake.append(octet | 0x20)
            } else {
                snake.append(octet)
            }
        }
        return String(decoding: snake, as: UTF8.self)
    }

    /// Whether a string of the text holds U+0000, which PostgreSQL's text types do not take: a raw NUL, or `\u0000`
    /// whose backslash is not itself escaped.
    static func hasNUL(_ octets: [UInt8]) -> Bool {
        let escape = Array("u0000".utf8)
        var position = 0
        while position < octets.count {
            if octets[position] == 0 { return true }
            if octets[position] == Octet.backslash {
                if octets[(position + 1)...].starts(with: escape) { return true }
                position += 1
            }
            position += 1
        }
        return false
    }
}
