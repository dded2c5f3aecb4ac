import Base
import Foundation
import HTTP
import Model
import Postgres
import Storage
import Tasking
import TestSupport
import Testing
import Work

@testable import Site

/// A product with who looks at its operators' pages, who acts, and whose tasks they are.
struct OperatorsCast {
    let harness: SiteHarness
    let admin: Person
    let onlooker: Person
    let person: Person

    init() throws {
        harness = try SiteHarness()
        admin = try harness.person(.admin)
        onlooker = try harness.person(.operator)
        person = try harness.person()
    }
}

/// What the tests of operators' pages have in common.
protocol OperatorsTesting {
    var cast: OperatorsCast { get }
}

extension OperatorsTesting {
    var harness: SiteHarness { cast.harness }
    var admin: Person { cast.admin }
    var onlooker: Person { cast.onlooker }
    var person: Person { cast.person }

    func state(_ id: UUID) throws -> TaskState? { try harness.sql { try $0.taskSnapshot(id)?.state } }

    func actions() throws -> [OperatorAction] { try harness.sql { try $0.operatorActions(limit: 100) } }

    /// Dead tasks made with one statement.
    func kill(_ count: Int) throws {
        try harness.sql { db in
            _ = try db.execute(
                """
                insert into tasks (id, queue, kind, arguments, state, max_attempts, attempt, error_code, finished_at)
                select gen_random_uuid(), 'notify', 'test', '{}', 'dead', 8, 8, 'gone', now() from generate_series(1, \(count))
                """)
        }
    }

    func links(_ html: String, to prefix: String) -> [String] {
        html.components(separatedBy: "href=\"").dropFirst()
            .map { $0.components(separatedBy: "\"")[0].replacingOccurrences(of: "&amp;", with: "&") }
            .filter { $0.hasPrefix(prefix) }
    }

    /// Runs a worker for the product's housekeeping until something is so.
    func work(until isDone: () throws -> Bool) throws {
        let services = harness.services
        let runner = Runner(
            pool: services.database, queue: services.queue, registry: try Registry.make(services),
            threads: [.maintenance: 1], settings: TaskingSettings().scaled(by: 0.1), logger: services.logger)
        try runner.start()
        defer { runner.drain() }
        let end = ContinuousClock.now + .seconds(60)
        while try !isDone() {
            guard ContinuousClock.now < end else { throw TestFailure("it takes too long") }
            WorkerThread.sleep(milliseconds: 20)
        }
    }

    /// Tasks that wait for one other each, which waits as well.
    func join(_ count: Int) throws {
        try harness.sql { db in
            _ = try db.execute(
                """
                with parents as (
                    insert into tasks (id, queue, kind, arguments, max_attempts, children_left)
                    select gen_random_uuid(), 'notify', 'test', '{}', 8, 1 from generate_series(1, \(count)) returning id
                )
                insert into tasks (id, queue, kind, arguments, max_attempts, parent_id)
                select gen_random_uuid(), 'notify', 'test', '{}', 8, id from parents
                """)
        }
    }

    /// How many tasks in the hot table or the history are dead.
    func deadCount() throws -> Int { try harness.sql { try $0.exactTaskCount(matching: TaskSearch(state: .dead)) } }

    /// Moves everything that is over into the history.
    func moveToHistory() throws {
        let columns: SQL = """
            id, queue, kind, arguments, user_id, subject_id, priority, state, attempt, max_attempts, crashes, alone,
            worker_id, run_at, unique_key, parent_id, children_left, progress, result, error_code, error, revision,
            created_at, updated_at, started_at, finished_at
            """
        try harness.sql { db in
            _ = try db.execute(
                """
                with gone as (delete from tasks where state in ('succeeded', 'dead', 'cancelled') returning *)
                insert into tasks_history (\(columns)) select \(columns) from gone
                """)
        }
    }

    /// The number that stands above a list of tasks.
    func found(_ list: String) throws -> String {
        let html = harness.page(.get, list, as: onlooker).text
        let summary = try #require(html.components(separatedBy: "<h2 id=\"found\">").dropFirst().first)
        return String(summary.prefix { $0 != " " })
    }
}

extension TaskSearch {
    init(state: TaskState) {
        self.init()
        self.state = state
    }
}
