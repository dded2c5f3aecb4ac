internal import Postgres

extension Row {
    /// The next column as a case of an enumeration that is stored by its raw value.
    mutating func nextCase<Value: RawRepresentable<String>>(_: Value.Type = Value.self) throws -> Value {
        let text: String = try next()
        guard let value = Value(rawValue: text) else {
            throw PostgresError(decoding: "\"\(text)\" is no \(Value.self)")
        }
        return value
    }

    /// The same for a column that may be null.
    mutating func nextOptionalCase<Value: RawRepresentable<String>>(_: Value.Type = Value.self) throws -> Value? {
        guard let text: String = try next(String?.self) else { return nil }
        guard let value = Value(rawValue: text) else {
            throw PostgresError(decoding: "\"\(text)\" is no \(Value.self)")
        }
        return value
    }

    /// The next column, which holds JSON, as a value.
    mutating func nextJSON<Value: Decodable>(_: Value.Type = Value.self) throws -> Value {
        let json: JSON = try next()
        return try json.decode(Value.self)
    }

    /// The same for a column that may be null.
    mutating func nextOptionalJSON<Value: Decodable>(_: Value.Type = Value.self) throws -> Value? {
        let json: JSON? = try next()
        return try json?.decode(Value.self)
    }
}
