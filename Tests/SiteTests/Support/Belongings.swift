import Base
import Cryptography
import Files
import Foundation
import Model
import Parsing
import Postgres
import Retrieval
import Storage
import Tasking
import TestSupport
import Testing
import Work

@testable import Site

/// What an `{id}` of the route table can stand for.
enum Subject: CaseIterable {
    /// A person's own.
    case resume, match, ranking, task, session, collection, jobPost, candidacy, savedSearch, ownSource, ownRun,
        careerSearch,
        ownPosting, block
    /// The installation's.
    case source, merge
    /// Everybody's, of a source that has more than it shows.
    case vacancy
    /// Anybody's, for operators: one that is dead.
    case anyTask
    /// What runs at set times.
    case schedule
    /// Everybody's.
    case posting

    var isPersonal: Bool {
        [
            .resume, .match, .ranking, .task, .session, .collection, .jobPost, .candidacy, .savedSearch, .ownSource,
            .ownRun,
            .careerSearch, .ownPosting, .block,
        ].contains(self)
    }
}

extension SiteHarness {
    /// A new one of its kind, with all it needs; a person's own is `person`'s.
    func make(_ subject: Subject, for person: Person) throws -> UUID {
        switch subject {
        case .resume: try resume(of: person)
        case .match: try match(of: person, resume: try resume(of: person), posting: try posting())
        case .ranking: try ranking(of: person).id
        case .task: try task(of: person)
        case .session: try session(open(.browser, for: person.id))
        case .collection: try collection(of: person)
        case .jobPost: try jobPost(of: person)
        case .candidacy: try candidacy(of: person)
        case .savedSearch: try savedSearch(of: person)
        case .ownSource: try source(of: person)
        case .ownRun: try run(source: try source(of: person)).id
        case .careerSearch: try careerSearch(of: person)
        case .ownPosting: try ownPosting(of: person)
        case .vacancy: try vacancy()
        case .source: try source()
        case .anyTask: try deadTask(of: person)
        case .schedule: try schedule()
        case .posting: try posting()
        case .block: try block(of: person)
        case .merge: try merge()
        }
    }

    func block(of person: Person?, _ kind: Block.Kind = .company, _ value: String? = nil) throws -> UUID {
        let value = value ?? "Company \(UUID.v7().text)"
        let key = value.lowercased()
        return try sql {
            try $0.insertBlock(kind, value: value, key: key, for: person?.id, limit: 1000)?.id ?? .v7()
        }
    }

    /// Two postings of two sources that are shown as one.
    func mergedPair() throws -> (kept: UUID, merged: UUID) {
        let mark = UUID.v7().text
        let words =
            "You care for the gardens of \(mark), plant what grows there, water it in dry weeks and know each tree."
        let ids = try ["North", "South"].map { source in
            let address = "https://\(source).example/" + UUID.v7().text
            let draft = PostingDraft(
                url: address, canonicalURL: address, title: "Gardener", company: "Gardens of \(mark)",
                descriptionMarkdown: words)
            try services.database.transaction { db in
                let source = try db.source(named: "Tests \(source)", kind: "tests")
                _ = try services.storePosting(draft, source: source.id, on: db)
            }
            return draft.id
        }
        return (ids[0], ids[1])
    }

    func merge() throws -> UUID {
        let (kept, _) = try mergedPair()
        return try sql { try $0.merges(into: kept)[0].id }
    }

    /// A collection that has ended, with a record that was refused.
    func collection(of person: Person) throws -> UUID {
        let id = UUID.v7()
        let plan = CollectionPlan(count: 1, perPage: 1, batchSize: 1, errorMode: false)
        return try services.database.transaction { db in
            let source = try db.source(named: "Resume API", kind: "resume_api").id
            try db.insertRun(
                id: id, source: source, ownedBy: person.id, settings: plan, total: 1, checkpoint: nil)
            _ = try db.storeRawRecords([("record-1", Array("{}".utf8))], source: source, run: id, from: 0)
            try db.settleRecord(0, of: id, resume: nil, reason: "It has no name.")
            var step = RunStep()
            step.refuse("record-1", "It has no name.")
            try db.add(step, to: id)
            try db.finishRun(id)
            return id
        }
    }

