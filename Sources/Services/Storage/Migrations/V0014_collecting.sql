-- Sources of people's own, what is known of their pages and records, and what runs cost.

alter table sources
    -- Whose it is; the installation's own are nobody's.
    add column user_id uuid constraint sources_user_id_fkey references users (id) on delete cascade,
    -- Keys as JSON, sealed with the installation's key for the id of this row.
    add column secrets bytea,
    -- Why it was paused, as a sentence, where no person did it.
    add column pause_reason text,
    add column cadence text not null default 'daily' constraint sources_cadence
        check (cadence in ('hourly', 'six_hourly', 'daily', 'weekly', 'manual')),
    -- Of those that have a clock of their own.
    add column next_run_at timestamptz;
alter table sources drop constraint sources_name_key;
create unique index sources_name_key on sources (name, user_id) nulls not distinct;
create index sources_user_id on sources (user_id) where user_id is not null;
create index sources_next_run_at on sources (next_run_at) where is_enabled and next_run_at is not null;

alter table runs
    -- What the source did not give, as sentences.
    add column warnings jsonb not null default '[]',
    add column requests integer not null default 0,
    add column bytes bigint not null default 0,
    -- It read what was stored and asked the source for nothing.
    add column is_from_store boolean not null default false;

-- What one page of a run brought and cost: the run's log.
create table run_pages (
    run_id uuid not null constraint run_pages_run_id_fkey references runs (id) on delete cascade,
    ordinal integer not null,
    records integer not null,
    created integer not null,
    updated integer not null,
    failed integer not null,
    requests integer not null,
    bytes bigint not null,
    milliseconds integer not null,
    -- 'fetched', 'same' (the source or the bytes said so) or 'stored'.
    outcome text not null constraint run_pages_outcome check (outcome in ('fetched', 'same', 'stored')),
    created_at timestamptz not null default now(),
    constraint run_pages_pkey primary key (run_id, ordinal)
);

-- A page as it was the last time: what is sent to be told that nothing has changed, and how the run then goes on.
create table source_pages (
    source_id uuid not null constraint source_pages_source_id_fkey references sources (id) on delete cascade,
    -- The cursor, empty for the first.
    page text not null,
    etag text,
    last_modified text,
    -- Of all its records.
    digest bytea not null,
    records integer not null,
    next text,
    total integer,
    pages_total integer,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint source_pages_pkey primary key (source_id, page)
);

-- A record as it was the last time: an equal digest means that nothing is to be read.
create table source_records (
    source_id uuid not null constraint source_records_source_id_fkey references sources (id) on delete cascade,
    external_id text not null,
    digest bytea not null,
    -- What it became. What is removed as a posting is read again.
    posting_id uuid not null constraint source_records_posting_id_fkey references postings (id) on delete cascade,
    -- The page on which it was seen.
    page text not null,
    -- When the whole description was fetched, where pages hold summaries.
    filled_at timestamptz,
    seen_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint source_records_pkey primary key (source_id, external_id)
) with (fillfactor = 80);
create index source_records_posting_id on source_records (posting_id);
create index source_records_page on source_records (source_id, page);

-- The latest record of an id: what is parsed again.
create index raw_records_external_id on raw_records (source_id, external_id, created_at desc);

alter table postings
    -- Whose it is, where it came from a source of theirs alone; such a posting's id is made of theirs as well.
    add column user_id uuid constraint postings_user_id_fkey references users (id) on delete cascade,
    -- The description of an archived posting, compressed; its own column is then empty.
    add column description_archive bytea;
alter table postings drop constraint postings_canonical_url_key;
create unique index postings_canonical_url_key on postings (canonical_url, user_id) nulls not distinct;
create index postings_user_id on postings (user_id) where user_id is not null;
create index postings_expiry on postings (updated_at) where status <> 'archived';

-- What other systems gave us for a time, sealed.
create table outside_tokens (
    name text constraint outside_tokens_pkey primary key,
    sealed bytea not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

-- down
drop table outside_tokens;
delete from postings where user_id is not null or description_archive is not null;
drop index postings_canonical_url_key;
alter table postings
    drop column user_id, drop column description_archive,
    add constraint postings_canonical_url_key unique (canonical_url);
drop index postings_expiry;
drop index raw_records_external_id;
drop table source_records;
drop table source_pages;
drop table run_pages;
alter table runs drop column warnings, drop column requests, drop column bytes, drop column is_from_store;
delete from sources where user_id is not null;
drop index sources_name_key;
alter table sources
    drop column user_id, drop column secrets, drop column pause_reason, drop column cadence, drop column next_run_at,
    add constraint sources_name_key unique (name);
