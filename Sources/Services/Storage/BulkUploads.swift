internal import Base
public import FoundationEssentials
public import Model
public import Postgres

/// A file of an upload of many: a resume to be, or why it is none.
public struct UploadedDocument: Sendable {
    public var ordinal: Int
    /// What it is called in the report; each once in a run.
    public var subject: String
    public var outcome: Outcome

    public enum Outcome: Sendable {
        case resume(id: UUID, fileName: String, mediaType: MediaType, byteCount: Int, storageKey: String)
        case refused(String)
    }

    public init(ordinal: Int, subject: String, outcome: Outcome) {
        self.ordinal = ordinal
        self.subject = subject
        self.outcome = outcome
    }
}

/// How far an upload has come, counted over its files.
public struct UploadProgress: RowDecodable, Sendable, Equatable {
    public let total: Int
    public let read: Int
    public let refused: Int

    public init(row: inout Row) throws {
        total = try row.next()
        read = try row.next()
        refused = try row.next()
    }
}

extension Connection {
    /// Stores the files of an upload, in order: each as a record of the run and, where it can be read, as a resume.
    public func storeUploadedDocuments(
        _ documents: [UploadedDocument], of run: UUID, source: UUID, user: UUID, jobPost: UUID?
    ) throws {
        for document in documents {
            var resume: UUID?
            var reason: String?
            switch document.outcome {
            case .resume(let id, let fileName, let mediaType, let byteCount, let storageKey):
                try insertResume(
                    id: id, user: user, fileName: fileName, mediaType: mediaType, byteCount: byteCount,
                    storageKey: storageKey)
                if let jobPost { _ = try insertCandidacy(id: UUID.v7(), jobPost: jobPost, resume: id, ownedBy: user) }
                resume = id
            case .refused(let why): reason = why
            }
            try execute(
                """
                insert into raw_records (id, source_id, run_id, external_id, body, ordinal, resume_id, error, processed_at)
                values (\(UUID.v7()), \(source), \(run), \(document.subject), '', \(document.ordinal), \(resume), \(reason),
                    now())
                """)
        }
    }

    /// How many files of an upload are stored already: those that come before this ordinal.
    public func storedDocumentCount(of run: UUID) throws -> Int {
        try scalar("select coalesce(max(ordinal) + 1, 0) from raw_records where run_id = \(run)") ?? 0
    }

    /// The resumes of an upload that nobody has read yet.
    public func unreadResumes(of run: UUID) throws -> [UUID] {
        try scalars(
            """
            select resume_id from raw_records join resumes on resumes.id = resume_id
            where run_id = \(run) and resumes.status = 'queued' and resumes.task_id is null order by ordinal
            """)
    }

    /// Notes which task reads which resume, of tasks that `parent` waits for.
    public func setResumeTasks(below parent: UUID) throws {
        try execute(
            """
            update resumes set task_id = tasks.id from tasks
            where tasks.parent_id = \(parent) and tasks.subject_id = resumes.id
            """)
    }

    /// How far an upload has come. The caller has checked whose run it is.
    public func uploadProgress(of run: UUID) throws -> UploadProgress {
        try one(
            """
            select count(*), count(*) filter (where state = 'done'), count(*) filter (where state = 'refused')
            from (
                select \(RecordReport.state) as state
                from raw_records left join resumes on resumes.id = resume_id where run_id = \(run)
            ) as records
            """)
    }

    /// Ends an upload with what became of its files.
    public func finishUpload(_ run: UUID) throws {
        let progress = try uploadProgress(of: run)
        try execute(
            """
            update runs set done = \(progress.total), total = \(progress.total), created = \(progress.read),
                failed = \(progress.total - progress.read)
            where id = \(run) and state in ('queued', 'running')
            """)
        try finishRun(run)
    }

    /// Uploads that ended some minutes ago, of which files may be in the store that belong to no resume.
    ///
    /// Minutes, because whoever works on one that is cancelled sees so a little later.
    public func uploadsToClear(olderThanMinutes minutes: Int, limit: Int) throws -> [EndedUpload] {
        try query(
            """
            select runs.id, runs.settings,
                (select coalesce(max(ordinal) + 1, 0) from raw_records where run_id = runs.id)
            from runs join sources on sources.id = runs.source_id left join tasks on tasks.id = runs.task_id
            where sources.kind = 'upload' and runs.user_id is not null and runs.settings->'files' <> '[]'
                and case when runs.state in ('queued', 'running')
                    then tasks.state = 'cancelled' and tasks.finished_at < now() - make_interval(mins => \(minutes)::integer)
                    else runs.finished_at < now() - make_interval(mins => \(minutes)::integer) end
            limit \(limit)
            """)
    }

    /// Those of some keys under which no resume has its file.
    public func unusedStorageKeys(_ keys: [String]) throws -> [String] {
        try scalars(
            """
            select key from unnest(\(keys)) as key where key not in (
                select storage_key from resumes where storage_key = any(\(keys)))
            """)
    }

    /// Notes that an upload has no files in the store but those of its resumes. One that was cancelled cannot go on any more.
    public func clearUpload(_ run: UUID) throws {
        try execute(
            """
            update runs set settings = jsonb_set(settings, '{files}', '[]'),
                state = case when state in ('queued', 'running') then 'cancelled' else state end,
                finished_at = coalesce(finished_at, now()), updated_at = now()
            where id = \(run)
            """)
    }
}

/// An upload that is over.
public struct EndedUpload: RowDecodable, Sendable {
    public let id: UUID
    public let plan: UploadPlan
    /// Of how many files it is stored what became of them.
    public let stored: Int

    public init(row: inout Row) throws {
        id = try row.next()
        plan = try row.json()
        stored = try row.next()
    }
}
