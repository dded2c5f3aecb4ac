import Base
import Composition
import Foundation
import Model
import Postgres
import Storage
import TestSupport
import Testing

/// Postings of several sources that are one: merged, listed once, undone for good.
@Suite struct PostingMergeTests {
    private let services: Services
    private let folder = TemporaryFolder()
    private let mark = UUID.v7().text

    init() throws {
        let settings = try Settings(environment: [
            "DATABASE_URL": TestServers.database().conninfo, "REDIS_URL": TestServers.redis().url,
            "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical",
        ])
        services = try Services(settings: settings, label: "tests", connections: (2, 2))
    }

    private func source(_ name: String, kind: String = "greenhouse") throws -> UUID {
        try services.database.withConnection { try $0.source(named: "\(name) \(mark)", kind: kind).id }
    }

    private func draft(
        _ path: String, title: String = "Gardener", city: String = "Graz", day: Double? = nil
    ) -> PostingDraft {
        let address = "https://\(mark).example/\(path)"
        return PostingDraft(
            url: address, canonicalURL: address, title: title, company: "Gardens \(mark)", location: city,
            descriptionMarkdown: """
                You care for the gardens of \(mark), plant what grows there, water it in dry weeks, know each tree by its name and \
                tell visitors in the summer what they see and why the old wall leans.
                """,
            postedAt: day.map { Date(timeIntervalSince1970: 1_780_000_000 + $0 * 86_400) },
            details: PostingDetails(places: [PostingPlace(city: city)]))
    }

    private func store(_ draft: PostingDraft, _ source: UUID, ownedBy user: UUID? = nil) throws {
        _ = try services.database.transaction {
            try services.storePosting(draft, source: source, ownedBy: user, on: $0)
        }
    }

    private func posting(_ draft: PostingDraft) throws -> Posting {
        try #require(try services.database.withConnection { try $0.posting(draft.id) })
    }

    @Test func `two sources' posting is listed once with both, says why, and an undo lasts`() throws {
        let (north, south) = (try source("North"), try source("South"))
        var (one, other) = (draft("one"), draft("other", title: "Gardener (m/w/d)"))
        try store(one, north)
        try store(other, south)
        #expect(try posting(other).status == .merged)
        #expect(try posting(other).canonicalID == one.id)
        #expect(try posting(one).sources.count == 2)
        let merge = try #require(try services.database.withConnection { try $0.merges(into: one.id) }.first)
        #expect(merge.kind == .same && merge.likeness.company == .same && merge.likeness.text > 0.9)

        let user = UUID.v7()
        try services.database.withConnection { db in
            _ = try db.execute(
                """
                insert into users (id, email, password_hash, name, role)
                values (\(user), \("\(mark)@example.org"), '', '', 'admin')
                """)
        }
        #expect(try services.database.transaction { try $0.undoMerge(merge.id, by: user) } == other.id)
        #expect(try services.database.transaction { try $0.undoMerge(merge.id, by: user) } == nil)
        #expect(try posting(other).status == .open)
        #expect(try posting(one).sources.count == 1)
        // The next refresh brings both again, changed, and the word still holds.
        one.skills = ["Pruning"]
        other.skills = ["Watering"]
        try store(one, north)
        try store(other, south)
        #expect(try posting(other).canonicalID == nil)
        #expect(try posting(one).canonicalID == nil)
        // A third that is one with either joins one of them, and brings them together no more than that.
        try store(draft("third"), try source("West"))
        #expect(try posting(other).canonicalID == nil || posting(one).canonicalID == nil)
        let roots = try [one, other].map { try posting($0).canonicalID ?? $0.id }
        #expect(Set(roots).count == 2)
    }

