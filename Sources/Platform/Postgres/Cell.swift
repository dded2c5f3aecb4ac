/// One value of a result, in PostgreSQL's binary form.
public struct Cell {
    public let type: PostgresType
    /// The bytes; nil for NULL. Valid only while the value is being decoded.
    public let bytes: UnsafeRawBufferPointer?

    /// The bytes of a value that must not be NULL.
    public func value(for type: Any.Type) throws -> UnsafeRawBufferPointer {
        guard let bytes else {
            throw PostgresError(.decoding, "NULL where the program reads \(type)")
        }
        return bytes
    }

    /// The error for a column of another type than the one that is read.
    public func mismatch(_ expected: Any.Type) -> PostgresError {
        PostgresError(
            .decoding, "the column's type (oid \(type.oid)) cannot be read as \(expected); cast it in the statement")
    }

    /// The big-endian integer the bytes are.
    func integer<T: FixedWidthInteger>(_ target: T.Type) throws -> T {
        let bytes = try value(for: target)
        guard bytes.count == MemoryLayout<T>.size else { throw mismatch(target) }
        return T(bigEndian: bytes.loadUnaligned(as: T.self))
    }

    /// An integer column of any width (a `numeric` without fraction too), if it fits.
    func wholeNumber<T: FixedWidthInteger>(_ target: T.Type) throws -> T {
        let bytes = try value(for: target)
        let wide: Int64
        switch type {
        case .bigint: wide = try integer(Int64.self)
        case .integer: wide = Int64(try integer(Int32.self))
        case .smallint: wide = Int64(try integer(Int16.self))
        case .objectIdentifier: wide = Int64(try integer(UInt32.self))
        case .numeric:
            guard let whole = Int64(try Numeric(bytes: bytes).text(droppingZeroFraction: true)) else {
                throw PostgresError(.decoding, "the number is no whole number that fits \(target)")
            }
            wide = whole
        default: throw mismatch(target)
        }
        guard let number = T(exactly: wide) else {
            throw PostgresError(.decoding, "the number does not fit \(target)")
        }
        return number
    }

    /// A column of floating point, integers or `numeric`.
    func floatingPoint() throws -> Double {
        let bytes = try value(for: Double.self)
        switch type {
        case .double: return Double(bitPattern: try integer(UInt64.self))
        case .real: return Double(Float(bitPattern: try integer(UInt32.self)))
        case .bigint, .integer, .smallint: return Double(try wholeNumber(Int64.self))
        case .numeric:
            guard let number = Double(try Numeric(bytes: bytes).text()) else { throw mismatch(Double.self) }
            return number
        default: throw mismatch(Double.self)
        }
    }
}
