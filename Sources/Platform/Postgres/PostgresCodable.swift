/// A value that can be a statement's parameter.
public protocol PostgresEncodable {
    /// The type the parameter is declared as. With `.unspecified` the bytes are text, with any other the type's binary form.
    static var postgresType: PostgresType { get }

    /// Writes the value's bytes, or NULL. Throws `PostgresError(.encoding)` for values PostgreSQL cannot hold.
    func encode(into writer: inout ParameterWriter) throws
}

/// A value that can be read from one column.
public protocol PostgresDecodable {
    /// Reads a column. Throws `PostgresError(.decoding)` when it holds something else, or NULL.
    init(cell: Cell) throws
}

/// A value that can stand in PostgreSQL arrays.
public protocol PostgresArrayElement {
    static var postgresArrayType: PostgresType { get }
    static func encode(array: [Self], into writer: inout ParameterWriter) throws
    static func decode(array cell: Cell) throws -> [Self]
}

/// A plain value: a parameter, a column, and an element of arrays.
public protocol PostgresScalar: PostgresEncodable, PostgresDecodable, PostgresArrayElement {
    /// The type of an array's elements; unlike `postgresType` never unspecified.
    static var postgresElementType: PostgresType { get }
}

extension PostgresScalar {
    public static var postgresElementType: PostgresType { postgresType }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    public static var postgresType: PostgresType { Wrapped.postgresType }

    public func encode(into writer: inout ParameterWriter) throws {
        switch self {
        case .some(let value): try value.encode(into: &writer)
        case .none: writer.writeNull()
        }
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    public init(cell: Cell) throws {
        self = cell.bytes == nil ? nil : try Wrapped(cell: cell)
    }
}

/// An enum conforms by saying so: `extension Grade: PostgresEncodable, PostgresDecodable {}`.
extension RawRepresentable where RawValue: PostgresEncodable, Self: PostgresEncodable {
    public static var postgresType: PostgresType { RawValue.postgresType }

    public func encode(into writer: inout ParameterWriter) throws {
        try rawValue.encode(into: &writer)
    }
}

extension RawRepresentable where RawValue: PostgresDecodable, Self: PostgresDecodable {
    public init(cell: Cell) throws {
        self = try Self.decoding(raw: RawValue(cell: cell))
    }
}

extension RawRepresentable {
    static func decoding(raw: RawValue) throws -> Self {
        guard let value = Self(rawValue: raw) else {
            throw PostgresError(.decoding, "the value is none of \(Self.self)")
        }
        return value
    }
}
