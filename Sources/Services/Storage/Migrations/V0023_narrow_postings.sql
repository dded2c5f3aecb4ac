-- Long values out of line, so that a search which looks at a thousand postings reads hundreds of pages and not thousands; the
-- words not compressed, since they hardly shrink and each look at them would decompress them.
-- The table is written anew, so this takes minutes with a million postings.
drop index postings_search;
alter table postings set (toast_tuple_target = 1024), drop column search;
alter table postings
    add column search tsvector not null generated always as (
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', company || ' ' || coalesce(location, '')), 'B')
        || setweight(to_tsvector('english', left(description_markdown, 200000)), 'D')
        || posting_terms(title, company, location, country, is_remote, is_internship, type, level, status, skills,
            annual_max_reference, source_ids, user_id, ordinal)
    ) stored,
    alter column search set storage external;
create index postings_search on postings using gin (search);
-- A search asks the statistics of the words how common they are.
analyze postings;

-- down
alter table postings reset (toast_tuple_target), alter column search set storage extended;
