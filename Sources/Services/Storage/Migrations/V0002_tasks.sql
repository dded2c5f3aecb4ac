-- Background work. These rows are the truth; the Redis lists are only the fast road to them.
--
-- Every state change leaves one partial index and enters another, so the indexes over live states hold live rows
-- only and stay in memory however many finished rows there are. Lists of recent tasks walk the primary key
-- backwards: ids are UUIDv7 and sort by time.
create table tasks (
    id uuid not null,
    queue text not null,
    kind text not null,
    arguments jsonb not null,
    -- Whose it is: decides who may see and cancel it. Null for the installation's own work.
    user_id uuid,
    -- What it is about (a resume, a match, a run), for the page that shows it.
    subject_id uuid,
    priority integer not null default 0,
    state text not null default 'queued',
    -- Attempts begun. A crash or a drained worker gives its attempt back.
    attempt integer not null default 0,
    max_attempts integer not null,
    -- Crashes while it ran alone; others prove nothing against it.
    crashes integer not null default 0,
    -- Set by a crash: from then on it runs with nothing else in its process.
    alone boolean not null default false,
    -- The right to finish it, made anew by each claim. Whoever holds an older one can change nothing.
    lease uuid,
    worker_id uuid,
    -- When it may start: queued tasks from their enqueuing, failed ones for their retry.
    run_at timestamptz not null default now(),
    unique_key text,
    -- No foreign key: parents and children move to the history at different times.
    parent_id uuid,
    -- A task that waits for others is queued, but claimable only at 0.
    children_left integer not null default 0,
    progress jsonb,
    result jsonb,
    error_code text,
    error text,
    -- Grows with each change of state; what Redis holds of an older revision is refused or replaced.
    revision bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- Of the latest attempt.
    started_at timestamptz,
    finished_at timestamptz,
    constraint tasks_pkey primary key (id),
    constraint tasks_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint tasks_state_check check (state in ('queued', 'running', 'failed', 'succeeded', 'dead', 'cancelled')),
    constraint tasks_lease_check check ((state = 'running') = (lease is not null)),
    constraint tasks_finished_at_check
        check ((state in ('succeeded', 'dead', 'cancelled')) = (finished_at is not null)),
    constraint tasks_counts_check check (attempt >= 0 and max_attempts > 0 and crashes >= 0 and children_left >= 0),
    constraint tasks_queue_check check (queue <> '' and length(queue) <= 40),
    constraint tasks_kind_check check (kind <> '' and length(kind) <= 80)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

-- The sweep and the road without Redis: what may start, oldest first.
create index tasks_queued_idx on tasks (queue, run_at, id) where state = 'queued' and children_left = 0;
-- Reclaim from dead workers.
create index tasks_running_idx on tasks (worker_id) include (queue) where state = 'running';
-- Retries that are due.
create index tasks_failed_idx on tasks (run_at) include (queue) where state = 'failed';
-- Dead letters and their count.
create index tasks_dead_idx on tasks (id) include (queue, kind) where state = 'dead';
create index tasks_cancelled_idx on tasks (id) where state = 'cancelled';
-- A person's tasks, newest first; also serves the foreign key.
create index tasks_user_id_idx on tasks (user_id, id) where user_id is not null;
-- How many of a person's tasks are not over: the cap must not walk their history.
create index tasks_user_id_live_idx on tasks (user_id)
    where user_id is not null and state in ('queued', 'running', 'failed');
create index tasks_subject_id_idx on tasks (subject_id, id) where subject_id is not null;
create index tasks_parent_id_idx on tasks (parent_id) where parent_id is not null;
-- One live task for each key of a kind.
create unique index tasks_unique_key_idx on tasks (kind, unique_key)
    where unique_key is not null and state in ('queued', 'running', 'failed');

-- Attempts that ended otherwise than in success, append only; the success is the task's own row. No foreign key, so
-- that both can be purged by time on their own.
create table task_attempts (
    id bigint generated always as identity,
    task_id uuid not null,
    queue text not null,
    kind text not null,
    attempt integer not null,
    worker_id uuid,
    outcome text not null,
    error_code text,
    error text,
    started_at timestamptz,
    finished_at timestamptz not null default now(),
    constraint task_attempts_pkey primary key (task_id, id),
    constraint task_attempts_outcome_check check (outcome in ('failed', 'dead', 'crashed', 'released', 'cancelled'))
);
-- Failures of the last hours by kind and error.
create index task_attempts_finished_at_idx on task_attempts (finished_at) include (kind, error_code, outcome);

-- Processes that run tasks. They prove that they live by PostgreSQL's clock, so a flushed Redis kills nobody.
create table workers (
    id uuid not null,
    host text not null,
    process_id integer not null,
    -- Threads for each queue, as {"scoring": 4}: also names the processing lists in Redis.
    threads jsonb not null,
    started_at timestamptz not null default now(),
    heartbeat_at timestamptz not null default now(),
    -- Set when it stopped in good order; its row stays until its lists are emptied.
    stopped_at timestamptz,
    constraint workers_pkey primary key (id)
) with (fillfactor = 50);

-- Queues from which nothing is started.
create table queue_pauses (
    queue text not null,
    paused_by uuid,
    paused_at timestamptz not null default now(),
    constraint queue_pauses_pkey primary key (queue),
    constraint queue_pauses_paused_by_fkey foreign key (paused_by) references users (id) on delete set null
);
create index queue_pauses_paused_by_idx on queue_pauses (paused_by);

-- Work that one process does for all: whoever moves `ran_at` on does it. A frozen process holds nobody up.
create table maintenance_ticks (
    name text not null,
    ran_at timestamptz not null default '-infinity',
    constraint maintenance_ticks_pkey primary key (name)
) with (fillfactor = 50);
insert into maintenance_ticks (name) values ('reclaim'), ('sweep'), ('housekeeping');

-- down
drop table maintenance_ticks;
drop table queue_pauses;
drop table workers;
drop table task_attempts;
drop table tasks;
