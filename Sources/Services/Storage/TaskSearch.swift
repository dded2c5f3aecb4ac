internal import Base
public import FoundationEssentials
public import Model
public import Postgres

/// What an operator looks for among the tasks; nil leaves a condition out.
///
/// Whatever is asked, the answer costs no more with ten million rows than with ten thousand: it walks one index in its own
/// order, from where the page before ended, and looks at ``scanLimit`` rows at the most. Where that was not enough the page
/// says so and its cursor goes on from there.
public struct TaskSearch: Sendable, Equatable, Codable {
    public var queue: String?
    public var kind: String?
    public var state: TaskState?
    /// Only those that wait for others of their own to end.
    public var isJoining = false
    /// The one task of this id.
    public var id: UUID?
    /// What they are about: a resume, a match, a run, a schedule.
    public var subject: UUID?
    /// What this worker has in hand.
    public var worker: UUID?
    public var user: UUID?
    public var errorCode: String?
    /// Made since then, and before then.
    public var createdSince: Date?
    public var createdUntil: Date?
    /// Succeeded since then, and before then.
    public var finishedSince: Date?
    public var finishedUntil: Date?
    /// An attempt failed since then, and before then, however it went on.
    public var failedSince: Date?
    public var failedUntil: Date?
    /// Not changed after this: what was confirmed, and nothing that came later.
    public var unchangedSince: Date? {
        get { unchangedMicroseconds.map { Date(timeIntervalSince1970: Double($0) / 1_000_000) } }
        set { unchangedMicroseconds = newValue.map { Int64(($0.timeIntervalSince1970 * 1_000_000).rounded()) } }
    }

    /// As it is stored: dates in JSON have milliseconds, and what changed within the same one would be left out.
    private var unchangedMicroseconds: Int64?

    public init() {}

    /// The same, of what has not changed after `date`.
    public func unchanged(since date: Date) -> TaskSearch {
        var search = self
        search.unchangedSince = date
        return search
    }

    /// Rows that one page or one count looks at.
    public static let scanLimit = 100_000
    /// Attempts that a list of failures looks at.
    public static let failureScanLimit = 20_000

    /// What the list is ordered by.
    public enum Order: String, Sendable, Codable {
        /// Newest first.
        case id
        /// Which may start first.
        case runAt = "run_at"
        /// Which ended last.
        case finishedAt = "finished_at"
    }

    public var order: Order {
        if failedSince != nil || !keys.isEmpty || isJoining { return .id }
        return switch state {
        case .queued?, .failed?: .runAt
        case .succeeded?: .finishedAt
        default: .id
        }
    }
}

/// Where a page of a list of tasks ended.
public struct TaskCursor: Sendable, Equatable {
    /// The value of the order's column; of ids nothing.
    public var date: Date?
    public var id: UUID

    public init(date: Date?, id: UUID) {
        self.date = date
        self.id = id
    }

    /// The cursor as addresses and rows carry it: microseconds or nothing, a dot, the id.
    public var text: String {
        (date.map { String(Int64(($0.timeIntervalSince1970 * 1_000_000).rounded())) } ?? "") + "." + id.text
    }

    /// Reads what ``text`` wrote; nil for anything else.
    public init?(text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let id = UUID(text: parts[1]) else { return nil }
        self.id = id
        guard !parts[0].isEmpty else { return }
        // Up to the year 9999: within what PostgreSQL can hold.
        guard let microseconds = Int64(parts[0]), (0..<253_402_300_800_000_000).contains(microseconds)
        else { return nil }
        date = Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }
}

/// One page of a list of tasks.
public struct TaskListing: Sendable {
    public var tasks: [TaskSnapshot]
    public var next: TaskCursor?
    /// Whether the page ended because enough rows were looked at, not because it was full. Of failures only the latest are looked
    /// at: then no page follows.
    public var isCutShort: Bool
}

/// A number that was counted up to a limit.
public struct Tally: Sendable, Equatable {
    public var count: Int
    /// False where there may be more.
    public var isExact: Bool

    public init(_ count: Int, isExact: Bool = true) {
        self.count = count
        self.isExact = isExact
    }
}

extension TaskSearch {
    /// `order by` of the list.
    var ordering: SQL {
        switch order {
        case .id: "id desc"
        case .runAt: "run_at, id"
        case .finishedAt: "finished_at desc, id desc"
        }
    }

    private func following(_ cursor: TaskCursor?) -> SQL? {
        guard let cursor else { return nil }
        switch (order, cursor.date) {
        case (.runAt, let date?): return "(run_at, id) > (\(date), \(cursor.id))"
        case (.finishedAt, let date?): return "(finished_at, id) < (\(date), \(cursor.id))"
        default: return "id < \(cursor.id)"
        }
    }

    /// The condition whose index the walk follows. The state stands in the text, so that the partial indexes can serve.
    private var stateCondition: SQL? {
        if isJoining { return "state = 'queued' and children_left > 0" }
        return switch state {
        case .queued?: "state = 'queued' and children_left = 0"
        case let state?: "state = '\(raw: state.rawValue)'"
        case nil: nil
        }
    }

