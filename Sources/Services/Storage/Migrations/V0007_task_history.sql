-- Finished tasks, moved here in batches so that `tasks` stays small. A partition holds a week (from Monday, UTC) and is
-- named after its first day; dropping one costs the same whatever it holds.
create table tasks_history (
    id uuid not null,
    queue text not null,
    kind text not null,
    arguments jsonb not null,
    user_id uuid,
    subject_id uuid,
    priority integer not null,
    state text not null,
    attempt integer not null,
    max_attempts integer not null,
    crashes integer not null,
    alone boolean not null,
    worker_id uuid,
    run_at timestamptz not null,
    unique_key text,
    parent_id uuid,
    children_left integer not null,
    progress jsonb,
    result jsonb,
    error_code text,
    error text,
    revision bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz not null,
    -- A partitioned table's key must have the column that parts it.
    constraint tasks_history_pkey primary key (id, finished_at),
    constraint tasks_history_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint tasks_history_state_check check (state in ('succeeded', 'dead', 'cancelled'))
) partition by range (finished_at);
create index tasks_history_user_id_idx on tasks_history (user_id, id) where user_id is not null;
create index tasks_history_subject_id_idx on tasks_history (subject_id, id) where subject_id is not null;
create index tasks_history_parent_id_idx on tasks_history (parent_id) where parent_id is not null;
create index tasks_history_state_idx on tasks_history (state, id) where state <> 'succeeded';

-- Live and finished tasks, wherever they stand; a task is in one of the two tables. For lists and joins: who looks for
-- one task looks into `tasks` first.
create view all_tasks as
    select id, queue, kind, arguments, user_id, subject_id, priority, state, attempt, max_attempts, crashes, alone,
        worker_id, run_at, unique_key, parent_id, children_left, progress, result, error_code, error, revision,
        created_at, updated_at, started_at, finished_at
    from tasks
    union all
    select id, queue, kind, arguments, user_id, subject_id, priority, state, attempt, max_attempts, crashes, alone,
        worker_id, run_at, unique_key, parent_id, children_left, progress, result, error_code, error, revision,
        created_at, updated_at, started_at, finished_at
    from tasks_history;

-- Makes the partitions up to the week of `last`, on from the newest there is: there are no holes between them. Whoever
-- cannot have the lock at once tries again later, rather than hold up everybody who comes after.
create function extend_tasks_history(first timestamptz, last timestamptz) returns integer
language plpgsql set lock_timeout = '1s' as $$
declare
    week date;
    made integer := 0;
begin
    select max(to_date(right(relname, 8), 'YYYYMMDD')) + 7 into week
        from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = 'tasks_history'::regclass;
    week := coalesce(week, date_trunc('week', first at time zone 'UTC')::date);
    while week <= (last at time zone 'UTC')::date loop
        execute format(
            'create table if not exists %I partition of tasks_history for values from (%L) to (%L)',
            'tasks_history_' || to_char(week, 'YYYYMMDD'),
            to_char(week, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(week + 7, 'YYYY-MM-DD') || ' 00:00:00+00');
        week := week + 7;
        made := made + 1;
    end loop;
    return made;
end
$$;

-- Drops the partitions that end at or before `bound`.
create function drop_tasks_history(bound timestamptz) returns integer
language plpgsql set lock_timeout = '1s' as $$
declare
    name text;
    dropped integer := 0;
begin
    for name in
        select relname from pg_inherits join pg_class on pg_class.oid = inhrelid
        where inhparent = 'tasks_history'::regclass
            and (to_date(right(relname, 8), 'YYYYMMDD') + 7)::timestamp at time zone 'UTC' <= bound
        order by relname
    loop
        execute format('drop table %I', name);
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$$;

select extend_tasks_history(
    greatest((select coalesce(min(finished_at), now()) from tasks), now() - interval '26 weeks'),
    now() + interval '4 weeks');

-- down
insert into tasks (
    id, queue, kind, arguments, user_id, subject_id, priority, state, attempt, max_attempts, crashes, alone, worker_id,
    run_at, unique_key, parent_id, children_left, progress, result, error_code, error, revision, created_at, updated_at,
    started_at, finished_at
)
select id, queue, kind, arguments, user_id, subject_id, priority, state, attempt, max_attempts, crashes, alone, worker_id,
    run_at, unique_key, parent_id, children_left, progress, result, error_code, error, revision, created_at, updated_at,
    started_at, finished_at
from tasks_history;
drop view all_tasks;
drop function drop_tasks_history;
drop function extend_tasks_history;
drop table tasks_history;
