create table resumes (
    id uuid constraint resumes_pkey primary key,
    user_id uuid not null constraint resumes_user_id_fkey references users (id) on delete cascade,
    file_name text not null constraint resumes_file_name_length check (length(file_name) between 1 and 255),
    media_type text not null,
    byte_count bigint not null,
    storage_key text not null constraint resumes_storage_key_key unique,
    status text not null constraint resumes_status check (status in ('queued', 'processing', 'done', 'failed')),
    stages jsonb not null,
    error_code text,
    text text,
    profile jsonb,
    -- Moves with the text and the profile, so that a match knows which reading it scored.
    revision integer not null default 1,
    task_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index resumes_user_id on resumes (user_id, created_at desc, id desc);
create index resumes_task_id on resumes (task_id);

-- down
drop table resumes;
