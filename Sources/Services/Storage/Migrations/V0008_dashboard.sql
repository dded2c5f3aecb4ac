-- Operators look at queues and tasks, administrators act on them.
alter table users drop constraint users_role;
alter table users add constraint users_role check (role in ('seeker', 'recruiter', 'operator', 'admin'));

-- What each kind of task did in each minute, kept longer than the tasks themselves. Filled from `tasks.finished_at` and
-- `task_attempts.finished_at` every few seconds; a minute that is counted again gets the same numbers.
create table task_minutes (
    minute timestamptz not null,
    queue text not null,
    kind text not null,
    succeeded integer not null default 0,
    -- Attempts that failed and were to be tried again.
    failed integer not null default 0,
    -- Attempts after which a task was dead.
    dead integer not null default 0,
    -- Of those that succeeded, by the bounds in the program: from when it might start to its start,
    waits integer[] not null default '{}',
    -- and from its start to its end.
    runs integer[] not null default '{}',
    constraint task_minutes_pkey primary key (minute, queue, kind)
);
insert into maintenance_ticks (name) values ('count');

-- Who did what to queues and tasks. Append only, but for the progress of what takes long.
create table operator_actions (
    id uuid not null,
    user_id uuid,
    -- Stays when the account goes.
    user_email text not null,
    action text not null,
    -- What it was done to: a queue, the ids of tasks, or a search for them.
    target jsonb not null,
    -- How many there were when it was confirmed, and how many were changed so far.
    expected bigint,
    affected bigint not null default 0,
    -- The task that does it in batches, and where that stands.
    task_id uuid,
    position jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    finished_at timestamptz,
    constraint operator_actions_pkey primary key (id),
    constraint operator_actions_user_id_fkey foreign key (user_id) references users (id) on delete set null,
    constraint operator_actions_action_check check (action <> '' and length(action) <= 40)
);
create index operator_actions_user_id_idx on operator_actions (user_id);

-- What tasks wrote to the log that an operator wants to see beside their attempts.
create table task_log_lines (
    id bigint generated always as identity,
    task_id uuid not null,
    attempt integer not null,
    level text not null,
    message text not null,
    created_at timestamptz not null default now(),
    constraint task_log_lines_pkey primary key (task_id, id)
);
create index task_log_lines_created_at_idx on task_log_lines (created_at);

-- down
drop table task_log_lines;
drop table operator_actions;
delete from maintenance_ticks where name = 'count';
drop table task_minutes;
update users set role = 'seeker' where role = 'operator';
alter table users drop constraint users_role;
alter table users add constraint users_role check (role in ('seeker', 'recruiter', 'admin'));
