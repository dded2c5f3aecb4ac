-- Every reading of a resume and every correction of one. The resume itself holds a copy of the version that counts, so
-- that lists and scoring ask one table.
create table resume_versions (
    resume_id uuid not null constraint resume_versions_resume_id_fkey references resumes (id) on delete cascade,
    number integer not null,
    origin text not null constraint resume_versions_origin check (origin in ('read', 'edited')),
    -- What the profile was read from; its places in the text are places in this one.
    text text not null,
    profile jsonb not null,
    -- When the owner said that it is right. A later reading does not replace what they accepted.
    accepted_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint resume_versions_pkey primary key (resume_id, number)
);
-- The version that counts. Null before the first reading, and for resumes read before there were versions: those get
-- theirs when they are read again or corrected, because copying them all here would keep them locked.
alter table resumes add column version integer;

-- down
alter table resumes drop column version;
drop table resume_versions;
