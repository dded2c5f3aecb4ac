internal import Base
public import FoundationEssentials
public import Model
public import Postgres

extension Connection {
    /// Stores a resume that was read from a source's record, or what has changed in it since it was last collected. One
    /// account has one resume for each record of a source. What was read becomes a version of it: one that its owner
    /// corrected goes on to count.
    /// - Returns: the resume, and what was done.
    public func upsertCollectedResume(
        _ resume: CollectedResume, vector: ResumeVector? = nil, externalID: String, fileName: String, source: UUID,
        user: UUID
    ) throws -> (id: UUID, upsert: Upsert) {
        let stages = ResumeStage.Name.allCases.map { ResumeStage(name: $0, state: .done, ms: 0) }
        let made: UUID? = try scalar(
            """
            insert into resumes (id, user_id, file_name, media_type, byte_count, source_id, external_id, status, stages)
            values (\(UUID.v7()), \(user), \(fileName), \(MediaType.text.rawValue), \(resume.text.utf8.count), \(source),
                \(externalID), \(ResumeStatus.done.rawValue), \(json: stages))
            on conflict (user_id, source_id, external_id) where external_id is not null do nothing
            returning id
            """)
        if let made {
            _ = try completeResume(
                made, text: resume.text, profile: resume.profile, stages: stages, vector: vector)
            return (made, .created)
        }
        // Locked, so that its revision moves by this reading alone.
        let found = try first(
            """
            select id, revision from resumes
            where user_id = \(user) and source_id = \(source) and external_id = \(externalID) for update
            """
        ) { row in (try row.next(UUID.self), try row.next(Int.self)) }
        guard let (known, before) = found else {
            throw PostgresError(.noRow, "a collected resume was deleted while it was being stored")
        }
        _ = try completeResume(
            known, text: resume.text, profile: resume.profile, stages: stages, vector: vector)
        return (known, try resumeRevision(known) == before ? .unchanged : .updated)
    }
}
