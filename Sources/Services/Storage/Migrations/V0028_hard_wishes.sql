-- What a person states of hard constraints that no score makes up for; null and empty where they say nothing.
alter table preferences
    add column countries text[] not null default '{}',
    add column languages jsonb not null default '{}',
    add column needs_visa boolean,
    add column internships boolean,
    add column levels text[] not null default '{}';

-- down
alter table preferences
    drop column countries,
    drop column languages,
    drop column needs_visa,
    drop column internships,
    drop column levels;
