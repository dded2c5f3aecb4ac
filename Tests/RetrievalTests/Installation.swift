import Base
import Embedding
import Foundation
import Logging
import Model
import Postgres
import Storage
import TestSupport
import Testing
import VectorSearch

@testable import Retrieval

/// A database with postings, and what follows it.
struct Installation {
    let database: TestDatabase
    let db: Connection
    let pool: Pool
    let folder = TemporaryFolder()

    init() throws {
        database = try TestServers.database()
        db = try database.connect()
        pool = database.pool()
    }

    func index(_ change: (inout PostingIndex.Settings) -> Void = { _ in }, data: String? = nil) -> PostingIndex {
        var settings = PostingIndex.Settings()
        change(&settings)
        var logger = Logger(label: "tests")
        logger.logLevel = .critical
        return PostingIndex(database: pool, data: data ?? folder.path, settings: settings, logger: logger)
    }

    @discardableResult
    func store(
        _ title: String, _ description: String = "", company: String = "Acme", location: String? = nil,
        skills: [String] = [], type: PostingType? = nil, level: PostingLevel? = nil, pay: Pay? = nil
    ) throws -> UUID {
        let url = "https://jobs.example/\(title.utf8.map { String($0) }.joined())"
        let draft = PostingDraft(
            url: url, canonicalURL: url, title: title, company: company, location: location, country: nil,
            isRemote: nil, type: type, level: level, pay: pay, descriptionMarkdown: description, skills: skills,
            postedAt: nil, expiresAt: nil)
        let source = try db.source(named: "Tests", kind: "import").id
        let entry = PostingEntry(
            draft: draft, contentHash: Array((description + (location ?? "")).utf8), companyKey: company.lowercased())
        _ = try db.upsertPostings([entry], source: source, ownedBy: nil, seen: .page, at: Date())
        return draft.id
    }

    /// Does what the task does: makes the features of all that is noted.
    func makeFeatures() throws {
        let maker = try #require(FeatureMaker.shared)
        while true {
            let (numbers, ids) = try db.notedPostingChanges(limit: 100)
            guard !ids.isEmpty else { return }
            let texts = try db.offeredPostingTexts(ids)
            let gone = Set(ids).subtracting(texts.map(\.id))
            let features =
                texts.map { PostingFeatures(postingID: $0.id, content: maker.features(of: $0)) }
                + gone.map { PostingFeatures(postingID: $0, content: nil) }
            try db.transaction {
                _ = try $0.storePostingFeatures(features, version: FeatureMaker.version, forChanges: numbers)
            }
        }
    }

    func nearest(_ index: PostingIndex, _ text: String) throws -> [UUID] {
        let maker = try #require(FeatureMaker.shared)
        return index.current.index.nearest(to: maker.vector(of: text), limit: 1000).map(\.id)
    }
}
