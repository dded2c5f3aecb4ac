-- What a resume is about, made of its text: 256 signed bytes, and of what made them. Null where they are still to be made.
alter table resumes add column vector bytea, add column vector_version text;
-- Small, and no smaller when packed: beside the row, a search need not fetch it from elsewhere.
alter table resumes alter column vector set storage plain;

-- down
alter table resumes drop column vector, drop column vector_version;
