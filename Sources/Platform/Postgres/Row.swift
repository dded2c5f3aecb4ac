/// A type that reads itself from a row, column after column in the order of the `select` list.
public protocol RowDecodable {
    init(row: inout Row) throws
}

/// One row of a result: a cursor over its columns.
///
///     init(row: inout Row) throws {
///         id = try row.next()
///         title = try row.next()
///         country = try row.next()      // String? takes NULL
///     }
public struct Row {
    private let result: ResultSet
    private let index: Int
    private var column = 0

    init(result: ResultSet, index: Int) {
        self.result = result
        self.index = index
    }

    /// How many columns the row has.
    public var columnCount: Int { result.columnCount }

    /// The next column. Throws `PostgresError(.decoding)`, naming column and statement, when there is none, when it is NULL
    /// and `T` is not optional, or when it holds something else.
    public mutating func next<T: PostgresDecodable>(_ type: T.Type = T.self) throws -> T {
        try decode { try T(cell: $0) }
    }

    /// The next column as a raw-valued type such as an enum.
    @_disfavoredOverload
    public mutating func next<T: RawRepresentable>(_ type: T.Type = T.self) throws -> T
    where T.RawValue: PostgresDecodable {
        try decode { try T.decoding(raw: T.RawValue(cell: $0)) }
    }

    /// The next column as a raw-valued type, or nil for NULL.
    @_disfavoredOverload
    public mutating func next<T: RawRepresentable>(_ type: T?.Type = T?.self) throws -> T?
    where T.RawValue: PostgresDecodable {
        try decode { cell in
            cell.bytes == nil ? nil : try T.decoding(raw: T.RawValue(cell: cell))
        }
    }

    /// The next column, `json` or `jsonb`, decoded as `JSON.decode` does.
    public mutating func json<T: Decodable>(_ type: T.Type = T.self) throws -> T {
        try decode { try JSON(cell: $0).decode(T.self) }
    }

    /// The next column, `json` or `jsonb`, decoded; nil for NULL.
    public mutating func json<T: Decodable>(_ type: T?.Type = T?.self) throws -> T? {
        try decode { cell in
            cell.bytes == nil ? nil : try JSON(cell: cell).decode(T.self)
        }
    }

    /// Passes over the next columns.
    public mutating func skip(_ count: Int = 1) {
        column += count
    }

    /// Throws when columns are left: the statement and the type that reads it have drifted apart.
    func finish() throws {
        guard column >= result.columnCount else {
            throw PostgresError(
                .decoding, "the statement gives \(result.columnCount) columns and the program reads \(column)",
                statement: result.statement)
        }
    }

    private mutating func decode<T>(_ read: (Cell) throws -> T) throws -> T {
        guard column < result.columnCount else {
            throw PostgresError(
                .decoding, "the statement gives \(result.columnCount) columns and the program reads more",
                statement: result.statement)
        }
        defer { column += 1 }
        do {
            return try read(result.cell(row: index, column: column))
        } catch {
            var failure = error as? PostgresError ?? PostgresError(.decoding, "\(error)")
            failure.column = result.name(ofColumn: column)
            failure.statement = result.statement
            throw failure
        }
    }
}
