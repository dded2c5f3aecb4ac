/// What a segment keeps once for many rows.
struct SegmentTables {
    var locations: LocationTable
    var terms: TermTable
}

/// Each distinct location once, in small letters. The first is the empty one.
struct LocationTable {
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

/// Which rows have a term: the terms in order, where the rows of each start and where the last ends, and these rows.
struct TermTable {
    private(set) var terms: [UInt32] = []
    private(set) var starts: [UInt32] = [0]
    private(set) var rows: [UInt32] = []

    /// - Parameter terms: of each row, in the order of the rows.
    init(_ terms: [[UInt32]]) {
        var pairs: [(term: UInt32, row: UInt32)] = []
        for (row, terms) in terms.enumerated() { for term in Set(terms) { pairs.append((term, UInt32(row))) } }
        for pair in pairs.sorted(by: { $0 < $1 }) {
            if self.terms.last != pair.term { begin(pair.term) }
            append(pair.row)
        }
    }

    /// - Parameter places: where each row comes from, in the order of the rows.
    init(_ places: [(segment: Segment, row: Int)]) {
        var open: [(columns: SegmentColumns, places: [UInt32], next: Int)] = []
        var numbers: [ObjectIdentifier: Int] = [:]
        for (at, (segment, row)) in places.enumerated() {
            let id = ObjectIdentifier(segment)
            let number = numbers[id] ?? open.count
            if number == open.count {
                numbers[id] = number
                open.append((segment.columns, Array(repeating: .max, count: segment.count), 0))
            }
            open[number].places[row] = UInt32(at)
        }
        // All of them have their terms in order, so they are gone along together.
        while true {
            open.removeAll { $0.next == $0.columns.termCount }
            guard let term = open.lazy.map({ $0.columns.termIDs[$0.next] }).min() else { return }
            begin(term)
            for index in open.indices where open[index].columns.termIDs[open[index].next] == term {
                for row in open[index].columns.rows(open[index].next) {
                    let place = open[index].places[Int(row)]
                    if place != .max { append(place) }
                }
                open[index].next += 1
            }
            if starts[starts.count - 2] == starts[starts.count - 1] {
                terms.removeLast()
                starts.removeLast()
            }
        }
    }

    private mutating func begin(_ term: UInt32) {
        terms.append(term)
        starts.append(UInt32(rows.count))
    }

    private mutating func append(_ row: UInt32) {
        rows.append(row)
        starts[starts.count - 1] += 1
    }
}
