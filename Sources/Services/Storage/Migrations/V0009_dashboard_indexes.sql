-- no-transaction
-- Tasks that wait for others are queued but not in tasks_queued_idx; only joins pay for this.
create index concurrently tasks_joining_idx on tasks (id) where state = 'queued' and children_left > 0;
-- What was done lately: the counts by minute and the list of finished tasks, newest first.
create index concurrently tasks_finished_at_idx on tasks (finished_at) where state = 'succeeded';
-- The tasks behind a group of failures.
create index concurrently task_attempts_failures_idx on task_attempts (kind, error_code, finished_at) include (task_id);
-- The same list goes on in the history. A partitioned table's index cannot be built concurrently; rows come here in
-- batches, long after anybody waited for them.
create index tasks_history_finished_at_idx on tasks_history (finished_at) where state = 'succeeded';

-- down
drop index tasks_history_finished_at_idx;
drop index concurrently tasks_joining_idx;
drop index concurrently tasks_finished_at_idx;
drop index concurrently task_attempts_failures_idx;
