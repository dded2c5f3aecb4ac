import Base
import Foundation
import Model
import Postgres
import Storage
import TestSupport
import Testing

/// Lists for operators: right in every order, and never slower because there is much.
struct TaskSearchTests {
    let database: TestDatabase
    let db: Connection

    init() throws {
        database = try TestServers.database()
        db = try database.connect()
    }

    /// Rows of every state, made without the engine.
    private func fill(
        _ count: Int, state: String, queue: String = "scoring", kind: String = "test", user: UUID? = nil
    ) throws {
        try db.execute(
            """
            insert into tasks (
                id, queue, kind, arguments, user_id, state, max_attempts, run_at, created_at, started_at, finished_at,
                lease, error_code, attempt
            )
            select
                (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - \(count) + n), 12, '0')
                    || '7000' || '8' || substr(md5(n::text || \(state) || \(queue)), 1, 15))::uuid,
                \(queue), \(kind), '{}', \(user), \(state), 8, now() - n * interval '1 second', now(), now(),
                case when \(state) in ('succeeded', 'dead', 'cancelled') then now() - n * interval '1 millisecond' end,
                case when \(state) = 'running' then gen_random_uuid() end,
                case when \(state) in ('dead', 'failed') then 'code_' || n % 3 end, 1
            from generate_series(1, \(count)) as n
            """)
    }

    private func user() throws -> UUID {
        let id = UUID.v7()
        try db.execute(
            """
            insert into users (id, email, role, password_hash)
            values (\(id), \(id.text + "@example.com"), 'seeker', '')
            """)
        return id
    }

    private func search(_ state: TaskState?, _ change: (inout TaskSearch) -> Void = { _ in }) -> TaskSearch {
        var search = TaskSearch()
        search.state = state
        change(&search)
        return search
    }

    /// Every page of a list, one after another.
    private func walk(_ search: TaskSearch, limit: Int, scan: Int = TaskSearch.scanLimit) throws -> [TaskSnapshot] {
        var (all, cursor) = ([TaskSnapshot](), TaskCursor?.none)
        for _ in 0..<1000 {
            let page = try db.tasks(matching: search, after: cursor, limit: limit, scan: scan)
            all += page.tasks
            guard let next = page.next else { return all }
            // As addresses carry it.
            cursor = TaskCursor(text: next.text)
            guard cursor != nil else { break }
        }
        Issue.record("the pages never end")
        return all
    }

    @Test func `pages follow one another without gap or repetition, in every order`() throws {
        let person = try user()
        for (index, state) in TaskState.allCases.enumerated() {
            try fill(23, state: state.rawValue, queue: index % 2 == 0 ? "scoring" : "documents", user: person)
        }
        try fill(11, state: "queued", queue: "notify", kind: "other")
        let searches = [
            (search(nil), 149), (search(.queued), 34), (search(.running), 23), (search(.failed), 23),
            (search(.succeeded), 23), (search(.dead), 23), (search(.cancelled), 23),
            (search(nil) { $0.user = person }, 138), (search(.queued) { $0.queue = "notify" }, 11),
            (search(.queued) { $0.kind = "other" }, 11), (search(nil) { $0.queue = "documents" }, 69),
            (search(.dead) { $0.errorCode = "code_1" }, 8), (search(.dead) { $0.user = person }, 23),
            (search(nil) { $0.createdSince = Date(timeIntervalSinceNow: 60) }, 0),
        ]
        for (search, count) in searches {
            for limit in [1, 7, 200] {
                let found = try walk(search, limit: limit)
                #expect(found.count == count, "\(search)")
                #expect(Set(found.map(\.id)).count == count)
            }
            // However few rows one page may look at, the list is the same.
            let patient = try walk(search, limit: 3, scan: 7)
            #expect(patient.map(\.id) == (try walk(search, limit: 200).map(\.id)), "\(search)")
            #expect(try db.taskCount(matching: search, limit: 1000) == Tally(count))
        }
        let waiting = try walk(search(.queued), limit: 9).map(\.runAt)
        #expect(waiting == waiting.sorted(), "what may start first comes first")
        let done = try walk(search(.succeeded), limit: 9).map(\.finishedAt!)
        #expect(done == done.sorted(by: >))
    }

