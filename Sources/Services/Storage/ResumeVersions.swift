public import FoundationEssentials
public import Model
public import Postgres

/// A version of a resume's profile, as the list of versions shows it.
public struct ResumeVersionSummary: RowDecodable, Sendable {
    public let number: Int
    public let origin: ResumeVersion.Origin
    public let acceptedAt: Date?
    public let createdAt: Date
    /// Whether it is the one that counts.
    public let isCurrent: Bool

    public init(row: inout Row) throws {
        number = try row.next()
        origin = try row.next()
        acceptedAt = try row.next()
        createdAt = try row.next()
        isCurrent = try row.next()
    }
}

extension ResumeVersion: RowDecodable {
    public init(row: inout Row) throws {
        self.init(
            number: try row.next(), origin: try row.next(), text: try row.next(), profile: try row.json(),
            acceptedAt: try row.next())
    }
}

extension Connection {
    /// The versions of `user`'s resume, the latest first.
    public func resumeVersions(of resume: UUID, ownedBy user: UUID, limit: Int) throws -> [ResumeVersionSummary] {
        try query(
            """
            select versions.number, versions.origin, versions.accepted_at, versions.created_at,
                versions.number is not distinct from resumes.version
            from resume_versions as versions join resumes on resumes.id = versions.resume_id
            where resumes.id = \(resume) and resumes.user_id = \(user)
            order by versions.number desc limit \(limit)
            """)
    }

    /// One version of `user`'s resume.
    public func resumeVersion(_ number: Int, of resume: UUID, ownedBy user: UUID) throws -> ResumeVersion? {
        try first(
            """
            select number, origin, versions.text, versions.profile, accepted_at
            from resume_versions as versions join resumes on resumes.id = versions.resume_id
            where resumes.id = \(resume) and resumes.user_id = \(user) and number = \(number)
            """)
    }

    /// Stores what was read as a new version. It counts from now on, unless the owner accepted the one that does; a reading
    /// that says what is known already makes none. Answers false when the resume was deleted meanwhile.
    /// - Parameter vector: of the text; nil where somebody else is to make it.
    public func completeResume(
        _ id: UUID, text: String, profile: Profile, stages: [ResumeStage], vector: ResumeVector? = nil
    ) throws -> Bool {
        try holding(id) { db in
            try db.execute(
                """
                with given as (select \(text)::text as text, \(json: profile)::jsonb as profile),
                held as (\(Self.held(where: "resumes.id = \(id)"))),
                first_version as (\(Self.firstVersion)),
                added as (
                    insert into resume_versions (resume_id, number, origin, text, profile)
                    select id, last + 1, 'read', given.text, given.profile from held, given
                    where (held.text, held.profile) is distinct from (given.text, given.profile)
                    returning number
                )
                update resumes
                set status = \(ResumeStatus.done.rawValue), stages = \(json: stages), error_code = null, updated_at = now(),
                    text = case when is_accepted then held.text else given.text end,
                    profile = case when is_accepted then held.profile else given.profile end,
                    vector = case when is_accepted then vector else \(vector?.bytes)::bytea end,
                    vector_version = case when is_accepted then vector_version else \(vector?.version)::text end,
                    version = case when is_accepted then coalesce(held.version, 1)
                        else coalesce((select number from added), held.version) end,
                    revision = revision + case when is_accepted or not exists (select from added) then 0 else 1 end
                from held, given where resumes.id = held.id
                """) > 0
        }
    }

