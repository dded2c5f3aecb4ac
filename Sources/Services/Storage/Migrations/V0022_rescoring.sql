-- Finds the matches of an earlier version of the built-in scorer at once, however many there are of this one.
create index matches_engine_version on matches (engine_version) where engine = 'embedded' and score is not null;

-- down
drop index matches_engine_version;
