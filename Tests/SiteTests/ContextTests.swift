import Base
import Composition
import Foundation
import HTTP
import Model
import Postgres
import Tasking
import Testing
import Work

@testable import Site

/// What handlers work with.
@Suite struct ContextTests {
    @Test func `what was read beside the session answers for its own task alone`() throws {
        let harness = try SiteHarness()
        let person = try harness.person()
        let tasks = try (0..<2).map { number in
            try harness.services.database.transaction { db in
                try harness.services.queue.enqueue(
                    RescoreMatches(userID: person.id), user: person.id, uniqueKey: "\(number)", on: db
                ).id
            }
        }
        for task in tasks {
            #expect(try harness.services.queue.board.status(task, orFrom: harness.services.database) != nil)
        }
        let context = Context(
            request: Request(.get, "/live/" + tasks[0].text),
            route: Route(.get, "/live/{id}", .anyone) { _ in throw Problem.notFound() },
            site: harness.site, owner: nil, secret: nil, form: nil,
            companion: try harness.services.redis.command(StatusBoard.read(tasks[0])),
            words: harness.site.words.language(harness.site.language), logger: harness.services.logger)
        for task in tasks { #expect(try context.taskStatus(task)?.id == task) }
    }
}
