-- How far new postings have been scored for those they concern, in the order of changes of posting_features. Those that are
-- there already are not new.
create table posting_arrivals (
    id boolean constraint posting_arrivals_pkey primary key default true constraint posting_arrivals_single check (id),
    scored bigint not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
insert into posting_arrivals (scored) select head from posting_index;
-- Matches that came since then are new to their owner.
alter table users add column matches_seen_at timestamptz not null default now();

-- down
alter table users drop column matches_seen_at;
drop table posting_arrivals;
