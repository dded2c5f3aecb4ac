-- Numbers of what a posting is found by before it is scored (skills, words of its title, occupations, fields of work), four bytes
-- each; null where it is gone or was prepared before there were any.
alter table posting_features add column terms bytea;

-- down
alter table posting_features drop column terms;
