internal import Base
internal import FoundationEssentials
internal import Postgres

/// Arguments, results and statuses as JSON: snake_case keys, RFC 3339 dates, sorted keys.
///
/// `JSON.decode` turns `resume_id` into `resumeId`; the product's names say `resumeID`. Here such names come back as they went.
enum TaskCoding {
    static func encode(_ value: some Encodable) throws -> JSON {
        JSON(bytes: [UInt8](try encoder.encode(value)))
    }

    static func decode<T: Decodable>(_ type: T.Type, from json: JSON) throws -> T {
        try decoder.decode(T.self, from: Data(json.bytes))
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(UTCDate.format(date))
        }
        return encoder
    }()

    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in
            let key = path[path.count - 1]
            return key.intValue == nil ? Key(camelCase(key.stringValue)) : key
        }
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = UTCDate.parse(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no RFC 3339 date")
            }
            return date
        }
        return decoder
    }()

    /// `resume_id` to `resumeID`, `page_url` to `pageURL`, `retry_after` to `retryAfter`.
    static func camelCase(_ key: String) -> String {
        let words = key.split(separator: "_")
        guard let first = words.first, words.count > 1 else { return key }
        return words.dropFirst().reduce(into: String(first)) { name, word in
            switch word {
            case "id", "url": name += word.uppercased()
            default: name += word.prefix(1).uppercased() + word.dropFirst()
            }
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ stringValue: String) { self.stringValue = stringValue }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }
}
