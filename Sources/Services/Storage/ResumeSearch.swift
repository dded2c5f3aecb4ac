public import FoundationEssentials
internal import Model
public import Postgres

/// What a person looks for among their resumes.
public struct ResumeSearch: Sendable {
    /// A skill, by every name that counts as naming it.
    public struct Skill: Sendable {
        public var names: [String]

        /// - Parameter names: compared exactly, whatever their case.
        public init(names: [String]) {
            self.names = names.map { $0.lowercased() }
        }
    }

    public var skills: [Skill]
    /// Whether all the skills are wanted, or any.
    public var wantsAll: Bool
    public var jobPostID: UUID?

    public init(skills: [Skill] = [], wantsAll: Bool = false, jobPostID: UUID? = nil) {
        self.skills = skills
        self.wantsAll = wantsAll
        self.jobPostID = jobPostID
    }

    /// What holds of each resume that is found. Written so that the index `resumes_skills` serves it.
    var condition: SQL {
        var conditions: [SQL] = ["resumes.profile is not null"]
        if wantsAll {
            for skill in skills { conditions.append("resume_skills(resumes.profile) && \(skill.names)") }
        } else if !skills.isEmpty {
            conditions.append("resume_skills(resumes.profile) && \(skills.flatMap(\.names))")
        }
        if let jobPostID {
            conditions.append("resumes.id in (select resume_id from candidacies where job_post_id = \(jobPostID))")
        }
        return conditions.joined(separator: " and ")
    }
}

/// A resume that a search found.
public struct FoundResume: RowDecodable, Sendable {
    public let id: UUID
    public let fileName: String
    public let name: String?
    public let headline: String?
    public let email: String?
    public let skills: [String]
    public let years: Double?
    public let createdAt: Date

    static let columns: SQL =
        """
        resumes.id, resumes.file_name, resumes.profile->>'name', resumes.profile->>'headline',
        coalesce(resumes.contact_email, resumes.profile->>'email'),
        array(select jsonb_array_elements_text(resumes.profile->'skills')),
        (resumes.profile->>'years')::double precision, resumes.created_at
        """

    public init(row: inout Row) throws {
        id = try row.next()
        fileName = try row.next()
        name = try row.next()
        headline = try row.next()
        email = try row.next()
        skills = try row.next()
        years = try row.next()
        createdAt = try row.next()
    }
}

/// A resume and how near it is to what was asked, from 0 to 1.
public struct ResumeDistance: RowDecodable, Sendable, Equatable {
    public let id: UUID
    public let similarity: Double

    public init(row: inout Row) throws {
        id = try row.next()
        similarity = try row.next()
    }

    public init(id: UUID, similarity: Double) {
        self.id = id
        self.similarity = similarity
    }
}

extension Connection {
    /// A person's resumes that a search finds, newest first, those after `cursor` where there is one.
    public func resumes(
        ownedBy user: UUID, matching search: ResumeSearch, after cursor: (Date, UUID)?, limit: Int
    ) throws -> [FoundResume] {
        try query(resumesQuery(ownedBy: user, matching: search, after: cursor, limit: limit))
    }

    /// The statement of ``resumes(ownedBy:matching:after:limit:)``, which tests explain.
    package func resumesQuery(
        ownedBy user: UUID, matching search: ResumeSearch, after cursor: (Date, UUID)?, limit: Int
    ) -> SQL {
        var query: SQL = "select \(FoundResume.columns) from resumes where user_id = \(user) and \(search.condition)"
        if let (date, id) = cursor { query += " and (created_at, id) < (\(date), \(id))" }
        query += " order by created_at desc, id desc limit \(limit)"
        return query
    }

    /// Some of a person's resumes, in no particular order.
    public func foundResumes(_ ids: [UUID], ownedBy user: UUID) throws -> [FoundResume] {
        try query("select \(FoundResume.columns) from resumes where user_id = \(user) and id = any(\(ids))")
    }

    /// Those of a person's resumes whose words are nearest to a text, nearest first: the cosine between the vectors of
    /// their terms, where a term that occurs n times weighs 1 + ln n.
    ///
    /// The index finds resumes that have any of the words. Of `scan` of these, `candidates` that have the most of them are
    /// compared: a word that everybody uses costs no more than that.
    public func resumesByTerms(
        _ text: String, ownedBy user: UUID, matching search: ResumeSearch, scan: Int = 20_000, candidates: Int,
        limit: Int
    ) throws -> [ResumeDistance] {
        try query(
            """
            with asked as (
                select lexeme, 1 + ln(cardinality(positions)) as weight from unnest(to_tsvector('english', \(text)))
            ), wanted as (
                -- Lexemes as they are, quoted as a tsquery wants it.
                select string_agg(
                        '''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''', ' | ')::tsquery as query,
                    sqrt(sum(weight * weight)) as length
                from asked
            ), found as (
                select resumes.id, resumes.search from resumes
                where resumes.user_id = \(user) and resumes.search @@ (select query from wanted) and \(search.condition)
                limit \(scan)
            ), candidates as (
                select id, search from found
                order by ts_rank(search, (select query from wanted), 1) desc, id limit \(candidates)
            )
            select candidates.id,
                least(1, sum(terms.weight * asked.weight) / (max(wanted.length) * sqrt(sum(terms.weight * terms.weight))))
                    ::double precision as similarity
            from candidates cross join wanted
                cross join lateral (
                    select lexeme, 1 + ln(cardinality(positions)) as weight from unnest(candidates.search)
                ) as terms
                left join asked on asked.lexeme = terms.lexeme
            group by candidates.id
            order by similarity desc, candidates.id limit \(limit)
            """)
    }
}