    @Test func `counts stop at their limit and say so`() throws {
        try fill(120, state: "dead")
        #expect(try db.taskCount(matching: search(.dead), limit: 100) == Tally(100, isExact: false))
        #expect(try db.taskCount(matching: search(.dead), limit: 120) == Tally(120))
        // Forty match, but only fifty were looked at.
        let some = search(.dead) { $0.errorCode = "code_1" }
        #expect(try db.taskCount(matching: some, limit: 100, scan: 50).isExact == false)
        #expect(try db.taskCount(matching: some, limit: 100) == Tally(40))
        #expect(try db.exactTaskCount(matching: some) == 40)
        let page = try db.tasks(matching: some, limit: 50, scan: 50)
        #expect(page.isCutShort && page.next != nil && page.tasks.count < 40)
    }

    @Test func `a list of failures has the tasks that failed lately, however they went on`() throws {
        try fill(3, state: "succeeded")
        let tasks = try db.tasks(matching: search(.succeeded), limit: 10).tasks
        for (index, task) in tasks.enumerated() {
            try db.execute(
                """
                insert into task_attempts (task_id, queue, kind, attempt, outcome, error_code, error, finished_at)
                select \(task.id), 'scoring', 'test', n, 'failed', 'busy', 'x', now() - interval '1 hour' * \(index * 2)
                from generate_series(1, 2) as n
                """)
        }
        func found(_ hours: Double, _ code: String? = nil) throws -> [UUID] {
            try db.tasks(
                matching: search(nil) {
                    $0.failedSince = Date(timeIntervalSinceNow: -3600 * hours)
                    $0.errorCode = code
                }, limit: 10
            ).tasks.map(\.id)
        }
        #expect(try found(1) == [tasks[0].id])
        #expect(try Set(found(3)) == [tasks[0].id, tasks[1].id])
        #expect(try found(9, "busy").count == 3)
        #expect(try found(9, "other").isEmpty)
        func between(_ from: Double, _ until: Double) throws -> [UUID] {
            try db.tasks(
                matching: search(nil) {
                    $0.failedSince = Date(timeIntervalSinceNow: -3600 * from)
                    $0.failedUntil = Date(timeIntervalSinceNow: -3600 * until)
                }, limit: 10
            ).tasks.map(\.id)
        }
        #expect(try between(3, 1) == [tasks[1].id] && between(9, 3) == [tasks[2].id] && between(9, 6).isEmpty)
    }

    @Test func `spans of time have an end`() throws {
        try fill(23, state: "succeeded")
        try fill(9, state: "dead")
        let (start, end) = (Date(timeIntervalSinceNow: -60), Date(timeIntervalSinceNow: 60))
        let done = search(.succeeded) { ($0.finishedSince, $0.finishedUntil) = (start, end) }
        #expect(try walk(done, limit: 5).count == 23)
        #expect(try walk(search(.succeeded) { $0.finishedUntil = start }, limit: 5).isEmpty)
        #expect(try walk(search(.dead) { ($0.createdSince, $0.createdUntil) = (start, end) }, limit: 5).count == 9)
        #expect(try walk(search(.dead) { $0.createdUntil = start }, limit: 5).isEmpty)
        #expect(try db.exactTaskCount(matching: search(.dead) { $0.createdUntil = end }) == 9)
    }

    @Test func `what an action will change is counted in the history too, by its indexes`() throws {
        try fill(3000, state: "dead")
        try fill(20_000, state: "succeeded")
        let old = Date(timeIntervalSinceNow: 60)
        try db.execute(
            """
            with gone as (delete from tasks where get_byte(uuid_send(id), 15) % 2 = 0 returning *)
            insert into tasks_history (
                id, queue, kind, arguments, priority, state, attempt, max_attempts, crashes, alone, run_at, children_left,
                error_code, revision, created_at, updated_at, started_at, finished_at)
            select id, queue, kind, arguments, priority, state, attempt, max_attempts, crashes, alone, run_at,
                children_left, error_code, revision, created_at, updated_at, started_at, finished_at from gone
            """)
        try db.execute("analyze tasks")
        try db.execute("analyze tasks_history")
        let dead = search(.dead).unchanged(since: old)
        #expect(try db.exactTaskCount(matching: dead) == 3000)
        #expect(try walk(dead, limit: 500).count == 3000)
        let (ids, others) = (try db.tasks(matching: dead, limit: 7).tasks.map(\.id), UUID.v7())
        #expect(try Set(db.tasks(ids + [others], matching: [dead, search(.cancelled)])) == Set(ids))
        #expect(try db.tasks(ids + [others] + ids, in: [.dead]) == ids && db.tasks(ids, in: [.queued]).isEmpty)
        for search in [dead, self.search(.dead) { $0.queue = "scoring" }] {
            let plan = try db.plan(of: search, limit: 500)
            #expect(plan.contains("tasks_dead_idx") && plan.contains("state_id_idx"), "\(plan)")
        }
    }