    /// Stores a profile that its owner corrected and accepted; answers whether there is such a profile of theirs.
    public func acceptProfile(_ profile: Profile, of resume: UUID, ownedBy user: UUID) throws -> Bool {
        let own: SQL = "resumes.id = \(resume) and resumes.user_id = \(user) and resumes.profile is not null"
        return try holding(resume) { db in
            try db.execute(
                """
                with given as (select \(json: profile)::jsonb as profile),
                held as (\(Self.held(where: own))),
                first_version as (\(Self.firstVersion)),
                added as (
                    insert into resume_versions (resume_id, number, origin, text, profile, accepted_at)
                    select id, last + 1, 'edited', text, given.profile, now() from held, given
                    where held.profile is distinct from given.profile
                    returning number
                ),
                accepted as (
                    update resume_versions set accepted_at = now(), updated_at = now() from held
                    where resume_id = held.id and number = held.version and accepted_at is null
                        and not exists (select from added)
                )
                update resumes
                set profile = given.profile, version = coalesce((select number from added), held.version, 1),
                    revision = revision + (select count(*) from added)::integer, updated_at = now()
                from held, given where resumes.id = held.id
                """) > 0
        }
    }

    /// Runs `body` with the resume locked by a statement of its own: one that locks and counts versions at once counts those of
    /// its snapshot, which is older than the lock where it had to wait for it.
    private func holding<R>(_ resume: UUID, _ body: (Connection) throws -> R) throws -> R {
        try transaction { db in
            try db.execute("select from resumes where id = \(resume) for update")
            return try body(db)
        }
    }

    /// Lets an earlier or a later version count, because its owner chose it; answers whether there is such a version.
    public func useVersion(_ number: Int, of resume: UUID, ownedBy user: UUID) throws -> Bool {
        try execute(
            """
            with chosen as (
                update resume_versions set accepted_at = coalesce(accepted_at, now()), updated_at = now()
                from resumes
                where resumes.id = resume_id and resumes.id = \(resume) and resumes.user_id = \(user)
                    and number = \(number)
                returning resume_id, number, resume_versions.text, resume_versions.profile
            )
            update resumes
            set text = chosen.text, profile = chosen.profile, version = chosen.number, updated_at = now(),
                vector = case when resumes.text = chosen.text then vector end,
                vector_version = case when resumes.text = chosen.text then vector_version end,
                revision = revision + case when version is distinct from chosen.number then 1 else 0 end
            from chosen where resumes.id = chosen.resume_id
            """) > 0
    }

    /// Removes the oldest versions above a number, never the one that counts.
    public func removeVersions(of resume: UUID, beyond limit: Int) throws {
        try execute(
            """
            delete from resume_versions using resumes
            where resumes.id = resume_id and resume_id = \(resume) and number is distinct from resumes.version
                and number <= (
                    select number from resume_versions where resume_id = \(resume)
                    order by number desc offset \(limit) limit 1)
            """)
    }

    /// Puts a resume that has been read back into the queue of `task`; answers false while it is being read.
    public func reread(_ resume: UUID, task: UUID) throws -> Bool {
        try execute(
            """
            update resumes
            set status = \(ResumeStatus.queued.rawValue), stages = \(json: ResumeStage.initial), error_code = null,
                task_id = \(task), updated_at = now()
            where id = \(resume) and \(ResumeSummary.status) in ('done', 'failed')
            """) > 0
    }

    /// A resume with the number of its last version, locked. A profile from before there were versions counts as accepted:
    /// nobody knows whether its owner corrected it.
    private static func held(where condition: SQL) -> SQL {
        """
        select resumes.id, resumes.text, resumes.profile, resumes.version, resumes.updated_at,
            resumes.profile is not null and (resumes.version is null or versions.accepted_at is not null) as is_accepted,
            case when resumes.version is not null
                then (select max(number) from resume_versions where resume_id = resumes.id)
                when resumes.profile is not null then 1 else 0 end as last
        from resumes
        left join resume_versions as versions
            on versions.resume_id = resumes.id and versions.number = resumes.version
        where \(condition) for update of resumes
        """
    }

    private static let firstVersion: SQL =
        """
        insert into resume_versions (resume_id, number, origin, text, profile, accepted_at, created_at)
        select id, 1, 'edited', coalesce(text, ''), profile, updated_at, updated_at from held
        where version is null and profile is not null
        """
}
