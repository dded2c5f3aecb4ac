public import FoundationEssentials

/// `bigint`. Where a function wants `integer`, cast: `\(n)::int`.
extension Int: PostgresScalar {
    public static var postgresType: PostgresType { .bigint }
    public static var postgresArrayType: PostgresType { .bigintArray }
    public init(cell: Cell) throws { self = try cell.wholeNumber(Int.self) }
    public func encode(into writer: inout ParameterWriter) { writer.write(integer: Int64(self)) }
}

extension Int64: PostgresScalar {
    public static var postgresType: PostgresType { .bigint }
    public static var postgresArrayType: PostgresType { .bigintArray }
    public init(cell: Cell) throws { self = try cell.wholeNumber(Int64.self) }
    public func encode(into writer: inout ParameterWriter) { writer.write(integer: self) }
}

extension Int32: PostgresScalar {
    public static var postgresType: PostgresType { .integer }
    public static var postgresArrayType: PostgresType { .integerArray }
    public init(cell: Cell) throws { self = try cell.wholeNumber(Int32.self) }
    public func encode(into writer: inout ParameterWriter) { writer.write(integer: self) }
}

extension Int16: PostgresScalar {
    public static var postgresType: PostgresType { .smallint }
    public static var postgresArrayType: PostgresType { .smallintArray }
    public init(cell: Cell) throws { self = try cell.wholeNumber(Int16.self) }
    public func encode(into writer: inout ParameterWriter) { writer.write(integer: self) }
}

extension Double: PostgresScalar {
    public static var postgresType: PostgresType { .double }
    public static var postgresArrayType: PostgresType { .doubleArray }
    public init(cell: Cell) throws { self = try cell.floatingPoint() }
    public func encode(into writer: inout ParameterWriter) { writer.write(integer: bitPattern) }
}

extension Float: PostgresScalar {
    public static var postgresType: PostgresType { .real }
    public static var postgresArrayType: PostgresType { .realArray }
    public init(cell: Cell) throws { self = Float(try cell.floatingPoint()) }
    public func encode(into writer: inout ParameterWriter) { writer.write(integer: bitPattern) }
}

extension Bool: PostgresScalar {
    public static var postgresType: PostgresType { .bool }
    public static var postgresArrayType: PostgresType { .boolArray }

    public init(cell: Cell) throws {
        let bytes = try cell.value(for: Bool.self)
        guard cell.type == .bool, bytes.count == 1 else { throw cell.mismatch(Bool.self) }
        self = bytes[0] != 0
    }

    public func encode(into writer: inout ParameterWriter) { writer.write(byte: self ? 1 : 0) }
}

extension UUID: PostgresScalar {
    public static var postgresType: PostgresType { .uuid }
    public static var postgresArrayType: PostgresType { .uuidArray }

    public init(cell: Cell) throws {
        let bytes = try cell.value(for: UUID.self)
        guard cell.type == .uuid, bytes.count == 16 else { throw cell.mismatch(UUID.self) }
        self.init(uuid: bytes.loadUnaligned(as: uuid_t.self))
    }

    public func encode(into writer: inout ParameterWriter) {
        withUnsafeBytes(of: uuid) { writer.write($0) }
    }
}

/// Text of any kind: `text`, `varchar`, `char`, `name`, `json`, enums, `citext`. A NUL character, which PostgreSQL cannot
/// hold, is refused before anything is sent.
extension String: PostgresScalar {
    public static var postgresType: PostgresType { .unspecified }
    public static var postgresElementType: PostgresType { .text }
    public static var postgresArrayType: PostgresType { .textArray }

    public init(cell: Cell) throws {
        var bytes = try cell.value(for: String.self)
        switch cell.type {
        case .text, .varchar, .char, .name, .unknown, .json, .xml: break
        // The first byte is the form's version.
        case .jsonb: bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
        case .numeric:
            self = try Numeric(bytes: bytes).text()
            return
        default:
            // Enums and citext travel as text; their identifiers differ from database to database.
            guard cell.type.oid >= PostgresType.firstUserDefined else { throw cell.mismatch(String.self) }
        }
        self = String(decoding: bytes, as: UTF8.self)
    }

    public func encode(into writer: inout ParameterWriter) throws {
        var copy = self
        try copy.withUTF8 { bytes in
            guard !bytes.contains(0) else {
                throw PostgresError(.encoding, "text with a NUL character cannot be stored")
            }
            writer.write(bytes)
        }
    }
}