    /// A posting that they pasted.
    func ownPosting(of person: Person) throws -> UUID {
        try site.keepPasted(
            PastedPosting(text: "Cook at Acme \(UUID.v7().text)\nYou cook."), unnamed: "Unnamed", for: person.user)
    }

    /// A search of a career page that has ended with one link.
    func careerSearch(of person: Person) throws -> UUID {
        let (id, read) = (UUID.v7(), try posting())
        return try services.database.transaction { db in
            let source = try db.source(named: "Career pages", kind: SearchCareerPage.sourceKind).id
            try db.insertRun(
                id: id, source: source, ownedBy: person.id, settings: CareerPlan(url: "https://www.example.com/jobs"),
                total: nil, checkpoint: nil)
            try db.insertSearchLinks([("https://www.example.com/jobs/1", "Engineer")], of: id)
            try db.noteReading(of: 0, of: id, posting: read)
            try db.scoreSearchLink(0, of: id, score: 71, reasoning: ["It fits."], match: nil)
            try db.finishRun(id)
            return id
        }
    }

    func jobPost(of person: Person, title: String = "Engineer") throws -> UUID {
        try sql {
            try $0.insertJobPost(
                id: .v7(), ownedBy: person.id, title: title, description: "", location: nil, skills: ["Swift"],
                status: .open
            ).id
        }
    }

    func savedSearch(of person: Person, query: String = "q=swift") throws -> UUID {
        let id = UUID.v7()
        let saved = try sql {
            try $0.insertSavedSearch(id: id, ownedBy: person.id, name: "Mine", query: query, limit: 1000)
        }
        guard saved != nil else { throw TestFailure("no saved search") }
        return id
    }

    func candidacy(of person: Person) throws -> UUID {
        let (post, resume) = (try jobPost(of: person), try resume(of: person))
        guard let id = try sql({ try $0.insertCandidacy(id: .v7(), jobPost: post, resume: resume, ownedBy: person.id) })
        else { throw TestFailure("no candidacy") }
        return id
    }

    /// A resume that has been read, with its file.
    func resume(
        of person: Person, name: String = "resume.txt", text: String = "Ada Example\nSwift and PostgreSQL",
        profile: Profile = Profile(
            name: "Ada Example", email: "ada@example.com", skills: ["Swift", "PostgreSQL"], years: 4),
        isRead: Bool = true
    ) throws -> UUID {
        let (id, key) = (UUID.v7(), FileKey.make())
        let path = try folder.write(text, to: id.text)
        try services.files.adopt(path, as: key)
        try sql { db in
            try db.insertResume(
                id: id, user: person.id, fileName: name, mediaType: .text, byteCount: text.utf8.count, storageKey: key)
            guard isRead else { return }
            _ = try db.completeResume(
                id, text: text, profile: profile, stages: ResumeStage.initial,
                vector: ResumeMeaning.shared?.vector(of: text))
        }
        return id
    }

    func posting(
        _ title: String = "Engineer", url: String? = nil, description: String = "We need *Swift*."
    ) throws -> UUID {
        let address = url ?? "https://jobs.example/" + UUID.v7().text
        let draft = PostingDraft(
            url: address, canonicalURL: address, title: title, company: "Example Works",
            descriptionMarkdown: description)
        try services.database.transaction { db in
            let source = try db.source(named: "Tests", kind: "tests")
            _ = try services.storePosting(draft, source: source.id, on: db)
        }
        return draft.id
    }

    /// A match that has been scored.
    func match(
        of person: Person, resume: UUID, posting: UUID, score: Double = 50, engine: String = "embedded"
    ) throws -> UUID {
        let result = Score(
            score: score, engine: engine, engineVersion: "test",
            reasons: [Reason(text: "Both name Swift.", quotes: [Quote(side: .resume, text: "Swift")])],
            contributions: [], matched: ["Swift"], missing: [], eligibility: Eligibility())
        let key = MatchKey(
            user: person.id, resume: resume, posting: posting, engine: engine, engineVersion: "test")
        return try sql { try $0.storeScore(result, of: key, resumeRevision: 1, postingHash: [], task: nil) }
    }

