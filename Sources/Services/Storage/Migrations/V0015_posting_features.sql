-- What matching needs of a posting, made once when it is stored or changed: its vector and what the scorer prepared.
-- Without a reference to postings: that a posting is gone is a change too.
create table posting_features (
    posting_id uuid constraint posting_features_pkey primary key,
    -- Its place in the order of changes, which processes follow.
    change bigint not null constraint posting_features_change_key unique,
    -- 256 numbers of 16 bits; null where the posting is gone.
    vector bytea,
    features bytea,
    -- Of what made them.
    version text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint posting_features_gone check ((vector is null) = (features is null))
);
create index posting_features_version on posting_features (version);
-- Hashes do not get smaller.
alter table posting_features alter column vector set storage plain, alter column features set storage external;

-- The one row that whoever writes features updates first: writers come one after the other, so that numbers are seen in
-- their order, and nobody who follows them passes one that is committed later.
create table posting_index (
    id boolean constraint posting_index_pkey primary key default true constraint posting_index_single check (id),
    -- Names this history of changes; files of another are of no use.
    epoch uuid not null default gen_random_uuid(),
    head bigint not null default 0,
    -- Rows that said until here that a posting was gone may have been removed.
    horizon bigint not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
insert into posting_index default values;

-- Postings whose features are to be made. Every change adds a row, so that one during the making is not lost with it.
create table posting_changes (
    id bigint generated always as identity constraint posting_changes_pkey primary key,
    posting_id uuid not null,
    created_at timestamptz not null default now()
);
create index posting_changes_posting_id on posting_changes (posting_id);

create function note_posting_change() returns trigger language plpgsql as $$
begin
    insert into posting_changes (posting_id) values (case tg_op when 'DELETE' then old.id else new.id end);
    return null;
end $$;
create trigger postings_note_creation after insert or delete on postings
    for each row execute function note_posting_change();
-- Of what matching shows, filters by or reads.
create trigger postings_note_change after update on postings
    for each row when ((old.content_hash, old.status, old.liveness, old.title, old.company, old.location, old.is_remote,
        old.type, old.level, old.is_internship, old.annual_max_reference, old.description_markdown, old.skills)
        is distinct from (new.content_hash, new.status, new.liveness, new.title, new.company, new.location, new.is_remote,
        new.type, new.level, new.is_internship, new.annual_max_reference, new.description_markdown, new.skills))
    execute function note_posting_change();
insert into posting_changes (posting_id) select id from postings where status = 'open' order by listed_at desc;

-- Answers of matching by text, for a day. A cache: nothing is lost with it, and it is in no log and no backup.
create unlogged table match_answers (
    key bytea constraint match_answers_pkey primary key,
    user_id uuid not null constraint match_answers_user_id_fkey references users (id) on delete cascade,
    body bytea not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index match_answers_user_id on match_answers (user_id);
create index match_answers_created_at on match_answers (created_at);

-- down
drop table match_answers;
drop trigger postings_note_change on postings;
drop trigger postings_note_creation on postings;
drop function note_posting_change;
drop table posting_changes;
drop table posting_index;
drop table posting_features;
