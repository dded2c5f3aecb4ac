-- no-transaction
-- Finds what is still to be made, or was made by another version, at once.
create index concurrently resumes_vector_version on resumes (vector_version) where text is not null;

-- down
drop index concurrently resumes_vector_version;
