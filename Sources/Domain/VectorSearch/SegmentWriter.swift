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
        return make(count: sorted.count, changes: changes, locations) { writer in
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
        return make(count: rows.count, changes: changes, locations) { writer in
            for (at, (_, segment, row)) in rows.enumerated() {
                writer.copy(segment.columns, row, location: numbers[at], to: at)
            }
        }
    }

    private static func make(
        count: Int, changes: Range<Int64>, _ locations: LocationTable, _ fill: (SegmentWriter) -> Void
    ) -> Segment {
        let head = SegmentHead(
            count: count, from: changes.lowerBound, to: changes.upperBound, locations: locations.count,
            locationBytes: locations.bytes.count)
        let buffer = SegmentBuffer(count: head.layout[9])
        head.write(to: buffer.bytes)
        let at = head.layout
        for (index, start) in locations.starts.enumerated() {
            buffer.bytes.storeBytes(of: start, toByteOffset: at[7] + 4 * index, as: UInt32.self)
        }
        UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[at[8]...]).copyBytes(from: locations.bytes)
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

/// Each distinct location once, in small letters. The first is the empty one.
private struct LocationTable {
    private var numbers: [[UInt8]: UInt32] = [[]: 0]
    private(set) var bytes: [UInt8] = []
    /// Where each starts, and where the last ends.
    private(set) var starts: [UInt32] = [0, 0]

    var count: Int { starts.count - 1 }

    mutating func number(of location: String?) -> UInt32 {
        number(of: Array((location ?? "").lowercased().utf8.prefix(300)))
    }

    mutating func number(of text: [UInt8]) -> UInt32 {
        if let known = numbers[text] { return known }
        let number = UInt32(count)
        numbers[text] = number
        bytes += text
        starts.append(UInt32(bytes.count))
        return number
    }
}
