-- What the reader noticed besides the text: pages, recognised text, text that people cannot see. Apart from `text` and
-- `profile`, so that nothing which scores can take it for either. Null for what was read before this column was there.
alter table resumes add column reading_notes jsonb;

-- down
alter table resumes drop column reading_notes;
