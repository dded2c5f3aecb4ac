public import FoundationEssentials
public import Postgres

// Runs and resumes end with their tasks, and begin again with them. As long as a task's row is there, queries ask it; these write
// it down where the row is about to go, and take it back where the task starts over.

/// Tasks by which nothing will go on: over without success, or gone. Once moved on, a run or resume names another task.
private let isOver: SQL = """
    task_id is not null and not exists (
        select from all_tasks where all_tasks.id = task_id and all_tasks.state not in ('dead', 'cancelled'))
    """

extension Connection {
    /// Writes down which runs have failed with their tasks, which queries find out from the tasks as long as those are there:
    /// before tasks move to the history. One whose task is nowhere any more has failed.
    public func settleRuns() throws -> Int {
        try settleRuns(where: "true")
    }

    /// - Parameter condition: which runs, named `runs`.
    func settleRuns(where condition: SQL) throws -> Int {
        try execute(
            """
            update runs set state = case over.state when 'cancelled' then 'cancelled' else 'failed' end,
                finished_at = coalesce(over.finished_at, now()), updated_at = now()
            from (
                select id, task_id,
                    (select all_tasks.state from all_tasks where all_tasks.id = task_id limit 1) as state,
                    (select all_tasks.finished_at from all_tasks where all_tasks.id = task_id limit 1) as finished_at
                from runs where runs.state in ('queued', 'running') and (\(condition)) and \(isOver)
            ) as over
            -- Named again: one that has gone on to another task meanwhile is left alone.
            where runs.id = over.id and runs.task_id = over.task_id and runs.state in ('queued', 'running')
            """)
    }

    /// Writes down which readings have failed with their tasks, as ``settleRuns()`` does for runs.
    public func settleResumes() throws -> Int {
        try settleResumes(where: "true")
    }

    private func settleResumes(where condition: SQL) throws -> Int {
        try execute(
            """
            update resumes set status = case when profile is null then 'failed' else 'done' end, updated_at = now()
            from (
                select id, task_id from resumes
                where resumes.status in ('queued', 'processing') and (\(condition)) and \(isOver)
            ) as over
            where resumes.id = over.id and resumes.task_id = over.task_id and resumes.status in ('queued', 'processing')
            """)
    }

    /// Writes down what has ended with these tasks, which are about to be deleted.
    func settleSubjects(of tasks: [UUID]) throws {
        // Nobody starts them over meanwhile.
        try execute(
            "select id from tasks where id = any(\(tasks)) and state in ('dead', 'cancelled') order by id desc for update"
        )
        let subjects: [UUID] = try scalars(
            """
            select subject_id from all_tasks
            where id = any(\(tasks)) and subject_id is not null and state in ('dead', 'cancelled')
            """)
        guard !subjects.isEmpty else { return }
        _ = try settleRuns(where: "runs.id = any(\(subjects)) and runs.task_id = any(\(tasks))")
        _ = try settleResumes(where: "resumes.id = any(\(subjects)) and resumes.task_id = any(\(tasks))")
    }

    /// Opens again the runs that failed or were cancelled with these tasks, or with the joins that waited for them, which are about
    /// to start over. Of an installation's
    /// source one run at the most is open, the latest of several; an upload whose files have been removed stays as it is.
    public func reopenRuns(of tasks: [UUID]) throws {
        try execute(
            """
            with chosen as (
                select distinct on (case when runs.user_id is null then source_id else runs.id end) runs.id
                from all_tasks join runs on runs.id = all_tasks.subject_id and (
                        runs.task_id = all_tasks.id
                        -- Its join follows, perhaps in a later batch. One that does not is found by ``settleRuns()``.
                        or runs.user_id is not null and runs.task_id = all_tasks.parent_id and exists (
                            select from all_tasks as joining
                            where joining.id = runs.task_id and joining.state in ('dead', 'cancelled')))
                    join sources on sources.id = source_id
                where all_tasks.id = any(\(tasks)) and all_tasks.state in ('dead', 'cancelled')
                    and runs.state in ('failed', 'cancelled')
                    and (sources.kind <> 'upload' or runs.settings->'files' is distinct from '[]')
                    and (runs.user_id is not null or not exists (
                        select from runs as other
                        where other.source_id = runs.source_id and other.user_id is null
                            and other.state in ('queued', 'running')))
                order by case when runs.user_id is null then source_id else runs.id end, runs.created_at desc
            )
            update runs set state = case when started_at is null then 'queued' else 'running' end, finished_at = null,
                updated_at = now()
            where id in (select chosen.id from chosen)
            """)
    }

    /// Those of the tasks that are steps of a run that has ended: started again they would do nothing.
    public func tasksOfEndedRuns(_ tasks: [UUID]) throws -> [UUID] {
        try scalars(
            """
            select all_tasks.id from all_tasks join runs on runs.id = all_tasks.subject_id
            where all_tasks.id = any(\(tasks)) and all_tasks.state in ('succeeded', 'dead', 'cancelled')
                and runs.state in ('succeeded', 'failed', 'cancelled')
            """)
    }

    /// Lets a new task take the place of one that it repeats: its run or resume goes by the new one.
    public func replaceTask(_ old: UUID, by new: UUID) throws {
        try execute(
            """
            update runs set task_id = \(new), updated_at = now()
            where id = (select subject_id from all_tasks where all_tasks.id = \(old)) and task_id = \(old)
            """)
        try execute(
            """
            update resumes set task_id = \(new)
            where id = (select subject_id from all_tasks where all_tasks.id = \(old)) and task_id = \(old)
            """)
    }
}