    /// A task that scores a match, not yet begun.
    func task(of person: Person) throws -> UUID {
        let (resume, posting) = (try resume(of: person), try posting())
        let match = try match(of: person, resume: resume, posting: posting)
        let task = ScoreMatch(
            matchID: match, userID: person.id, resumeID: resume, postingID: posting, engine: "embedded")
        return try services.database.transaction { db in
            let id = try services.queue.enqueue(task, user: person.id, subject: match, on: db).id
            try db.setMatchTask(match, task: id)
            return id
        }
    }

    func schedule(isEnabled: Bool = true) throws -> UUID {
        let id = UUID.v7()
        try sql { db in
            try db.registerSchedule(
                NewSchedule(
                    id: id, name: "nightly-" + id.text, queue: "maintenance", kind: RemoveExpired.kind,
                    arguments: JSON(text: "{}"), cron: "0 3 * * *", timeZone: "UTC", isEnabled: isEnabled,
                    nextTickAt: Date(timeIntervalSinceNow: 7200)))
        }
        return id
    }

    /// A task whose only attempt failed.
    func deadTask(of person: Person, code: String = "gone", error: String = "It was deleted.") throws -> UUID {
        let id = try task(of: person)
        return try sql { db in
            guard let claimed = try db.claimTasks([id], worker: .v7(), alone: false).first else {
                throw TestFailure("not claimed")
            }
            _ = try db.failTask(id, lease: claimed.lease, code: code, error: error, retryAfter: nil)
            return id
        }
    }

    func ranking(of person: Person) throws -> (id: UUID, task: UUID) {
        let (id, resume, posting) = (UUID.v7(), try resume(of: person), try posting())
        _ = try match(of: person, resume: resume, posting: posting)
        return try services.database.transaction { db in
            try db.insertRanking(
                id: id, user: person.id, resume: resume, engine: "embedded", engineVersion: "test", search: "",
                postings: [posting])
            let task = try services.queue.enqueue(RankPostings(rankingID: id), user: person.id, subject: id, on: db).id
            try db.setRankingTask(id, task: task)
            return (id, task)
        }
    }

    /// The id of a token's session.
    func session(_ token: Token) throws -> UUID {
        try sql { try $0.value("select id from sessions where token_hash = \(token.hash)") }
    }

    /// A source of a person's own.
    func source(of person: Person) throws -> UUID {
        let id = UUID.v7()
        let draft = SourceDraft(id: id, kind: "arbeitnow", name: "Own " + id.text, userID: person.id)
        guard try sql({ try $0.insertSource(draft) }) else { throw TestFailure("no source") }
        return id
    }

    /// A posting of HH, known by its summary.
    func vacancy() throws -> UUID {
        let address = "https://hh.ru/vacancy/1000"
        let draft = PostingDraft(
            url: address, canonicalURL: address, title: "Gardener", company: "Garden", descriptionMarkdown: "Linux")
        try services.database.transaction { db in
            let source = try db.source(named: "HH.ru", kind: "hh", cadence: .manual)
            _ = try services.storePosting(draft, source: source.id, on: db)
            try db.setSourceRecords([("1000", [], draft.id)], of: source.id, page: "")
        }
        return draft.id
    }

    func source() throws -> UUID {
        try sql { try $0.source(named: "Source " + UUID.v7().text, kind: "arbeitnow").id }
    }

    /// A run that waits for its first page.
    func run(source: UUID? = nil) throws -> (id: UUID, task: UUID) {
        let (id, source) = (UUID.v7(), try source ?? self.source())
        return try services.database.transaction { db in
            guard try db.insertRun(id: id, source: source, startedBy: nil) != nil else { throw TestFailure("no run") }
            let task = try services.queue.enqueue(CollectPage(runID: id), subject: id, on: db).id
            try db.setRunTask(id, task: task)
            return (id, task)
        }
    }
}

extension SiteHarness {
    /// Does what the task does that follows a change of postings, and lets this process look.
    func indexPostings() throws {
        let maker = try #require(FeatureMaker.shared)
        // Tests beside this one do the same: what one of them is at is there once it has stored it.
        try waitUntil("all postings are indexed") {
            try services.database.transaction { db in
                let (numbers, ids) = try db.notedPostingChanges(limit: 10_000)
                let features = try db.offeredPostingTexts(ids).map {
                    PostingFeatures(postingID: $0.id, content: maker.features(of: $0))
                }
                return try db.storePostingFeatures(features, version: FeatureMaker.version, forChanges: numbers)
            }
        }
        try services.index.follow()
    }
}
