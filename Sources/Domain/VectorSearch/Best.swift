/// The best of what is put in, of equals those with the lower ids: a heap whose first is the worst of them.
struct Best {
    struct Item: Comparable {
        let score: Float
        let key: UUIDKey
        let part: Int
        let row: Int

        /// Whether it is worse.
        static func < (left: Item, right: Item) -> Bool {
            left.score != right.score ? left.score < right.score : right.key < left.key
        }
    }

    private let capacity: Int
    private(set) var items: [Item] = []

    init(capacity: Int) {
        self.capacity = capacity
        items.reserveCapacity(capacity)
    }

    /// What a score must reach.
    var threshold: Float { items.count < capacity ? -2 : items[0].score }

    mutating func insert(_ item: Item) {
        guard items.count == capacity else {
            items.append(item)
            var child = items.count - 1
            while child > 0, items[child] < items[(child - 1) / 2] {
                items.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
            return
        }
        guard items[0] < item else { return }
        var hole = 0
        while true {
            var child = 2 * hole + 1
            guard child < capacity else { break }
            if child + 1 < capacity, items[child + 1] < items[child] { child += 1 }
            guard items[child] < item else { break }
            items[hole] = items[child]
            hole = child
        }
        items[hole] = item
    }
}
