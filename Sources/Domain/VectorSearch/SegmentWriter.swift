internal import Embedding

/// Lays the rows of a segment out.
struct SegmentWriter {
    private let buffer: SegmentBuffer
    private let columns: SegmentColumns

    /// Makes the segment of some postings, each of which comes once.
    static func segment(of postings: [IndexedPosting], changes: Range<Int64>) -> Segment {
        let sorted = postings.map { (UUIDKey($0.id), $0) }.sorted { $0.0 < $1.0 }
        var locations = LocationTable()
        let numbers = sorted.map { locations.number(of: $0.1.content?.traits.location) }
        let terms = TermTable(sorted.map { $0.1.content?.terms ?? [] })
        let tables = SegmentTables(locations: locations, terms: terms)
        return make(count: sorted.count, changes: changes, tables) { writer in
            for (row, (key, posting)) in sorted.enumerated() {
                writer.put(key, posting.content, location: numbers[row], at: row)
            }
        }
    }

    /// Makes one segment of rows of others, which are given in the order of their ids.
    static func segment(of rows: [(key: UUIDKey, from: Segment, row: Int)], changes: Range<Int64>) -> Segment {
        var locations = LocationTable()
        var known: [ObjectIdentifier: [UInt32?]] = [:]
        let numbers = rows.map { _, segment, row in
            let (place, columns) = (Int(segment.columns.location[row]), segment.columns)
            let id = ObjectIdentifier(segment)
            if let number = known[id]?[place] { return number }
            let number = columns.locationCount == 0 ? 0 : locations.number(of: Array(columns.locationText(place)))
            known[id, default: Array(repeating: nil, count: max(1, columns.locationCount))][place] = number
            return number
        }
        let tables = SegmentTables(locations: locations, terms: TermTable(rows.map { ($0.from, $0.row) }))
        return make(count: rows.count, changes: changes, tables) { writer in
            for (at, (_, segment, row)) in rows.enumerated() {
                writer.copy(segment.columns, row, location: numbers[at], to: at)
            }
        }
    }

    private static func make(
        count: Int, changes: Range<Int64>, _ tables: SegmentTables, _ fill: (SegmentWriter) -> Void
    ) -> Segment {
        let head = SegmentHead(tables, count: count, changes: changes)
        let at = head.layout
        let buffer = SegmentBuffer(count: at[12])
        head.write(to: buffer.bytes)
        func put(_ column: Int, _ bytes: UnsafeRawBufferPointer) {
            UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[at[column]...]).copyMemory(from: bytes)
        }
        tables.locations.starts.withUnsafeBytes { put(7, $0) }
        tables.locations.bytes.withUnsafeBytes { put(8, $0) }
        tables.terms.terms.withUnsafeBytes { put(9, $0) }
        tables.terms.starts.withUnsafeBytes { put(10, $0) }
        tables.terms.rows.withUnsafeBytes { put(11, $0) }
        guard let columns = SegmentColumns(head, in: UnsafeRawBufferPointer(buffer.bytes)) else {
            preconditionFailure("a segment's own layout does not fit it")
        }
        fill(SegmentWriter(buffer: buffer, columns: columns))
        do throws(SegmentError) { return try Segment(.owned(buffer)) } catch {
            preconditionFailure("a segment was laid out wrongly")
        }
    }

    private func put(_ key: UUIDKey, _ content: IndexedPosting.Content?, location: UInt32, at row: Int) {
        let width = TextVector.dimension
        let id = UnsafeMutableRawPointer(mutating: columns.ids) + 16 * row
        id.storeBytes(of: key.high.bigEndian, as: UInt64.self)
        id.storeBytes(of: key.low.bigEndian, toByteOffset: 8, as: UInt64.self)
        UnsafeMutablePointer(mutating: columns.location)[row] = location
        guard let content else {
            UnsafeMutablePointer(mutating: columns.traits)[row] = PackedTraits(flags: PackedTraits.gone)
            return
        }
        let (words, compact) = (content.vector.words, content.vector.compact)
        UnsafeMutablePointer(mutating: columns.words + width * row).update(from: words, count: width)
        UnsafeMutablePointer(mutating: columns.compact + width * row).update(from: compact, count: width)
        UnsafeMutablePointer(mutating: columns.wordsInverse)[row] = content.vector.inverseLength
        UnsafeMutablePointer(mutating: columns.inverse)[row] = StoredVector.inverseLength(compact)
        UnsafeMutablePointer(mutating: columns.traits)[row] = PackedTraits(content.traits)
    }

    private func copy(_ from: SegmentColumns, _ row: Int, location: UInt32, to at: Int) {
        let width = TextVector.dimension
        UnsafeMutableRawPointer(mutating: columns.ids + 16 * at).copyMemory(from: from.ids + 16 * row, byteCount: 16)
        UnsafeMutablePointer(mutating: columns.words + width * at).update(from: from.words + width * row, count: width)
        UnsafeMutablePointer(mutating: columns.compact + width * at)
            .update(from: from.compact + width * row, count: width)
        UnsafeMutablePointer(mutating: columns.wordsInverse)[at] = from.wordsInverse[row]
        UnsafeMutablePointer(mutating: columns.inverse)[at] = from.inverse[row]
        UnsafeMutablePointer(mutating: columns.traits)[at] = from.traits[row]
        UnsafeMutablePointer(mutating: columns.location)[at] = location
    }
}
