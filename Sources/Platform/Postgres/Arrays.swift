/// A one-dimensional PostgreSQL array; `[UInt8]` is `bytea`.
extension Array: PostgresEncodable where Element: PostgresArrayElement {
    public static var postgresType: PostgresType { Element.postgresArrayType }

    public func encode(into writer: inout ParameterWriter) throws {
        try Element.encode(array: self, into: &writer)
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    public init(cell: Cell) throws {
        self = try Element.decode(array: cell)
    }
}

/// Bytes are no elements of their own: an array of them is one `bytea`.
extension UInt8: PostgresArrayElement {
    public static var postgresArrayType: PostgresType { .bytea }

    public static func encode(array: [UInt8], into writer: inout ParameterWriter) {
        writer.write(array)
    }

    public static func decode(array cell: Cell) throws -> [UInt8] {
        let bytes = try cell.value(for: [UInt8].self)
        guard cell.type == .bytea else { throw cell.mismatch([UInt8].self) }
        return [UInt8](bytes)
    }
}

/// `[[UInt8]]` is `bytea[]`.
extension Array: PostgresArrayElement where Element == UInt8 {
    public static var postgresArrayType: PostgresType { .byteaArray }

    public static func encode(array: [[UInt8]], into writer: inout ParameterWriter) throws {
        try ArrayForm.encode(array, elementType: .bytea, into: &writer)
    }

    public static func decode(array cell: Cell) throws -> [[UInt8]] {
        try ArrayForm.decode(cell)
    }
}

extension PostgresScalar {
    public static func encode(array: [Self], into writer: inout ParameterWriter) throws {
        try ArrayForm.encode(array, elementType: postgresElementType, into: &writer)
    }

    public static func decode(array cell: Cell) throws -> [Self] {
        try ArrayForm.decode(cell)
    }
}

/// Arrays with NULLs in them.
extension Optional: PostgresArrayElement where Wrapped: PostgresScalar {
    public static var postgresArrayType: PostgresType { Wrapped.postgresArrayType }

    public static func encode(array: [Wrapped?], into writer: inout ParameterWriter) throws {
        try ArrayForm.encode(array, elementType: Wrapped.postgresElementType, into: &writer)
    }

    public static func decode(array cell: Cell) throws -> [Wrapped?] {
        try ArrayForm.decode(cell)
    }
}

/// The binary form of arrays (`array_send` in the server's source): count of dimensions, NULL flag, element type, then for
/// each dimension its length and lower bound, then the elements, each after its length.
enum ArrayForm {
    static func encode<T: PostgresEncodable>(
        _ elements: [T], elementType: PostgresType, into writer: inout ParameterWriter
    ) throws {
        guard let count = Int32(exactly: elements.count) else {
            throw PostgresError(.encoding, "the array is too long")
        }
        writer.write(integer: Int32(elements.isEmpty ? 0 : 1))
        writer.write(integer: Int32(1))
        writer.write(integer: elementType.oid)
        if elements.isEmpty { return }
        writer.write(integer: count)
        writer.write(integer: Int32(1))
        for element in elements { try writer.writeElement(element) }
    }

    static func decode<T: PostgresDecodable>(_ cell: Cell) throws -> [T] {
        let bytes = try cell.value(for: [T].self)
        // Only arrays have this form; their identifiers are too many to list, the header is checked instead.
        var offset = 0
        func word() throws -> Int32 {
            guard bytes.count - offset >= 4 else { throw cell.mismatch([T].self) }
            defer { offset += 4 }
            return Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
        }
        let dimensions = try word()
        let nulls = try word()
        let elementType = PostgresType(oid: UInt32(bitPattern: try word()))
        guard (0...6).contains(dimensions), (0...1).contains(nulls) else { throw cell.mismatch([T].self) }
        if dimensions == 0 { return [] }
        guard dimensions == 1 else {
            throw PostgresError(.decoding, "an array of \(dimensions) dimensions cannot be read")
        }
        let count = Int(try word())
        _ = try word()
        // An element takes four bytes at least, so the claim is checked before memory is set aside.
        guard count >= 0, count <= (bytes.count - offset) / 4 else { throw cell.mismatch([T].self) }
        var elements: [T] = []
        elements.reserveCapacity(count)
        for _ in 0..<count {
            let length = Int(try word())
            if length < 0 {
                elements.append(try T(cell: Cell(type: elementType, bytes: nil)))
                continue
            }
            guard bytes.count - offset >= length else { throw cell.mismatch([T].self) }
            let element = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + length)])
            elements.append(try T(cell: Cell(type: elementType, bytes: element)))
            offset += length
        }
        return elements
    }
}
