-- What language models cost: accounts that budgets are held against, and the questions they were charged for. All money is in
-- millionths of a US dollar.
create table model_accounts (
    -- A run of one task, a person's day, the installation's month: `run:<task>`, `day:<user>:2026-11-21`, `month:2026-11`.
    name text constraint model_accounts_pkey primary key,
    user_id uuid constraint model_accounts_user_id_fkey references users (id) on delete cascade,
    spent bigint not null default 0,
    -- Set aside for questions that were not answered yet. What nobody ever settles counts as spent.
    reserved bigint not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint model_accounts_amounts check (spent >= 0 and reserved >= 0)
) with (fillfactor = 70);
create index model_accounts_user_id on model_accounts (user_id) where user_id is not null;
create index model_accounts_updated_at on model_accounts (updated_at);

create table model_calls (
    id uuid constraint model_calls_pkey primary key,
    -- An answer quotes a resume: it goes with it.
    user_id uuid not null constraint model_calls_user_id_fkey references users (id) on delete cascade,
    resume_id uuid not null constraint model_calls_resume_id_fkey references resumes (id) on delete cascade,
    task_id uuid not null,
    -- What the task asked about, such as a posting's id.
    step text not null,
    input_hash bytea not null,
    engine text not null,
    model text not null,
    accounts text[] not null,
    reserved bigint not null,
    -- Null until it is settled.
    cost bigint,
    is_estimated boolean not null default false,
    input_tokens integer,
    output_tokens integer,
    -- What the model wrote; a retry of the task takes it from here.
    reply bytea,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint model_calls_amounts check (reserved >= 0 and cost >= 0)
);
create index model_calls_step on model_calls (task_id, step, input_hash);
create index model_calls_user_id on model_calls (user_id);
create index model_calls_resume_id on model_calls (resume_id);
create index model_calls_created_at on model_calls (created_at);

alter table rankings
    -- How many of the best a language model looks at; 0 for none.
    add column refine_top integer not null default 0,
    -- What was shown before it began.
    add column expected_cost bigint,
    add column highest_cost bigint,
    -- What became of it.
    add column refining jsonb;

-- What Google's Talent Solution has of the postings. No foreign key: what is gone here has to be ended there.
create table talent_jobs (
    posting_id uuid constraint talent_jobs_pkey primary key,
    name text,
    -- Which content was sent.
    content_hash bytea not null,
    state text not null constraint talent_jobs_state check (state in ('there', 'ended', 'failed')),
    problem text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create table talent_companies (
    name text constraint talent_companies_pkey primary key,
    resource text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

-- down
drop table talent_companies;
drop table talent_jobs;
alter table rankings
    drop column refine_top,
    drop column expected_cost,
    drop column highest_cost,
    drop column refining;
drop table model_calls;
drop table model_accounts;
