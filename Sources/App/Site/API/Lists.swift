internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Storage

/// What lists of the API have in common: `limit`, `after`, and `{items, next}`.
extension Context {
    /// The query's `limit`, 1 to 100.
    func limit() throws -> Int {
        guard let text = request.query["limit"] else { return services.settings.web.pageSize }
        guard let limit = Int(text), (1...100).contains(limit) else {
            throw Problem.unprocessable([.init(field: "limit", message: "must be a whole number from 1 to 100")])
        }
        return limit
    }

    /// The query's `after`, as the cursor it must be.
    func cursor<Cursor>(_ read: (String) -> Cursor?) throws -> Cursor? {
        guard let text = request.query["after"], !text.isEmpty else { return nil }
        guard let cursor = read(text) else {
            throw Problem.unprocessable([.init(field: "after", message: "is no cursor of this list")])
        }
        return cursor
    }

    /// A value of the query, read; 422 naming it where it cannot be.
    func parameter<Value>(_ name: String, _ message: String, _ read: (String) -> Value?) throws -> Value? {
        guard let text = request.query[name], !text.isEmpty else { return nil }
        guard let value = read(text) else { throw Problem.unprocessable([.init(field: name, message: message)]) }
        return value
    }

    /// A page of one more row than asked for, as a list with the cursor of the next.
    func list<Row, Item: Encodable>(
        _ rows: [Row], limit: Int, item: (Row) -> Item, cursor: (Row) -> String
    ) throws -> Response {
        let page = rows.prefix(limit)
        let next = rows.count > limit ? page.last.map(cursor) : nil
        return try .json(ListBody(items: page.map(item), next: next))
    }
}

extension Context {
    /// A page of a list that is short enough to be had as a whole: its cursor is the number of rows before the next page.
    /// - Parameter standard: rows of a page where the query does not say.
    func page<Row>(of rows: [Row], standard: Int? = nil) throws -> (rows: ArraySlice<Row>, next: String?) {
        let limit = request.query["limit"] == nil ? standard ?? services.settings.web.pageSize : try limit()
        let start = try cursor { Int($0).flatMap { $0 >= 0 ? $0 : nil } } ?? 0
        let rest = rows.dropFirst(start)
        return (rest.prefix(limit), rest.count > limit ? String(start + limit) : nil)
    }

    /// The same as a list.
    func list<Row, Item: Encodable>(
        whole rows: [Row], standard: Int? = nil, item: (Row) throws -> Item
    ) throws -> Response {
        let page = try page(of: rows, standard: standard)
        return try .json(ListBody(items: page.rows.map(item), next: page.next))
    }
}

/// A cursor of lists that are ordered by an instant, newest first.
struct DateCursor {
    var date: Date
    var id: UUID

    var value: (Date, UUID) { (date, id) }

    var text: String {
        PostingCursor(sortKey: String(Int64((date.timeIntervalSince1970 * 1_000_000).rounded())), id: id).text
    }

    init(_ date: Date, _ id: UUID) {
        self.date = date
        self.id = id
    }

    init?(text: String) {
        // Up to the year 9999: later than any row, and within what PostgreSQL can hold.
        guard let cursor = PostingCursor(text: text), let microseconds = Int64(cursor.sortKey),
            (0..<253_402_300_800_000_000).contains(microseconds)
        else { return nil }
        self.init(Date(timeIntervalSince1970: Double(microseconds) / 1_000_000), cursor.id)
    }
}