    @Test func `what a source lists again after all it had was closed are as many as before`() throws {
        let drafts = (0..<4).map { draft("again-\($0)") }
        let board = try source("Board")
        for draft in drafts { try store(draft, board) }
        try services.database.transaction { try $0.deleteSource(board) }
        for draft in drafts { #expect(try posting(draft).status == .expired) }
        let anew = try source("Board anew")
        // One after the other, as pages come: the first meets those that nobody lists.
        for draft in drafts { try store(draft, anew) }
        for draft in drafts {
            #expect(try posting(draft).status == .open)
            #expect(try posting(draft).canonicalID == nil)
        }
    }

    @Test func `a copy joins no group in which its own source has another`() throws {
        let (north, south) = (try source("North"), try source("South"))
        let (one, copy, twin) = (draft("one"), draft("copy"), draft("twin"))
        try store(one, north)
        try store(copy, south)
        #expect(try posting(copy).canonicalID == one.id)
        try store(twin, south)
        #expect(try posting(twin).canonicalID == nil && posting(twin).status == .open)
    }

    /// What a company writes into each of its postings tells them apart no more; their titles and places do.
    @Test func `one of many with the same text finds its like`() throws {
        let (north, south) = (try source("North"), try source("South"))
        let cities = ["Graz", "Linz", "Wien", "Salzburg", "Villach", "Wels", "Steyr", "Leoben"]
        let titles = ["Gardener", "Florist", "Arborist", "Botanist", "Forester", "Groundskeeper"]
        let all = titles.flatMap { title in cities.map { draft("\(title)-\($0)", title: title, city: $0) } }
        _ = try services.database.transaction { try services.storePostings(all, source: north, on: $0) }
        let copies = [7, 22, 47].map { number in
            var copy = all[number]
            copy.url = "https://\(mark).example/copy/\(number)"
            copy.canonicalURL = copy.url
            return (number, copy)
        }
        _ = try services.database.transaction { try services.storePostings(copies.map(\.1), source: south, on: $0) }
        for (number, copy) in copies {
            #expect(try posting(copy).canonicalID == all[number].id)
            #expect(try posting(all[number]).canonicalID == nil)
        }
    }

    @Test func `one source's, another city's and one's own stay apart`() throws {
        let (north, south) = (try source("North"), try source("South"))
        let first = draft("first")
        try store(first, north)
        let neighbour = draft("neighbour")
        try store(neighbour, north)
        let sibling = draft("sibling", city: "Linz")
        try store(sibling, south)
        for draft in [first, neighbour, sibling] { #expect(try posting(draft).status == .open) }
    }

    @Test func `a posting that leaves its board is closed, comes back as a repost, and opens again`() throws {
        let board = try source("Board")
        let (old, new) = (draft("old", day: 0), draft("new", day: 60))
        let day = Date(timeIntervalSinceNow: -3600)
        try store(old, board)
        try services.database.withConnection { try $0.setSourceRecords([("old", [1], old.id)], of: board, page: "") }
        try services.database.withConnection { db in
            _ = try db.execute("update source_records set seen_at = \(day) where source_id = \(board)")
        }
        try store(new, board)
        try services.database.withConnection { try $0.setSourceRecords([("new", [1], new.id)], of: board, page: "") }
        #expect(try posting(old).status == .open, "one source lists both")

        let kind = try #require(try services.database.withConnection { try $0.source(board) })
        try services.database.transaction {
            try services.closeUnlisted(by: kind, since: Date(timeIntervalSinceNow: -60), on: $0)
        }
        #expect(try posting(old).liveness == .closed)
        #expect(try posting(old).check?.reason == "not_listed")
        #expect(try posting(old).canonicalID == new.id)
        let merge = try #require(try services.database.withConnection { try $0.merges(into: new.id) }.first)
        #expect(merge.kind == .repost)
        #expect(try posting(new).status == .open)
        // Listed again beside what it was taken for: they are two after all.
        #expect(try services.database.transaction { try $0.touchSourceRecords(["old"], of: board, page: "") })
        #expect(try posting(old).canonicalID == nil && posting(new).canonicalID == nil)
    }

    @Test func `a copy that is still listed stands for what is offered no more, and takes the others with it`() throws {
        let drafts = ["one", "other", "third"].map { draft($0) }
        for (number, draft) in drafts.enumerated() { try store(draft, try source("Copy \(number)")) }
        let (one, other, third) = (drafts[0], drafts[1], drafts[2])
        #expect(try posting(other).canonicalID == one.id && posting(third).canonicalID == one.id)
        try services.database.withConnection { db in
            _ = try db.execute("update postings set posted_at = now() where id = \(third.id)")
        }
        try services.database.transaction { db in
            try db.noteLiveness(LivenessFinding(.closed, reason: "gone"), of: one.id, at: Date())
            try services.promoteCopies(on: db)
        }
        #expect(try posting(third).status == .open && posting(third).canonicalID == nil)
        #expect(try posting(one).canonicalID == third.id && posting(other).canonicalID == third.id)
        let merges = try services.database.withConnection { try $0.merges(into: third.id) }
        #expect(Set(merges.map(\.postingID)) == [one.id, other.id])
        // Where nobody lists a copy either, all stay as they are.
        try services.database.transaction { db in
            _ = try db.execute(
                "update posting_sources set gone_at = now() where posting_id = any(\([one.id, other.id, third.id]))")
            try db.noteLiveness(LivenessFinding(.closed, reason: "gone"), of: third.id, at: Date())
            try services.promoteCopies(on: db)
        }
        #expect(try posting(third).status == .expired && posting(other).canonicalID == third.id)
    }

    @Test func `an undo leaves those together that were one before`() throws {
        let (copy, agency, employer) = (draft("copy"), draft("agency"), draft("employer", city: "Linz"))
        try store(agency, try source("Agency"))
        try store(copy, try source("Board"))
        try store(employer, try source("Employer"))
        #expect(try posting(copy).canonicalID == agency.id && posting(employer).canonicalID == nil)
        let user = UUID.v7()
        let merge: UUID? = try services.database.transaction { db in
            _ = try db.execute(
                """
                insert into users (id, email, password_hash, name, role)
                values (\(user), \("\(user)@example.org"), '', '', 'admin')
                """)
            let likeness = try db.merges(into: agency.id)[0].likeness
            _ = try db.merge(agency.id, into: employer.id, likeness: likeness)
            return try db.merges(into: employer.id).first { $0.postingID == agency.id }?.id
        }
        #expect(try posting(copy).canonicalID == employer.id)
        let undone = try #require(merge)
        #expect(try services.database.transaction { try $0.undoMerge(undone, by: user) } == agency.id)
        #expect(try posting(copy).canonicalID == agency.id && posting(agency).status == .open)
        let distinct: [UUID] = try services.database.withConnection {
            try $0.scalars(
                """
                select case when first_id = \(employer.id) then second_id else first_id end from posting_distinctions
                where \(employer.id) in (first_id, second_id)
                """)
        }
        #expect(Set(distinct) == [copy.id, agency.id])
    }

    @Test func `a posting of the future is posted when it was found`() throws {
        let late = draft("late", day: 40_000)
        try store(late, try source("Clock"))
        #expect(try posting(late).draft.postedAt == nil)
    }

    @Test func `what was found on a page is kept with when and how`() throws {
        let one = draft("checked")
        try store(one, try source("Checked"))
        let now = Date(timeIntervalSince1970: 1_790_000_000)
        func note(_ finding: LivenessFinding) throws -> Posting {
            try services.database.withConnection { try $0.noteLiveness(finding, of: one.id, at: now) }
            return try posting(one)
        }
        let closed = try note(LivenessFinding(.closed, reason: "gone"))
        #expect(closed.status == .expired && closed.liveness == .closed)
        #expect(closed.check == LivenessCheck(at: now, method: .page, reason: "gone"))
        #expect(try services.isStillOpen(closed) == false)
        #expect(try note(LivenessFinding(.unknown, reason: "refused")).status == .expired)
        _ = try note(LivenessFinding(.closed, reason: "gone"))
        #expect(try note(LivenessFinding(.open)).status == .open)
    }

    @Test func `a posting found closed before money is spent ends what was remembered of the postings`() throws {
        let server = try StubServer { _ in .status(410) }
        defer { server.stop() }
        let settings = try Settings(environment: [
            "DATABASE_URL": TestServers.database().conninfo, "REDIS_URL": TestServers.redis().url,
            "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical", "HUNTER_ALLOW_PRIVATE_ADDRESSES": "true",
        ])
        let services = try Services(settings: settings, label: "tests", connections: (2, 2))
        defer { services.close() }
        var gone = draft("gone")
        (gone.url, gone.canonicalURL) = (server.url("/gone"), server.url("/gone"))
        let found = try services.database.transaction { db in
            _ = try services.storePosting(gone, source: try db.source(named: "Gone \(mark)", kind: "tests").id, on: db)
            return try #require(try db.posting(gone.id))
        }
        let revision = services.postingRevision()
        #expect(try !services.isStillOpen(found))
        #expect(services.postingRevision() != revision)
        let waiting: Int = try services.database.withConnection {
            try $0.value("select count(*) from tasks where kind = 'index_postings'")
        }
        #expect(waiting > 0)
    }

    @Test func `postings from before are traced later`() throws {
        let (one, other) = (draft("before"), draft("after"))
        let (north, south) = (try source("North"), try source("South"))
        try store(one, north)
        try services.database.withConnection { db in
            _ = try db.execute("delete from posting_sketches where posting_id = \(one.id)")
            _ = try db.execute("update postings set company_key = '' where id = \(one.id)")
        }
        try store(other, south)
        #expect(try posting(other).canonicalID == nil)
        while try services.database.transaction({ try services.traceOldPostings(limit: 50, on: $0) }) == 50 {}
        #expect(try posting(other).canonicalID == one.id || posting(one).canonicalID == other.id)
    }
}
