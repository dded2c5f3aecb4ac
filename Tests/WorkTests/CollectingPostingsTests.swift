import Base
import Composition
import Foundation
import Model
import Postgres
import Storage
import Tasking
import TestSupport
import Testing

@testable import Work

/// Runs of sources of postings, from the first task to what is stored, with the sources played.
@Suite struct CollectingPostingsTests {
    private final class Product {
        let boards: JobBoards
        let services: Services
        let user = UUID.v7()
        private let folder = TemporaryFolder()
        private let runner: Runner

        init(_ environment: [String: String] = [:]) throws {
            boards = try JobBoards()
            let own = [
                "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
                "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical",
            ]
            let settings = try Settings(
                environment: own.merging(boards.environment) { $1 }.merging(environment) { $1 })
            services = try Services(settings: settings, label: "tests", connections: (12, 12))
            var tasking = settings.tasking
            tasking.sweep = .milliseconds(50)
            runner = Runner(
                pool: services.database, queue: services.queue, registry: try Registry.make(services),
                threads: [.collect: 2, .maintenance: 1], settings: tasking, logger: services.logger)
            let user = user
            try services.database.withConnection { db in
                _ = try db.insertUser(
                    id: user, email: "seeker@example.com", name: "", role: .seeker, passwordHash: "",
                    firstIsAdmin: false)
            }
            try runner.start()
        }

        deinit {
            runner.drain()
            services.close()
        }

        func sql<R>(_ body: (Connection) throws -> R) throws -> R { try services.database.withConnection(body) }

        func source(
            _ kind: String, _ settings: [String: String] = [:], secrets: [String: String] = [:],
            ownedBy user: UUID? = nil
        ) throws -> UUID {
            let id = UUID.v7()
            let draft = SourceDraft(
                id: id, kind: kind, name: "\(kind) \(id.text)", settings: settings,
                secrets: try services.seal(secrets, for: id), userID: user)
            guard try sql({ try $0.insertSource(draft) }) else { throw TestFailure("no source") }
            return id
        }

        func run(_ source: UUID, fromStore: Bool = false) throws -> Run {
            let id = try services.database.transaction { db in
                try #require(
                    try CollectPage.startRun(
                        of: source, startedBy: nil, isFromStore: fromStore, queue: services.queue, on: db))
            }
            return try finished(id)
        }

        func finished(_ id: UUID) throws -> Run {
            try waitUntil("the run ends", timeout: .seconds(60)) {
                try sql { try $0.run(id)?.state.isFinal ?? false }
            }
            return try #require(try sql { try $0.run(id) })
        }

