-- What the words of postings say beside their main fields, which postings are one, whom somebody does not want to see, and
-- whether a posting is still up.
alter table postings
    add column details jsonb not null default '{}',
    -- The company as names are compared. Empty where nobody has traced the posting yet.
    add column company_key text not null default '',
    -- The posting that this one was merged into; such a posting is in no list.
    add column canonical_id uuid constraint postings_canonical_id_fkey references postings (id) on delete cascade,
    add column liveness_checked_at timestamptz,
    add column liveness_method text
        constraint postings_liveness_method check (liveness_method in ('listing', 'page')),
    add column liveness_reason text,
    drop constraint postings_status,
    add constraint postings_status check (status in ('open', 'expired', 'archived', 'merged')),
    add constraint postings_merged check ((status = 'merged') = (canonical_id is not null));
create index postings_canonical_id on postings (canonical_id) where canonical_id is not null;
create index postings_not_traced on postings (id) where company_key = '' and user_id is null;
create index postings_liveness on postings (liveness_checked_at nulls first, id) where status = 'open';

-- When a complete run saw the posting at the source no more.
alter table posting_sources add column gone_at timestamptz;

-- A small picture of each text, and the keys under which postings that may be one find each other.
create table posting_sketches (
    posting_id uuid constraint posting_sketches_pkey primary key
        constraint posting_sketches_posting_id_fkey references postings (id) on delete cascade,
    sketch bytea not null,
    keys bigint[] not null
);
-- Written a dozen rows a posting, so without a foreign key: the trigger below removes what belongs to a sketch.
create table posting_keys (
    key bigint not null,
    posting_id uuid not null,
    constraint posting_keys_pkey primary key (key, posting_id)
);
create function forget_posting_keys() returns trigger language plpgsql as $$
begin
    delete from posting_keys where key = any (old.keys) and posting_id = old.posting_id;
    return null;
end
$$;
create trigger posting_sketches_keys after delete on posting_sketches
    for each row execute function forget_posting_keys();

create table posting_merges (
    id uuid constraint posting_merges_pkey primary key,
    posting_id uuid not null constraint posting_merges_posting_id_fkey references postings (id) on delete cascade,
    -- What it was found to be one with, as it was then.
    canonical_id uuid not null constraint posting_merges_canonical_id_fkey references postings (id) on delete cascade,
    kind text not null constraint posting_merges_kind check (kind in ('same', 'repost', 'agency_copy')),
    likeness jsonb not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    undone_at timestamptz,
    undone_by uuid constraint posting_merges_undone_by_fkey references users (id) on delete set null
);
create unique index posting_merges_active_key on posting_merges (posting_id) where undone_at is null;
create index posting_merges_posting_id on posting_merges (posting_id, created_at);
create index posting_merges_canonical_id on posting_merges (canonical_id);
create index posting_merges_undone_by on posting_merges (undone_by) where undone_by is not null;

-- Pairs that somebody said are not one. Without foreign keys: a posting that goes and comes back has the same id, and the word
-- still holds.
create table posting_distinctions (
    first_id uuid not null,
    second_id uuid not null,
    created_by uuid constraint posting_distinctions_created_by_fkey references users (id) on delete set null,
    created_at timestamptz not null default now(),
    constraint posting_distinctions_pkey primary key (first_id, second_id),
    constraint posting_distinctions_order check (first_id < second_id)
);
create index posting_distinctions_created_by on posting_distinctions (created_by) where created_by is not null;

-- What somebody does not want to see; nobody's holds for all.
create table blocks (
    id uuid constraint blocks_pkey primary key,
    user_id uuid constraint blocks_user_id_fkey references users (id) on delete cascade,
    kind text not null constraint blocks_kind check (kind in ('company', 'agency', 'word')),
    -- As it was typed, and as it is compared.
    value text not null constraint blocks_value_length check (length(value) between 1 and 200),
    key text not null constraint blocks_key_length check (length(key) between 1 and 400),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint blocks_key unique nulls not distinct (user_id, kind, key)
);

-- down
drop table blocks;
drop table posting_distinctions;
drop table posting_merges;
drop table posting_keys;
drop table posting_sketches;
drop function forget_posting_keys();
alter table posting_sources drop column gone_at;
drop index postings_liveness;
drop index postings_not_traced;
drop index postings_canonical_id;
alter table postings
    drop constraint postings_merged,
    drop constraint postings_status;
update postings set status = 'expired' where status = 'merged';
alter table postings
    add constraint postings_status check (status in ('open', 'expired', 'archived')),
    drop column details, drop column company_key, drop column canonical_id, drop column liveness_checked_at,
    drop column liveness_method, drop column liveness_reason;