    @Test func `of very many failures a list shows the latest and says so, and an action misses none`() throws {
        try fill(30, state: "dead")
        try db.execute(
            """
            insert into task_attempts (task_id, queue, kind, attempt, outcome, error_code, error, finished_at)
            select id, queue, kind, n, 'failed', error_code, 'x', finished_at from tasks, generate_series(1, 2) as n
            """)
        let failing = search(.dead) { $0.failedSince = Date(timeIntervalSinceNow: -3600) }
        let page = try db.tasks(matching: failing, limit: 100, scan: 40)
        #expect(page.tasks.count == 20 && page.isCutShort && page.next == nil)
        #expect(try db.taskCount(matching: failing, limit: 100, scan: 40) == Tally(20, isExact: false))
        let whole = try db.tasks(matching: failing, limit: 100, scan: 60)
        #expect(whole.tasks.count == 30 && !whole.isCutShort)
        #expect(try db.taskCount(matching: failing, limit: 100, scan: 60) == Tally(30))

        func changeable(_ search: TaskSearch) throws -> (count: Int, changed: Int) {
            (
                try db.exactTaskCount(matching: search),
                try db.tasks(matching: search, limit: 100, scan: 40, missesNone: true).tasks.count
            )
        }
        #expect(try changeable(failing) == (30, 30))
        let some = search(.dead) {
            $0.failedSince = failing.failedSince
            $0.errorCode = "code_1"
        }
        #expect(try changeable(some) == (10, 10))
        let others = search(.cancelled) { $0.failedSince = failing.failedSince }
        #expect(try changeable(others) == (0, 0))
        try db.execute(
            """
            insert into task_attempts (task_id, queue, kind, attempt, outcome)
            select id, queue, kind, n, 'failed' from (select * from tasks limit 1) as one,
                generate_series(1, \(TaskSearch.failureScanLimit)) as n
            """)
        #expect(try changeable(failing) == (30, 30), "however often one of them failed")
    }

    @Test func `every list follows an index, whatever is asked`() throws {
        try fill(20_000, state: "succeeded")
        for state in ["queued", "running", "failed", "dead", "cancelled"] { try fill(50, state: state) }
        let person = try user()
        try fill(40, state: "dead", user: person)
        try db.execute("analyze tasks")
        let searches: [(TaskSearch, index: String)] = [
            (search(nil), "tasks_pkey"), (search(nil) { $0.kind = "test" }, "tasks_pkey"),
            (search(nil) { $0.createdSince = Date(timeIntervalSinceNow: -3600) }, "tasks_pkey"),
            (search(.queued), "tasks_queued_idx"), (search(.queued) { $0.queue = "scoring" }, "tasks_queued_idx"),
            (search(nil) { $0.isJoining = true }, "tasks_joining_idx"), (search(.running), "tasks_running_idx"),
            (search(.failed), "tasks_failed_idx"), (search(.dead), "tasks_dead_idx"),
            (search(.cancelled), "tasks_cancelled_idx"), (search(.succeeded), "tasks_finished_at_idx"),
            (search(.succeeded) { $0.finishedSince = Date(timeIntervalSinceNow: -3600) }, "tasks_finished_at_idx"),
            (search(nil) { $0.user = person }, "tasks_user_id_idx"),
            (search(nil) { $0.id = person }, "tasks_pkey"),
            (search(nil) { $0.subject = person }, "tasks_subject_id_idx"),
            (search(nil) { $0.worker = person }, "tasks_running_idx"),
            (
                search(.succeeded) {
                    $0.finishedSince = Date(timeIntervalSinceNow: -3600)
                    $0.finishedUntil = Date(timeIntervalSinceNow: -1800)
                }, "tasks_finished_at_idx"
            ),
            (
                search(.dead) {
                    $0.queue = "scoring"
                    $0.kind = "test"
                    $0.errorCode = "code_1"
                }, "tasks_dead_idx"
            ),
        ]
        for (search, index) in searches {
            let plan = try db.plan(of: search, limit: 50)
            #expect(!plan.contains("Seq Scan on tasks "), "\(search)\n\(plan)")
            #expect(plan.contains(index), "\(search)\n\(plan)")
        }
    }

