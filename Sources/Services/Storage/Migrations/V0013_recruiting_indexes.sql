-- no-transaction
-- Resumes by exact skill, by word, by mail address, and by what they are called at their source.
create index concurrently resumes_skills on resumes using gin (resume_skills(profile));
create index concurrently resumes_search on resumes using gin (search);
create index concurrently resumes_email on resumes
    (user_id, lower(coalesce(contact_email, profile->>'email')), created_at desc, id desc);
create unique index concurrently resumes_source_key on resumes (user_id, source_id, external_id) where external_id is not null;
create index concurrently resumes_source_id on resumes (source_id) where source_id is not null;
-- The records of a run in order, and of them those that were refused.
create index concurrently raw_records_ordinal on raw_records (run_id, ordinal) where ordinal is not null;
create index concurrently raw_records_resume_id on raw_records (resume_id) where resume_id is not null;

-- down
drop index concurrently resumes_skills;
drop index concurrently resumes_search;
drop index concurrently resumes_email;
drop index concurrently resumes_source_key;
drop index concurrently resumes_source_id;
drop index concurrently raw_records_ordinal;
drop index concurrently raw_records_resume_id;
