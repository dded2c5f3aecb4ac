internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Parsing
internal import Postgres
internal import Retrieval
internal import Storage

/// A search among one's resumes, as an address carries it: `skills`, `match`, `q`, `job_post_id`.
struct ResumeQuery {
    /// As they were typed.
    var skills: [String]
    var wantsAll: Bool
    /// What it should be about; empty for no such wish.
    var text: String
    var jobPostID: UUID?

    /// Skills of one search, and bytes of its text.
    static let (skillLimit, textLimit) = (50, 2000)
    /// Resumes that a search by meaning lists in all, page after page.
    static let nearestLimit = 500

    /// Which names count as naming each skill: what was typed, and what the lexicon calls it.
    var search: ResumeSearch {
        ResumeSearch(
            skills: skills.map { name in
                .init(names: [name] + [SkillLexicon.shared.canonicalName(of: name)].compactMap { $0 })
            }, wantsAll: wantsAll, jobPostID: jobPostID)
    }

    var isEmpty: Bool { skills.isEmpty && text.isEmpty && jobPostID == nil }

    /// The skills that a text with commas names.
    static func skills(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}

/// A resume that was found, with how near it is where that was asked.
struct RankedResume {
    var resume: FoundResume
    var similarity: Double?
}

/// Where the next page of found resumes starts.
enum ResumeCursor {
    case newest(DateCursor)
    case nearest(MatchCursor)

    /// Reads the cursor of a list in this order; `nil` for anything else.
    init?(text: String, isNearest: Bool) {
        if isNearest {
            guard let cursor = MatchCursor(text: text) else { return nil }
            self = .nearest(cursor)
        } else {
            guard let cursor = DateCursor(text: text) else { return nil }
            self = .newest(cursor)
        }
    }

    /// The cursor behind a resume of a list.
    static func text(behind found: RankedResume) -> String {
        found.similarity.map { MatchCursor(score: $0, id: found.resume.id).text }
            ?? DateCursor(found.resume.createdAt, found.resume.id).text
    }
}

extension Site {
    /// Resumes of a person that a query finds: nearest first where it has a text, else newest first.
    func find(
        _ query: ResumeQuery, of user: UUID, after cursor: ResumeCursor?, limit: Int
    ) throws -> [RankedResume] {
        try services.database.transaction(readOnly: true) { db in
            guard !query.text.isEmpty else {
                var start: (Date, UUID)?
                if case .newest(let value)? = cursor { start = value.value }
                return try db.resumes(ownedBy: user, matching: query.search, after: start, limit: limit).map {
                    RankedResume(resume: $0)
                }
            }
            var nearest = try finder.nearest(
                to: query.text, ownedBy: user, matching: query.search, limit: ResumeQuery.nearestLimit, on: db)[...]
            if case .nearest(let last)? = cursor {
                // Ids are compared as their text is written, which is how PostgreSQL orders them.
                nearest = nearest.drop {
                    $0.similarity > last.score || $0.similarity == last.score && $0.id.text <= last.id.text
                }
            }
            let page = Array(nearest.prefix(limit))
            let found = Dictionary(
                uniqueKeysWithValues: try db.foundResumes(page.map(\.id), ownedBy: user).map { ($0.id, $0) })
            return page.compactMap { near in
                found[near.id].map { RankedResume(resume: $0, similarity: near.similarity) }
            }
        }
    }
}
