internal import Base
public import FoundationEssentials
public import Model
public import Postgres

extension Connection {
    /// Stores a resume that was read from a source's record, or what has changed in it since it was last collected. One
    /// account has one resume for each record of a source; its revision moves on, so that a match knows that it scored an
    /// older reading. What somebody corrected stays as it is.
    /// - Returns: the resume, and what was done.
    public func upsertCollectedResume(
        _ resume: CollectedResume, externalID: String, fileName: String, source: UUID, user: UUID
    ) throws -> (id: UUID, upsert: Upsert) {
        let stages = ResumeStage.Name.allCases.map { ResumeStage(name: $0, state: .done, ms: 0) }
        let stored = try first(
            """
            insert into resumes (id, user_id, file_name, media_type, byte_count, source_id, external_id, status, stages,
                text, profile)
            values (\(UUID.v7()), \(user), \(fileName), \(MediaType.text.rawValue), \(resume.text.utf8.count), \(source),
                \(externalID), \(ResumeStatus.done.rawValue), \(json: stages), \(resume.text), \(json: resume.profile))
            on conflict (user_id, source_id, external_id) where external_id is not null do update
            set text = excluded.text, profile = excluded.profile, byte_count = excluded.byte_count,
                revision = resumes.revision + 1, updated_at = now()
            where resumes.version is null
                and (resumes.text is distinct from excluded.text or resumes.profile is distinct from excluded.profile)
            returning id, xmax = 0
            """
        ) { row in (try row.next(UUID.self), try row.next(Bool.self)) }
        if let (id, isNew) = stored { return (id, isNew ? .created : .updated) }
        let known: UUID = try value(
            """
            select id from resumes
            where user_id = \(user) and source_id = \(source) and external_id = \(externalID)
            """)
        return (known, .unchanged)
    }
}
