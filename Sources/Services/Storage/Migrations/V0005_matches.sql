create table matches (
    id uuid constraint matches_pkey primary key,
    user_id uuid not null constraint matches_user_id_fkey references users (id) on delete cascade,
    resume_id uuid not null constraint matches_resume_id_fkey references resumes (id) on delete cascade,
    posting_id uuid not null constraint matches_posting_id_fkey references postings (id) on delete cascade,
    engine text not null,
    engine_version text not null,
    -- Null until its task has succeeded.
    score double precision constraint matches_score_range check (score between 0 and 100),
    result jsonb,
    -- Which reading of the resume and which text of the posting were scored.
    resume_revision integer,
    posting_hash bytea,
    task_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint matches_pair_key unique (resume_id, posting_id, engine, engine_version)
);
create index matches_user_id on matches (user_id, score desc nulls last, id desc);
create index matches_resume_id on matches (resume_id, score desc nulls last, id desc);
create index matches_posting_id on matches (posting_id);
create index matches_task_id on matches (task_id);

-- The postings of one search, ranked for one resume.
create table rankings (
    id uuid constraint rankings_pkey primary key,
    user_id uuid not null constraint rankings_user_id_fkey references users (id) on delete cascade,
    resume_id uuid not null constraint rankings_resume_id_fkey references resumes (id) on delete cascade,
    engine text not null,
    engine_version text not null,
    -- The search as a query string, to show and to repeat it.
    search text not null,
    posting_ids uuid[] not null,
    task_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index rankings_user_id on rankings (user_id, created_at desc);
create index rankings_resume_id on rankings (resume_id);
create index rankings_task_id on rankings (task_id);

-- down
drop table rankings;
drop table matches;