    /// What few tasks have, each with an index of its own.
    private var keys: [SQL] {
        var keys: [SQL] = []
        if let id { keys.append("id = \(id)") }
        if let subject { keys.append("subject_id = \(subject)") }
        if let worker { keys.append("worker_id = \(worker) and state = 'running'") }
        if let user { keys.append("user_id = \(user)") }
        return keys
    }

    /// Whether all the tasks there can be are soon looked through.
    fileprivate var isNarrow: Bool { id != nil || subject != nil || worker != nil }

    /// Whether the walk follows the index of what waits, which has the queues apart.
    private var isByQueue: Bool { order == .runAt && state == .queued }

    /// Where they can stand: what is not over is in no history.
    private var table: SQL {
        isJoining || worker != nil || [.queued, .running, .failed].contains(state) ? "tasks" : "all_tasks"
    }

    /// All that match, in no order.
    /// - Parameter ids: only of these; nil for all.
    fileprivate func all(among ids: [UUID]? = nil) -> SQL {
        var conditions = keys + remaining + (order == .id ? created : []) + (order == .finishedAt ? finished : [])
        if let stateCondition { conditions.append(stateCondition) }
        if let queue { conditions.append("queue = \(queue)") }
        if failedSince != nil { conditions.append("exists (\(attempts) and task_id = tasks.id)") }
        if let ids { conditions.append("id = any(\(ids))") }
        return "\(table) as tasks \(where: conditions)"
    }

    /// Rows in the list's order, from one index.
    /// - Parameters:
    ///   - scan: at most so many rows.
    ///   - wanted: of these the page needs so many; where nothing else is asked for, more are not looked at.
    ///   - missesNone: looks at all failures, as what changes them must; a list at the latest.
    func walk(after cursor: TaskCursor?, scan: Int, wanted: Int, missesNone: Bool = false) -> SQL {
        var conditions = keys
        if let following = following(cursor) { conditions.append(following) }
        if order == .id { conditions += created }
        if failedSince != nil {
            if missesNone || isNarrow {
                // From the tasks to their attempts: these tasks are few.
                conditions.append("exists (\(attempts) and task_id = tasks.id)")
                if let stateCondition { conditions.append(stateCondition) }
                return "select * from \(table) as tasks \(where: conditions) order by id desc limit \(scan)"
            }
            let most = min(scan, Self.failureScanLimit)
            return """
                select everything.* from (
                    select distinct task_id from (
                        \(attempts) order by finished_at desc limit \(most)) as lately
                ) as failing join \(table) as everything on everything.id = failing.task_id
                \(where: conditions) order by id desc limit \(scan)
                """
        }
        if keys.isEmpty, let stateCondition { conditions.append(stateCondition) }
        if isByQueue {
            if let queue {
                conditions.append("queue = \(queue)")
            } else {
                let each = remaining.isEmpty ? min(wanted, scan) : scan
                conditions.append("tasks.queue = names.queue")
                return """
                    select listed.* from (\(Self.queuedNames)) as names, lateral (
                        select * from tasks \(where: conditions) order by run_at, id limit \(each)
                    ) as listed order by run_at, id limit \(scan)
                    """
            }
        }
        if order == .finishedAt { conditions += finished }
        return "select * from \(table) as tasks \(where: conditions) order by \(ordering) limit \(scan)"
    }

    /// What the walk does not settle.
    var remaining: [SQL] {
        var conditions: [SQL] = []
        if let queue, !isByQueue { conditions.append("queue = \(queue)") }
        if let kind { conditions.append("kind = \(kind)") }
        if !keys.isEmpty || failedSince != nil, let stateCondition { conditions.append(stateCondition) }
        if let errorCode, failedSince == nil { conditions.append("error_code = \(errorCode)") }
        if order != .id { conditions += created }
        if order != .finishedAt { conditions += finished }
        if let unchangedSince { conditions.append("updated_at <= \(unchangedSince)") }
        return conditions
    }

    private var created: [SQL] {
        [
            createdSince.map { "id >= \(UUID.v7Floor($0))" }, createdUntil.map { "id < \(UUID.v7Floor($0))" },
        ].compactMap(\.self)
    }

    private var finished: [SQL] {
        [finishedSince.map { "finished_at >= \($0)" }, finishedUntil.map { "finished_at < \($0)" }].compactMap(\.self)
    }

    /// The attempts that failed in the time that is asked for.
    fileprivate var attempts: SQL {
        var conditions: [SQL] = ["outcome in ('failed', 'dead', 'crashed')"]
        if let failedSince { conditions.append("finished_at >= \(failedSince)") }
        if let failedUntil { conditions.append("finished_at < \(failedUntil)") }
        if let kind { conditions.append("kind = \(kind)") }
        if let errorCode { conditions.append("error_code = \(errorCode)") }
        if let queue { conditions.append("queue = \(queue)") }
        return "select task_id from task_attempts \(where: conditions)"
    }

    /// The queues in which something waits, each found by one step into the index.
    static let queuedNames: SQL = """
        with recursive found (queue) as (
            (select queue from tasks where state = 'queued' and children_left = 0 order by queue limit 1)
            union all
            select (
                select queue from tasks
                where state = 'queued' and children_left = 0 and queue > found.queue order by queue limit 1
            ) from found where found.queue is not null
        )
        select queue from found where queue is not null
        """
}

