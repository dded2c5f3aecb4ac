public import FoundationEssentials
public import Postgres

/// What a resume is about, as it is stored beside it.
public struct ResumeVector: Sendable, Equatable {
    /// 256 signed bytes.
    public var bytes: [UInt8]
    /// Of what made them; those of different versions cannot be compared.
    public var version: String

    public init(bytes: [UInt8], version: String) {
        self.bytes = bytes
        self.version = version
    }
}

/// A resume whose vector is to be made.
public struct UnmeasuredResume: RowDecodable, Sendable {
    public let id: UUID
    /// Of its reading; see the column.
    public let revision: Int
    /// The beginning of its text.
    public let text: String

    public init(row: inout Row) throws {
        id = try row.next()
        revision = try row.next()
        text = try row.next()
    }
}

extension Connection {
    /// The vectors of those of a person's resumes that a search finds, as far as they are there, the newest first.
    public func resumeVectors(
        ownedBy user: UUID, matching search: ResumeSearch, version: String, limit: Int
    ) throws -> [(id: UUID, vector: [UInt8])] {
        try query(
            """
            select resumes.id, vector from resumes
            where user_id = \(user) and vector_version = \(version) and \(search.condition)
            order by created_at desc, id desc limit \(limit)
            """
        ) { row in (id: try row.next(), vector: try row.next()) }
    }

    /// Resumes without a vector of a version.
    /// - Parameter characters: how much of each text is answered.
    public func resumesWithoutVector(of version: String, characters: Int, limit: Int) throws -> [UnmeasuredResume] {
        // Ranges of the index, because it cannot be asked for what differs.
        func part(_ condition: SQL) -> SQL {
            """
            (select id, revision, left(text, \(characters)::integer) from resumes
            where text is not null and vector_version \(condition) limit \(limit))
            """
        }
        return try query(
            """
            \(part("is null")) union all \(part("< \(version)")) union all \(part("> \(version)")) limit \(limit)
            """)
    }

    /// Stores the vector of a resume, unless its text may have changed since it was read for it.
    public func storeResumeVector(_ vector: ResumeVector, of resume: UUID, revision: Int) throws {
        try execute(
            """
            update resumes set vector = \(vector.bytes), vector_version = \(vector.version)
            where id = \(resume) and revision = \(revision)
            """)
    }
}