    @Test func `tasks start over in one statement, one of each unique key`() throws {
        let first = try #require(try db.insertTask(task(key: "a")))
        _ = try db.cancelTask(first.id, ownedBy: nil)
        let second = try #require(try db.insertTask(task(key: "a")))
        _ = try db.cancelTask(second.id, ownedBy: nil)
        let plain = try #require(try db.insertTask(task(key: nil)))
        _ = try db.cancelTask(plain.id, ownedBy: nil)
        let ids = [first.id, second.id, plain.id]
        #expect(try Set(db.restartTasks(ids).map(\.snapshot.id)) == [second.id, plain.id])
        #expect(try db.restartTasks(ids).isEmpty, "the key is held, the others are not over")
        #expect(try db.deleteTasks(ids) == [first.id])
        #expect(try db.taskCopies(of: ids) { UUID.v7() }.isEmpty)
    }

    private func task(key: String?) -> NewTask {
        NewTask(
            id: UUID.v7(), queue: "scoring", kind: "test", arguments: JSON(text: "{}"), uniqueKey: key)
    }

    @Test func `minutes are counted once however often, and outlive the tasks`() throws {
        try fill(40, state: "succeeded")
        try db.execute(
            """
            insert into task_attempts (task_id, queue, kind, attempt, outcome, error_code, error)
            select gen_random_uuid(), 'scoring', 'test', 1, outcome, 'busy', outcome
            from unnest(array['failed', 'dead', 'crashed', 'released', 'cancelled']) as outcome
            """)
        for _ in 0..<3 { try db.countTaskMinutes() }
        try db.execute("delete from tasks")
        try db.countTaskMinutes()
        let spans = try db.taskSpans(queue: "scoring", kind: "test", seconds: 3600, count: 24)
        #expect(spans.reduce(0) { $0 + $1.succeeded } == 40)
        #expect(spans.reduce(0) { $0 + $1.failed } == 2 && spans.reduce(0) { $0 + $1.dead } == 1)
        #expect(spans.reduce(0) { $0 + $1.runs.total } == 40 && spans.reduce(0) { $0 + $1.waits.total } == 40)
        #expect(try db.taskSpans(queue: "notify", kind: nil, seconds: 3600, count: 24).isEmpty)
        let standing = try #require(try db.queueStandings(["scoring"], countLimit: 10).first)
        #expect(standing.succeeded == 40 && standing.failures == 3)
        let failures = try db.failureGroups(limit: 10)
        #expect(failures.isWhole && failures.groups.count == 1)
        #expect(failures.groups.first?.counts == [3, 3, 3, 3, 3] && failures.groups.first?.dead == 1)
    }

    @Test func `percentiles lie within the class that holds them`() throws {
        var counts = [Int](repeating: 0, count: Latencies.bounds.count + 1)
        #expect(Latencies(counts: counts).percentile(0.5) == nil)
        counts[3] = 99  // 5 to 10 ms
        counts[Latencies.bounds.count] = 1  // half an hour and more
        let latencies = Latencies(counts: counts)
        let median = try #require(latencies.percentile(0.5))
        #expect((5...10).contains(median))
        #expect(latencies.percentile(1) == 1_800_000)
        #expect(Latencies(counts: [1]).percentile(0.5) == 1)
    }

    @Test func `queues are counted up to a limit`() throws {
        try fill(30, state: "queued")
        try fill(5, state: "dead", queue: "unknown")
        try db.pauseQueue("notify", by: nil)
        let standings = try db.queueStandings(["scoring", "notify"], countLimit: 20)
        #expect(standings.map(\.name) == ["scoring", "notify", "unknown"])
        #expect(standings[0].waiting == Tally(20, isExact: false) && standings[0].oldest != nil)
        #expect(standings[1].waiting == Tally(0) && standings[1].pausedAt != nil)
        #expect(standings[2].dead == Tally(5))
    }
}
