-- Of the tasks of a schedule with a key one at a time is live; a tick meanwhile names the one before.
alter table schedules add column unique_key text;

-- down
alter table schedules drop column unique_key;
