-- What recruiters start for themselves: collections and uploads of many resumes, and the openings these stand for.

-- A run that somebody started for themselves is theirs alone; the installation's own runs are nobody's.
alter table runs
    add column user_id uuid constraint runs_user_id_fkey references users (id) on delete cascade,
    -- What was asked for: how many records, how many a page, how many parsed together; or which files were sent.
    add column settings jsonb not null default '{}';
-- One run of a source at a time holds for the installation's own.
drop index runs_active_key;
create unique index runs_active_key on runs (source_id) where state in ('queued', 'running') and user_id is null;
create index runs_user_id on runs (user_id, created_at desc, id desc) where user_id is not null;

alter table resumes
    -- A collected resume has no file.
    alter column storage_key drop not null,
    -- Where it was collected, and what it is called there.
    add column source_id uuid constraint resumes_source_id_fkey references sources (id) on delete set null,
    add column external_id text,
    -- Given beside the document; counts before the address that the document names.
    add column contact_email text constraint resumes_contact_email_length check (length(contact_email) between 3 and 254),
    add column search tsvector not null generated always as (
        to_tsvector('english', left(coalesce(text, ''), 100000))
    ) stored;

-- The skills of a profile, each once and in lower case: what a search for exact skills compares. The cost is what it takes
-- beside an operator; told less, the planner walks the newest resumes rather than ask the index.
create function resume_skills(profile jsonb) returns text[]
language sql immutable parallel safe cost 1000 as $$
    select coalesce(array_agg(distinct lower(skill)), '{}')
    from jsonb_array_elements_text(
        case jsonb_typeof(profile->'skills') when 'array' then profile->'skills' else '[]' end) as skill
$$;

alter table raw_records
    -- The place among the records of the run; batches are ranges of it.
    add column ordinal integer,
    -- What became of it: a resume, or `error`. What is deleted as a resume is not kept as a raw record.
    add column resume_id uuid constraint raw_records_resume_id_fkey references resumes (id) on delete cascade,
    add column processed_at timestamptz;

create table job_posts (
    id uuid constraint job_posts_pkey primary key,
    user_id uuid not null constraint job_posts_user_id_fkey references users (id) on delete cascade,
    title text not null constraint job_posts_title_length check (length(title) between 1 and 200),
    description text not null default '' constraint job_posts_description_length check (length(description) <= 50000),
    location text constraint job_posts_location_length check (length(location) <= 200),
    skills text[] not null default '{}',
    status text not null default 'open' constraint job_posts_status check (status in ('open', 'closed')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index job_posts_user_id on job_posts (user_id, created_at desc, id desc);

-- A resume that stands for a job post. Both are one recruiter's.
create table candidacies (
    id uuid constraint candidacies_pkey primary key,
    job_post_id uuid not null constraint candidacies_job_post_id_fkey references job_posts (id) on delete cascade,
    resume_id uuid not null constraint candidacies_resume_id_fkey references resumes (id) on delete cascade,
    status text not null default 'new' constraint candidacies_status
        check (status in ('new', 'screening', 'interview', 'offer', 'hired', 'rejected')),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- Resume first: a search by mail address goes from the few resumes to their candidacies.
    constraint candidacies_pair_key unique (resume_id, job_post_id)
);
create index candidacies_job_post_id on candidacies (job_post_id, created_at desc, id desc);
create index candidacies_job_post_id_status on candidacies (job_post_id, status, created_at desc, id desc);

-- down
drop table candidacies;
drop table job_posts;
alter table raw_records drop column ordinal, drop column resume_id, drop column processed_at;
drop function resume_skills(jsonb);
delete from resumes where storage_key is null;
alter table resumes
    alter column storage_key set not null,
    drop column source_id, drop column external_id, drop column contact_email, drop column search;
drop index runs_active_key;
delete from runs where user_id is not null;
create unique index runs_active_key on runs (source_id) where state in ('queued', 'running');
alter table runs drop column user_id, drop column settings;