        func number(_ query: SQL) throws -> Int { try sql { try $0.value(query) } }
        func outcomes(_ run: Run) throws -> [String] {
            try sql { try $0.scalars("select outcome from run_pages where run_id = \(run.id) order by ordinal") }
        }
    }

    @Test func `a run stores every page, and the next costs next to nothing`() throws {
        let product = try Product(["HUNTER_CONTACT": "ops@example.org"])
        let source = try product.source("arbeitnow")
        let first = try product.run(source)
        #expect(product.boards.server.requests.first?.headers["user-agent"] == "ResumeHunter/1.0 (ops@example.org)")
        #expect((first.state, first.pagesDone, first.done, first.created) == (.succeeded, 3, 250, 250))
        #expect(first.requests == 3 && first.bytes > 50_000)
        let stored = try product.number("select count(*) from raw_records")
        let second = try product.run(source)
        #expect((second.done, second.created, second.updated, second.unchanged) == (250, 0, 0, 250))
        #expect(second.bytes == 0, "the source says that nothing has changed")
        #expect(try product.outcomes(second) == ["same", "same", "same"])
        // Without entity tags the bytes say it.
        product.boards.change { $0.hasTags = false }
        let third = try product.run(source)
        #expect(third.unchanged == 250 && third.bytes == first.bytes)
        #expect(try product.outcomes(third) == ["same", "same", "same"])
        #expect(try product.number("select count(*) from raw_records") == stored)
        #expect(try product.number("select count(*) from source_records where seen_at > created_at") == 250)
    }

    @Test func `of a page that has changed, only what is new is read`() throws {
        let product = try Product()
        let source = try product.source("greenhouse", ["board": "acme"])
        _ = try product.run(source)
        product.boards.change {
            $0.edition[7] = "Now with roses."
            $0.count = 251
        }
        let run = try product.run(source)
        #expect((run.done, run.created, run.updated, run.unchanged) == (251, 1, 1, 249))
        #expect(try product.number("select count(*) from raw_records") == 252)
        let text: String = try product.sql {
            try $0.value("select description_markdown from postings where url like '%/jobs/7'")
        }
        #expect(text.contains("roses"))
        // What a page has lost is not seen with the page.
        product.boards.change { $0.count = 100 }
        #expect(try product.run(source).unchanged == 100)
        #expect(try product.outcomes(product.run(source)) == ["same"])
        #expect(try product.number("select count(*) from source_records where page = '-'") == 151)
    }

    @Test func `a posting that could not be stored is tried again, though its page says the same`() throws {
        let product = try Product()
        product.boards.change { $0.count = 5 }
        let source = try product.source("greenhouse", ["board": "acme"])
        _ = try product.sql {
            try $0.execute("alter table postings add constraint unwanted check (url not like '%/jobs/3')")
        }
        let first = try product.run(source)
        #expect((first.created, first.failed) == (4, 1))
        _ = try product.sql { try $0.execute("alter table postings drop constraint unwanted") }
        let second = try product.run(source)
        #expect((second.created, second.failed, second.unchanged) == (1, 0, 4))
        #expect(try product.outcomes(product.run(source)) == ["same"])
    }

    @Test func `what a board lists no more is closed, and stays so when what is stored is read again`() throws {
        let product = try Product()
        product.boards.change { $0.count = 5 }
        let source = try product.source("greenhouse", ["board": "acme"])
        let own = try product.source("greenhouse", ["board": "acme"], ownedBy: product.user)
        for source in [source, own] { _ = try product.run(source) }
        func closed() throws -> Int {
            try product.number(
                """
                select count(*) from postings where status = 'expired' and liveness = 'closed' and liveness_reason = 'not_listed'
                """)
        }
        product.boards.change { $0.count = 3 }
        for source in [source, own] { _ = try product.run(source) }
        #expect(try closed() == 4, "two of everybody's and two of a person's own")
        _ = try product.sql { try $0.execute("update postings set content_hash = '' where status = 'expired'") }
        #expect(try product.run(source, fromStore: true).updated == 2)
        #expect(try closed() == 4)
        #expect(try product.number("select count(*) from posting_sources where gone_at is null") == 6)
        product.boards.change { $0.count = 5 }
        for source in [source, own] { _ = try product.run(source) }
        #expect(try product.number("select count(*) from postings where status = 'open' and liveness = 'open'") == 10)
    }

    @Test func `a board that lists nothing is believed the second time`() throws {
        let product = try Product()
        product.boards.change { $0.count = 3 }
        let source = try product.source("greenhouse", ["board": "acme"])
        _ = try product.run(source)
        product.boards.change { $0.count = 0 }
        #expect(try product.run(source).warnings.count == 1)
        #expect(try product.number("select count(*) from postings where status = 'open'") == 3)
        #expect(try product.run(source).warnings.isEmpty)
        #expect(try product.number("select count(*) from postings where status = 'expired'") == 3)
    }

    @Test func `a posting that cannot be read any more is listed all the same`() throws {
        let product = try Product()
        product.boards.change { $0.count = 3 }
        let source = try product.source("ashby", ["board": "acme"])
        _ = try product.run(source)
        let open = try product.number("select count(*) from postings where status = 'open'")
        product.boards.change {
            $0.edition[0] = "Changed."
            $0.untitled = 0
            $0.count = 2
        }
        let run = try product.run(source)
        #expect(run.failures.count == 1 && run.warnings.isEmpty)
        #expect(try product.number("select count(*) from postings where status = 'open'") == open - 1)
        #expect(try product.number("select count(*) from postings where status = 'open' and url like '%/0'") == 1)
    }

    @Test func `a run that failed with its task goes on with a retry, unless the source has another`() throws {
        let product = try Product()
        let source = try product.source("arbeitnow")
        func deadRun() throws -> (UUID, UUID) {
            try product.services.database.transaction { db in
                let run = try #require(
                    try CollectPage.startRun(of: source, startedBy: nil, queue: product.services.queue, on: db))
                let task = try #require(try db.run(run)?.taskID)
                try db.execute("update tasks set state = 'dead', finished_at = now() where id = \(task)")
                _ = try db.settleRuns()
                return (run, task)
            }
        }
        let (old, first) = try deadRun()
        let (new, second) = try deadRun()
        let queue = product.services.queue
        #expect(try product.services.database.transaction { try queue.restart([first, second], on: $0) } == 1)
        #expect(try product.finished(new).state == .succeeded && product.run(source).state == .succeeded)
        #expect(try product.finished(old).state == .failed)
        // As a new task just so.
        #expect(try product.services.database.transaction { try queue.runAgain([first], on: $0) }.count == 1)
        #expect(try product.finished(old).state == .succeeded)
        // What has succeeded is not done again.
        #expect(try product.services.database.transaction { try queue.runAgain([first, second], on: $0) }.isEmpty)
    }

    @Test func `what has expired is open again when it is seen`() throws {
        let product = try Product()
        let source = try product.source("lever", ["board": "acme"])
        _ = try product.run(source)
        _ = try product.sql { try $0.execute("update postings set status = 'expired'") }
        _ = try product.run(source)
        #expect(try product.number("select count(*) from postings where status = 'open'") == 250)
    }

    @Test func `the first page's failure is the run's, a later one's cuts it short with a warning`() throws {
        let product = try Product()
        let source = try product.source("lever", ["board": "acme"])
        let later = "/v0/postings/acme?mode=json&skip=100&limit=100"
        product.boards.change { $0.failure = .status(400) }
        let failed = try product.run(source)
        #expect(failed.state == .failed && failed.failures.map(\.subject) == ["page 1"])
        product.boards.change { state in
            state.failure = nil
            state.gone = [later]
        }
        let cut = try product.run(source)
        #expect((cut.state, cut.done, cut.created) == (.succeeded, 100, 100))
        #expect(cut.warnings.count == 1 && cut.warnings[0].hasPrefix("Page 2 could not be had"))
    }

    @Test func `a source that refuses us is paused, with a sentence that says why`() throws {
        let product = try Product()
        for (kind, settings, failure, word) in [
            ("remoteok", [:], StubServer.Answer.status(403), "refuses"),
            ("remoteok", [:], .status(451), "country"), ("greenhouse", ["board": "gone"], nil, "no such board"),
            ("hh", ["query": "captcha"], nil, "captcha"),
        ] as [(String, [String: String], StubServer.Answer?, String)] {
            product.boards.change { $0.failure = failure }
            let id = try product.source(kind, settings)
            #expect(try product.run(id).state == .failed)
            let source = try #require(try product.sql { try $0.source(id) })
            #expect(!source.isEnabled)
            #expect(source.pauseReason?.hasPrefix("Paused because ") == true)
            #expect(source.pauseReason?.contains(word) == true, "\(source.pauseReason ?? "")")
        }
        // One bad day pauses nothing; five in a row do.
        product.boards.change { $0.failure = .status(400) }
        let id = try product.source("remoteok")
        for round in 1...5 {
            #expect(try product.run(id).state == .failed)
            #expect(try product.sql { try $0.source(id)?.isEnabled } == (round < 5))
        }
    }

    @Test func `what is stored is read again without a request`() throws {
        let product = try Product()
        let source = try product.source("greenhouse", ["board": "acme"])
        _ = try product.run(source)
        _ = try product.sql { try $0.execute("update postings set title = 'Wrong', content_hash = ''") }
        let asked = product.boards.server.requests.count
        let run = try product.run(source, fromStore: true)
        #expect((run.state, run.done, run.updated, run.requests) == (.succeeded, 250, 250, 0))
        #expect(product.boards.server.requests.count == asked)
        #expect(try product.number("select count(*) from postings where title = 'Wrong'") == 0)
    }

    @Test func `keys of a source's own are stored sealed and used`() throws {
        let product = try Product(["ADZUNA_APP_ID": "", "ADZUNA_APP_KEY": ""])
        product.boards.change { $0.count = 60 }
        let source = try product.source("adzuna", ["country": "gb", "app_id": "id"], secrets: ["app_key": "key"])
        #expect(try product.run(source).created == 60)
        // The addresses and marks are new in every answer, the postings are not.
        #expect(try product.run(source).unchanged == 60)
        let sealed: [UInt8] = try product.sql { try $0.value("select secrets from sources where id = \(source)") }
        #expect(sealed.firstRange(of: Array("key".utf8)) == nil)
        let without = try product.source("adzuna", ["country": "gb", "app_id": "id"], secrets: ["app_key": "other"])
        #expect(try product.run(without).state == .failed)
    }

    @Test func `an application's token is asked for once and kept`() throws {
        let product = try Product(["HH_TOKEN": "", "HH_CLIENT_ID": "app", "HH_CLIENT_SECRET": "secret"])
        let source = try product.source("hh", ["query": "nothing"])
        _ = try product.run(source)
        _ = try product.run(source)
        #expect(product.boards.tokens == 1)
    }

    @Test func `a person's own source has postings that are theirs alone`() throws {
        let product = try Product()
        product.boards.change { $0.count = 3 }
        let own = try product.source("greenhouse", ["board": "acme"], ownedBy: product.user)
        let run = try product.run(own)
        #expect(run.created == 3)
        func found(_ viewer: UUID?) throws -> Int {
            var search = PostingSearch()
            search.viewer = viewer
            return try product.sql { try $0.find(search, limits: SearchLimits()).candidates.count }
        }
        #expect(try (found(product.user), found(UUID.v7()), found(nil)) == (3, 0, 0))
        // Everybody's postings of the same addresses are others.
        _ = try product.run(try product.source("greenhouse", ["board": "acme"]))
        #expect(try (found(product.user), found(nil)) == (6, 3))
        _ = try product.sql { try $0.deleteSource(own) }
        #expect(try (found(product.user), found(nil)) == (3, 3))
    }

    @Test func `what no source shows expires, is archived, and can still be read`() throws {
        let product = try Product()
        product.boards.change { $0.count = 3 }
        _ = try product.run(try product.source("greenhouse", ["board": "acme"]))
        func age() throws -> (Int, Int) {
            (
                try product.sql { try $0.expirePostings(unseenDays: 30) },
                try product.services.database.transaction { try $0.archivePostings(expiredDays: 30, limit: 10) }
            )
        }
        #expect(try age() == (0, 0))
        _ = try product.sql {
            try $0.execute(
                "update postings set expires_at = now() - interval '1 hour' where url like '%/0'")
        }
        #expect(try age() == (1, 0))
        _ = try product.sql { db in
            _ = try db.execute("update postings set created_at = now() - interval '31 days'")
            _ = try db.execute("update posting_sources set updated_at = now() - interval '31 days'")
            _ = try db.execute("update source_records set seen_at = now() - interval '31 days'")
        }
        #expect(try age() == (2, 0))
        _ = try product.sql { try $0.execute("update postings set updated_at = now() - interval '31 days'") }
        #expect(try age() == (0, 3))
        #expect(try product.number("select count(*) from postings where description_markdown = ''") == 3)
        let id: UUID = try product.sql { try $0.value("select id from postings limit 1") }
        let posting = try #require(try product.sql { try $0.posting(id) })
        #expect(posting.status == .archived && posting.draft.descriptionMarkdown.contains("server gardens"))
    }

    @Test func `a feed that its site asks programs to leave alone is not fetched`() throws {
        let product = try Product()
        product.boards.change { $0.robots = "User-agent: *\nDisallow: /feed" }
        let id = try product.source("feed", ["address": product.boards.server.url("/feed/rss")])
        #expect(try product.run(id).state == .failed)
        #expect(product.boards.server.requests.map(\.path) == ["/robots.txt"])
        let reason = try product.sql { try $0.source(id)?.pauseReason }
        #expect(reason?.hasPrefix("Paused because the site asks programs not to read this page (robots.txt).") == true)
    }

    @Test func `a feed that the settings trust for other work is no feed for a person`() throws {
        // The operator's own neighbour, at a private address that nobody else may have fetched.
        let neighbour = try StubServer { _ in .status(200, body: Array("<rss><channel></channel></rss>".utf8)) }
        let product = try Product([
            "HUNTER_ALLOW_PRIVATE_ADDRESSES": "false", "RESUME_API_URL": neighbour.url(""),
        ])
        let id = try product.source("feed", ["address": neighbour.url("/feed")], ownedBy: product.user)
        #expect(try product.run(id).state == .failed)
        let given = try product.source(
            RecogniseSource.pendingKind, ["given": neighbour.url("/careers")], ownedBy: product.user)
        try product.services.database.transaction { db in
            _ = try product.services.queue.enqueue(
                TaskDraft(RecogniseSource(sourceID: given), user: product.user, subject: given), on: db)
        }
        try waitUntil("it is looked up", timeout: .seconds(30)) {
            try product.sql { try $0.source(given) }?.pauseReason != nil
        }
        #expect(neighbour.connections == 0)
    }

    @Test func `a page that lists jobs is a source like others`() throws {
        let product = try Product()
        product.boards.change { $0.count = 45 }
        let source = try product.source("careers", ["address": product.boards.server.url("/careers")])
        let run = try product.run(source)
        #expect((run.state, run.pagesDone, run.created, run.failed) == (.succeeded, 3, 44, 0))
        let posting: UUID = try product.sql {
            try $0.value("select id from postings where url like '%/7-gardener-job'")
        }
        let draft = try #require(try product.sql { try $0.posting(posting)?.draft })
        #expect(draft.title == "Gardener 7" && draft.company == "Acme" && draft.country == "AT")
        // That the list is as it was says nothing of what it leads to.
        let second = try product.run(source)
        #expect(try second.unchanged == 44 && product.outcomes(second) == ["same", "same", "same"])
        product.boards.change {
            $0.hasTags = false
            $0.edition[7] = "Now with roses."
        }
        let third = try product.run(source)
        #expect((third.updated, third.unchanged) == (1, 43))
    }

    @Test func `a company is recognised by its name, and a page by where it leads`() throws {
        let product = try Product()
        product.boards.change { $0.count = 12 }
        for (given, kind) in [
            ("Acme Inc.", "greenhouse"), ("https://jobs.lever.co/acme/123", "lever"),
            (product.boards.server.url("/feed/rss"), "feed"), (product.boards.server.url("/careers"), "careers"),
            ("Nobody At All", RecogniseSource.pendingKind),
            (product.boards.server.url("/feed/page"), RecogniseSource.pendingKind),
        ] {
            let id = try product.source(RecogniseSource.pendingKind, ["given": given], ownedBy: product.user)
            try product.services.database.transaction { db in
                _ = try product.services.queue.enqueue(
                    TaskDraft(RecogniseSource(sourceID: id), user: product.user, subject: id), on: db)
            }
            try waitUntil("\(given) is looked up", timeout: .seconds(30)) {
                let source = try product.sql { try $0.source(id) }
                return source?.kind != RecogniseSource.pendingKind || source?.pauseReason != nil
            }
            let found = try product.sql { try $0.source(id) }
            #expect(found?.kind == kind, "\(given): \(found?.pauseReason ?? "")")
            guard kind == RecogniseSource.pendingKind else { continue }
            // It says what was tried: nobody who gave an address is told of a name.
            let tried = given.hasPrefix("http") ? "Nothing to collect was found at \(given)" : "No board of that name"
            #expect(found?.pauseReason?.hasPrefix(tried) == true, "\(found?.pauseReason ?? "")")
        }
    }
}
