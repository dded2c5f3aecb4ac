/// The parameters of a statement in their order.
struct ParameterList: Sendable {
    private(set) var types: [UInt32] = []
    /// The length in bytes of each value; -1 for NULL.
    private(set) var lengths: [Int32] = []
    private var writer = ParameterWriter()
    /// The first value that could not be encoded; thrown when the statement is to run.
    private(set) var failure: PostgresError?

    var count: Int { types.count }

    mutating func append<T: PostgresEncodable>(_ value: T) {
        let start = writer.bytes.count
        types.append(T.postgresType.oid)
        do {
            lengths.append(try writer.measure { try value.encode(into: &$0) } ?? -1)
        } catch {
            writer.truncate(to: start)
            lengths.append(-1)
            fail(error)
        }
        // libpq reads values in text form up to a NUL.
        if T.postgresType == .unspecified { writer.write(byte: 0) }
    }

    mutating func append(_ other: ParameterList) {
        types += other.types
        lengths += other.lengths
        writer.write(other.writer.bytes)
        failure = failure ?? other.failure
    }

    mutating func fail(_ error: any Error) {
        guard failure == nil else { return }
        failure = error as? PostgresError ?? PostgresError(.encoding, "\(error)")
    }

    /// Calls `body` with what `PQexecPrepared` takes: the values' addresses, lengths and formats.
    func withArguments<R>(_ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) throws -> R) rethrows -> R {
        try withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1) { empty in
            empty.initialize(repeating: 0)
            return try writer.bytes.withUnsafeBytes { buffer in
                // A value of no bytes still needs an address: a null pointer would be NULL.
                let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) ?? UnsafePointer(empty.baseAddress)
                var values: [UnsafePointer<CChar>?] = []
                var formats: [Int32] = []
                values.reserveCapacity(count)
                formats.reserveCapacity(count)
                var offset = 0
                for (type, length) in zip(types, lengths) {
                    let isText = type == PostgresType.unspecified.oid
                    formats.append(isText ? 0 : 1)
                    values.append(length < 0 ? nil : base.map { $0 + offset })
                    offset += Int(max(length, 0)) + (isText ? 1 : 0)
                }
                return try body(values, lengths, formats)
            }
        }
    }
}
