public import Embedding
public import FoundationEssentials

/// The vectors of all postings, to find those nearest to a text: segments, the oldest first, and which of their rows newer ones
/// have replaced.
///
/// A value: who searches one while a copy of it goes on sees it as it was. Copies share the segments.
public struct VectorIndex: Sendable {
    private(set) var parts: [Part] = []

    /// A segment and its rows that count no more.
    struct Part: Sendable {
        let segment: Segment
        /// A bit for each row.
        var dead: [UInt64]
        var deadCount = 0

        init(_ segment: Segment) {
            self.segment = segment
            dead = Array(repeating: 0, count: (segment.count + 63) / 64)
        }

        @inline(__always)
        func isDead(_ row: Int) -> Bool { dead[row >> 6] & (1 << UInt64(row & 63)) != 0 }

        mutating func kill(_ row: Int) {
            guard !isDead(row) else { return }
            dead[row >> 6] |= 1 << UInt64(row & 63)
            deadCount += 1
        }

        var liveCount: Int { segment.count - deadCount }
    }

    /// An index without postings.
    public init() {}

    /// The last change that it has seen.
    public var position: Int64 { parts.last?.segment.changes.upperBound ?? 0 }

    /// Postings that can be found. Marks of those that are gone are among them until they are merged away.
    public var count: Int { parts.reduce(0) { $0 + $1.liveCount } }

    /// Bytes of its segments, and how many of these are this process's own memory.
    public var size: (bytes: Int, own: Int) {
        parts.reduce(into: (0, 0)) { size, part in
            size.0 += part.segment.bytes.count
            if !part.segment.isMapped { size.1 += part.segment.bytes.count }
        }
    }

    /// Takes in changes that follow ``position``.
    public mutating func append(_ postings: [IndexedPosting], to position: Int64) {
        append(SegmentWriter.segment(of: postings, changes: self.position..<max(position, self.position)))
    }

    /// Puts a newer segment behind the others: its rows replace theirs.
    public mutating func append(_ segment: Segment) {
        for index in parts.indices { parts[index].replaceRows(by: segment) }
        parts.append(Part(segment))
    }

    /// The segments, the oldest first.
    public var segments: [Segment] { parts.map(\.segment) }

    /// How many rows lie in memory of this process alone, in the newest segments.
    public var ownCount: Int { parts.reversed().prefix { !$0.segment.isMapped }.reduce(0) { $0 + $1.segment.count } }

    // MARK: Merging

    /// One segment for the newest `count` of them, without what is dead. Marks of what is gone stay, unless these are all.
    public func merged(last count: Int) -> Segment {
        let chosen = parts.suffix(count)
        let isAll = count >= parts.count
        var rows: [(key: UUIDKey, from: Segment, row: Int)] = []
        rows.reserveCapacity(chosen.reduce(0) { $0 + $1.liveCount })
        for part in chosen {
            let columns = part.segment.columns
            for row in 0..<part.segment.count where !part.isDead(row) && !(isAll && columns.isGone(row)) {
                rows.append((columns.key(row), part.segment, row))
            }
        }
        rows.sort { $0.key < $1.key }
        let from = chosen.first?.segment.changes.lowerBound ?? 0
        return SegmentWriter.segment(of: rows, changes: from..<max(from, position))
    }

    /// Puts `segment`, which is ``merged(last:)``, in the place of the newest `count`.
    public mutating func replace(last count: Int, by segment: Segment) {
        parts.removeLast(min(count, parts.count))
        append(segment)
    }

    /// How many of the newest segments should become one, so that there are few and each row is copied seldom: those that follow
    /// one another at less than twice the rows behind them.
    /// - Parameter least: of the newest that are to be merged in any case.
    public func mergeCount(least: Int) -> Int {
        var (count, rows) = (0, 0)
        for part in parts.reversed() {
            guard count < least || part.liveCount < 2 * rows || 2 * part.deadCount > part.segment.count else { break }
            count += 1
            rows += part.liveCount
        }
        return count
    }

    /// Merges the newest segments that are this process's own, so that there are few of them.
    public mutating func mergeOwn() {
        let own = parts.reversed().prefix { !$0.segment.isMapped }.count
        let count = min(own, mergeCount(least: 1))
        if count > 1 { replace(last: count, by: merged(last: count)) }
    }
}

extension VectorIndex.Part {
    /// Marks the rows of postings that `newer` has too.
    fileprivate mutating func replaceRows(by newer: Segment) {
        // Where one is much smaller, looking each of its rows up is quicker than going along both.
        if newer.count < segment.count / 16 {
            for row in 0..<newer.count {
                if let old = segment.row(of: newer.columns.key(row)) { kill(old) }
            }
            return
        }
        var (left, right) = (0, 0)
        while left < segment.count, right < newer.count {
            let (old, new) = (segment.columns.key(left), newer.columns.key(right))
            if old == new { kill(left) }
            if old <= new { left += 1 }
            if new <= old { right += 1 }
        }
    }
}
