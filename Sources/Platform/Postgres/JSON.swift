import Base
import FoundationEssentials

/// A JSON text for `json` and `jsonb` columns.
///
/// Keys are snake_case in the database and camelCase in Swift, dates RFC 3339, keys sorted when encoding.
public struct JSON: Sendable, Hashable, CustomStringConvertible {
    /// The text in UTF-8.
    public var bytes: [UInt8]

    /// Takes a JSON text as it is; the server checks it.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Takes a JSON text as it is; the server checks it.
    public init(text: String) {
        bytes = [UInt8](text.utf8)
    }

    /// Throws `PostgresError(.encoding)` for values JSON cannot hold (for example a number that is not finite).
    public init(encoding value: some Encodable) throws {
        do {
            bytes = [UInt8](try Self.encoder.encode(value))
        } catch {
            throw PostgresError(.encoding, "\(type(of: value)) cannot be written as JSON")
        }
    }

    /// Throws `PostgresError(.decoding)` with the path to what did not fit; the content is no part of the error.
    public func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T {
        do {
            return try Self.decoder.decode(T.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw PostgresError(.decoding, "the JSON does not fit \(T.self): \(Self.reason(error))")
        } catch {
            throw PostgresError(.decoding, "the JSON does not fit \(T.self)")
        }
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }
    public var description: String { text }

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
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = UTCDate.parse(try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no RFC 3339 date")
            }
            return date
        }
        return decoder
    }()

    private static func reason(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            let keys = context.codingPath.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }
            return keys.isEmpty ? "the top" : keys.joined(separator: ".")
        }
        return switch error {
        case .keyNotFound(let key, let context): "no \(key.stringValue) at \(path(context))"
        case .typeMismatch(let type, let context): "no \(type) at \(path(context))"
        case .valueNotFound(let type, let context): "null instead of \(type) at \(path(context))"
        case .dataCorrupted(let context): "malformed at \(path(context))"
        @unknown default: "malformed"
        }
    }
}

/// `jsonb`.
extension JSON: PostgresScalar {
    public static var postgresType: PostgresType { .jsonb }
    public static var postgresArrayType: PostgresType { .jsonbArray }

    public init(cell: Cell) throws {
        let bytes = try cell.value(for: JSON.self)
        switch cell.type {
        case .json: self.bytes = [UInt8](bytes)
        // The first byte is the form's version.
        case .jsonb: self.bytes = [UInt8](bytes.dropFirst())
        default: throw cell.mismatch(JSON.self)
        }
    }

    public func encode(into writer: inout ParameterWriter) throws {
        guard !holdsNUL else {
            throw PostgresError(.encoding, "JSON with a NUL character cannot be stored")
        }
        writer.write(byte: 1)
        writer.write(bytes)
    }

    /// A NUL byte, or its escape, which `jsonb` refuses as well.
    private var holdsNUL: Bool {
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0 { return true }
            if bytes[index] == UInt8(ascii: "\\") {
                if bytes[(index + 1)...].starts(with: "u0000".utf8) { return true }
                index += 1
            }
            index += 1
        }
        return false
    }
}
