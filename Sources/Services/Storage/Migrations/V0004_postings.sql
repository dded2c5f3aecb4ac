create table sources (
    id uuid constraint sources_pkey primary key,
    kind text not null,
    name text not null constraint sources_name_key unique,
    settings jsonb not null default '{}',
    is_enabled boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table runs (
    id uuid constraint runs_pkey primary key,
    source_id uuid not null constraint runs_source_id_fkey references sources (id) on delete cascade,
    started_by uuid constraint runs_started_by_fkey references users (id) on delete set null,
    state text not null constraint runs_state check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    pages_done integer not null default 0,
    pages_total integer,
    done integer not null default 0,
    total integer,
    created integer not null default 0,
    updated integer not null default 0,
    failed integer not null default 0,
    -- Where the next page starts, written with the page before it.
    checkpoint text,
    failures jsonb not null default '[]',
    task_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz
);
create index runs_source_id on runs (source_id, created_at desc);
create index runs_started_by on runs (started_by);
create index runs_created_at on runs (created_at desc);
-- One run of a source at a time.
create unique index runs_active_key on runs (source_id) where state in ('queued', 'running');

-- What a source answered, before anything parses it. One record has one row per run.
create table raw_records (
    id uuid constraint raw_records_pkey primary key,
    source_id uuid not null constraint raw_records_source_id_fkey references sources (id) on delete cascade,
    run_id uuid not null constraint raw_records_run_id_fkey references runs (id) on delete cascade,
    external_id text not null,
    body bytea not null,
    error text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint raw_records_record_key unique (run_id, external_id)
);
create index raw_records_source_id on raw_records (source_id, created_at);

create table postings (
    -- UUIDv5 of the canonical URL.
    id uuid constraint postings_pkey primary key,
    url text not null,
    canonical_url text not null constraint postings_canonical_url_key unique,
    title text not null,
    company text not null,
    location text,
    country text,
    is_remote boolean,
    type text,
    level text,
    is_internship boolean not null default false,
    -- Minor units of the currency, for the period.
    salary_min bigint,
    salary_max bigint,
    currency text,
    period text,
    -- For a year, in euro cents at the rates of the repository's table: only for comparing.
    annual_min_reference bigint,
    annual_max_reference bigint,
    description_markdown text not null,
    skills text[] not null default '{}',
    posted_at timestamptz,
    expires_at timestamptz,
    -- When it was posted, or first seen where the source does not say: lists are ordered by it.
    listed_at timestamptz not null,
    status text not null default 'open' constraint postings_status check (status in ('open', 'expired', 'archived')),
    liveness text not null default 'unknown' constraint postings_liveness check (liveness in ('open', 'closed', 'unknown')),
    content_hash bytea not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    search tsvector not null generated always as (
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', company || ' ' || coalesce(location, '')), 'B')
        || setweight(to_tsvector('english', left(description_markdown, 200000)), 'D')
    ) stored
);
create index postings_search on postings using gin (search);
create index postings_listed_at on postings (listed_at desc, id desc) where status = 'open';
create index postings_pay on postings (annual_max_reference desc, id desc) where status = 'open' and annual_max_reference is not null;
create index postings_skills on postings using gin (skills);

-- Everywhere a posting was seen.
create table posting_sources (
    posting_id uuid not null constraint posting_sources_posting_id_fkey references postings (id) on delete cascade,
    source_id uuid not null constraint posting_sources_source_id_fkey references sources (id) on delete cascade,
    url text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint posting_sources_pkey primary key (posting_id, source_id)
);
create index posting_sources_source_id on posting_sources (source_id, posting_id);

-- down
drop table posting_sources;
drop table postings;
drop table raw_records;
drop table runs;
drop table sources;
