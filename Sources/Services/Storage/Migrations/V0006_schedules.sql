-- What runs at set times. Every time here is PostgreSQL's: a scheduler reads the clock from the database, so that clocks
-- of machines may differ.
create table schedules (
    id uuid not null,
    -- What code and operators call it.
    name text not null,
    queue text not null,
    kind text not null,
    arguments jsonb not null default '{}',
    priority integer not null default 0,
    max_attempts integer not null,
    cron text not null,
    time_zone text not null,
    -- What becomes of ticks that nobody was there for: none of them, the latest one, or all up to the limit.
    catch_up text not null,
    catch_up_limit integer not null,
    is_enabled boolean not null default true,
    -- Why it has no next tick although it is enabled.
    problem text,
    -- Null while it has none to come.
    next_tick_at timestamptz,
    -- The latest tick that has its task.
    last_tick_at timestamptz,
    -- Grows with every change but ticks: who computed the next tick from older words moves nothing.
    revision bigint not null default 1,
    -- When an operator last changed its times, and when its being enabled: from then on the code's own words for it are
    -- not taken any more.
    edited_at timestamptz,
    switched_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint schedules_pkey primary key (id),
    constraint schedules_name_key unique (name),
    constraint schedules_name_check check (name <> '' and length(name) <= 80),
    constraint schedules_catch_up_check check (catch_up in ('none', 'once', 'all')),
    constraint schedules_catch_up_limit_check check (catch_up_limit > 0),
    constraint schedules_max_attempts_check check (max_attempts > 0)
) with (fillfactor = 50);
create index schedules_next_tick_at_idx on schedules (next_tick_at) where is_enabled;

-- One row a tick, inserted in the statement that inserts its task: whatever number of schedulers run, whatever the
-- clock was set to, a tick has one task. Rows are purged when they are as old as the history of tasks.
create table schedule_ticks (
    schedule_id uuid not null,
    scheduled_for timestamptz not null,
    -- No foreign key: tasks move to the history.
    task_id uuid not null,
    created_at timestamptz not null default now(),
    constraint schedule_ticks_pkey primary key (schedule_id, scheduled_for),
    constraint schedule_ticks_schedule_id_fkey foreign key (schedule_id) references schedules (id) on delete cascade
);

-- down
drop table schedule_ticks;
drop table schedules;