extension SQL.Interpolation {
    /// `where` with the conditions, or nothing where there are none.
    mutating func appendInterpolation(where conditions: [SQL]) {
        guard !conditions.isEmpty else { return }
        appendInterpolation("where " + conditions.joined(separator: " and "))
    }
}

extension UUID {
    /// The least version 7 of a millisecond: ids made since `date` are not below it.
    static func v7Floor(_ date: Date) -> UUID {
        let milliseconds = UInt64(max(0, min(date.timeIntervalSince1970, 253_402_300_799)) * 1000)
        func byte(_ place: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: milliseconds >> (8 * place)) }
        return UUID(uuid: (byte(5), byte(4), byte(3), byte(2), byte(1), byte(0), 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0))
    }
}

extension Connection {
    /// One page of the tasks that match, those of the history among them.
    /// - Parameters:
    ///   - scan: rows looked at, at the most.
    ///   - missesNone: looks at all failures, as what changes them must.
    public func tasks(
        matching search: TaskSearch, after cursor: TaskCursor? = nil, limit: Int, scan: Int = TaskSearch.scanLimit,
        missesNone: Bool = false
    ) throws -> TaskListing {
        let walk = search.walk(after: cursor, scan: scan, wanted: limit + 1, missesNone: missesNone)
        let found: [TaskSnapshot] = try query(
            """
            select \(TaskSnapshot.columns) from (\(walk)) as tasks \(where: search.remaining)
            order by \(search.ordering) limit \(limit + 1)
            """)
        if found.count > limit, let last = found.dropLast().last {
            return TaskListing(tasks: Array(found.prefix(limit)), next: search.cursor(last), isCutShort: false)
        }
        let end = search.remaining.isEmpty ? nil : try self.end(of: walk, search, scan: scan)
        let isCutShort = try end != nil || !missesNone && hasMoreFailures(search, than: scan)
        return TaskListing(tasks: found, next: end, isCutShort: isCutShort)
    }

    /// How many tasks match, counted up to `limit`.
    public func taskCount(
        matching search: TaskSearch, limit: Int, scan: Int = TaskSearch.scanLimit
    ) throws -> Tally {
        let walk = search.walk(after: nil, scan: scan, wanted: limit + 1)
        let count: Int = try value(
            """
            select count(*) from (
                select from (\(walk)) as tasks \(where: search.remaining) limit \(limit + 1)
            ) as found
            """)
        if count > limit { return Tally(limit, isExact: false) }
        let end = search.remaining.isEmpty ? nil : try self.end(of: walk, search, scan: scan)
        return Tally(count, isExact: try end == nil && !hasMoreFailures(search, than: scan))
    }

    /// Whether there are more failures than a list looks at.
    private func hasMoreFailures(_ search: TaskSearch, than scan: Int) throws -> Bool {
        guard search.failedSince != nil, !search.isNarrow else { return false }
        let most = min(scan, TaskSearch.failureScanLimit)
        return try scalar("select true from (\(search.attempts) offset \(most) limit 1) as more") ?? false
    }

    /// How many tasks in one live state, dead or cancelled match, all of them, wherever they stand: what an action will
    /// change. The indexes of these states hold no tasks that succeeded.
    public func exactTaskCount(matching search: TaskSearch) throws -> Int {
        try value("select count(*) from \(search.all())")
    }

    /// Those of the tasks that match one of the searches.
    public func tasks(_ ids: [UUID], matching searches: [TaskSearch]) throws -> [UUID] {
        try searches.flatMap { search in try scalars("select id from \(search.all(among: ids))") as [UUID] }
    }

    /// The last row that a walk may look at; nil when it ended before.
    private func end(of walk: SQL, _ search: TaskSearch, scan: Int) throws -> TaskCursor? {
        let column: SQL = search.order == .id ? "null::timestamptz" : "\(raw: search.order.rawValue)"
        return try first(
            "select \(column), id from (\(walk)) as tasks order by \(search.ordering) offset \(scan - 1) limit 1"
        ) { row in TaskCursor(date: try row.next(), id: try row.next()) }
    }

    /// How PostgreSQL would look for a page; for tests.
    public func plan(of search: TaskSearch, limit: Int) throws -> String {
        let walk = search.walk(after: nil, scan: TaskSearch.scanLimit, wanted: limit + 1)
        let lines: [String] = try scalars(
            """
            explain select \(TaskSnapshot.columns) from (\(walk)) as tasks \(where: search.remaining)
            order by \(search.ordering) limit \(limit + 1)
            """)
        return lines.joined(separator: "\n")
    }
}

extension TaskSearch {
    fileprivate func cursor(_ task: TaskSnapshot) -> TaskCursor {
        switch order {
        case .id: TaskCursor(date: nil, id: task.id)
        case .runAt: TaskCursor(date: task.runAt, id: task.id)
        case .finishedAt: TaskCursor(date: task.finishedAt, id: task.id)
        }
    }
}
