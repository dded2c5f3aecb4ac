import CPostgres

/// Owns a result of libpq.
final class ResultSet {
    private let handle: OpaquePointer
    let statement: String
    let rowCount: Int
    let columnCount: Int

    init(_ handle: OpaquePointer, statement: String) {
        self.handle = handle
        self.statement = statement
        rowCount = Int(PQntuples(handle))
        columnCount = Int(PQnfields(handle))
    }

    deinit {
        PQclear(handle)
    }

    var status: ExecStatusType { PQresultStatus(handle) }

    /// What ran, as the server calls it: `COMMIT`, `INSERT 0 3`.
    var commandTag: String { PQcmdStatus(handle).map { String(cString: $0) } ?? "" }

    /// How many rows the statement inserted, changed, deleted or gave.
    var affectedCount: Int { PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0 }

    func name(ofColumn column: Int) -> String {
        PQfname(handle, Int32(column)).map { String(cString: $0) } ?? "\(column + 1)"
    }

    func cell(row: Int, column: Int) -> Cell {
        let row = Int32(row)
        let column = Int32(column)
        let type = PostgresType(oid: PQftype(handle, column))
        if PQgetisnull(handle, row, column) == 1 { return Cell(type: type, bytes: nil) }
        let length = Int(PQgetlength(handle, row, column))
        return Cell(type: type, bytes: UnsafeRawBufferPointer(start: PQgetvalue(handle, row, column), count: length))
    }

    /// The server's error report as an error of this module; nil if the result bears none.
    func error(fallback: PostgresError.Code) -> PostgresError {
        func field(_ code: Character) -> String? {
            code.asciiValue.flatMap { PQresultErrorField(handle, Int32($0)) }.map { String(cString: $0) }
        }
        // The letters are the protocol's (PG_DIAG_* in postgres_ext.h).
        let message = field("M") ?? PQresultErrorMessage(handle).map { String(cString: $0) } ?? "no message"
        return PostgresError(
            field("C").map { .sqlState($0) } ?? fallback, message.trimmedLine, constraint: field("n"),
            table: field("t"), column: field("c"), statement: statement)
    }
}

extension String {
    /// Without the line breaks libpq ends its messages with.
    var trimmedLine: String {
        split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}
