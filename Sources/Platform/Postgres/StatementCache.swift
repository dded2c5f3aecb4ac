/// The statements a session has prepared, by text and types of parameters; the one unused longest makes room.
struct StatementCache {
    struct Key: Hashable {
        let text: String
        let types: [UInt32]
    }

    private struct Entry {
        let name: String
        var lastUse: Int
    }

    private var entries: [Key: Entry] = [:]
    private var clock = 0
    private let limit: Int
    /// Names to deallocate on the server.
    private(set) var discarded: [String] = []

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    var count: Int { entries.count }

    mutating func name(for key: Key) -> String? {
        clock += 1
        guard let index = entries.index(forKey: key) else { return nil }
        entries.values[index].lastUse = clock
        return entries.values[index].name
    }

    /// A name no statement of the session had before.
    mutating func newName() -> String {
        clock += 1
        return "s\(clock)"
    }

    mutating func insert(_ name: String, for key: Key) {
        if entries.count >= limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            remove(oldest.key, isOnServer: true)
        }
        entries[key] = Entry(name: name, lastUse: clock)
    }

    mutating func remove(_ key: Key, isOnServer: Bool) {
        if let entry = entries.removeValue(forKey: key), isOnServer { discarded.append(entry.name) }
    }

    mutating func takeDiscarded() -> String? {
        discarded.popLast()
    }
}
