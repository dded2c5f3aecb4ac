-- The links of one search of a career page that lead to postings, and what became of each.
create table search_links (
    run_id uuid not null constraint search_links_run_id_fkey references runs (id) on delete cascade,
    ordinal integer not null,
    url text not null,
    -- The words on the link.
    label text not null,
    -- 'waiting' to be read, 'read' and to be scored, 'scored', or 'refused' with a reason.
    state text not null default 'waiting' constraint search_links_state
        check (state in ('waiting', 'read', 'scored', 'refused')),
    reason text,
    posting_id uuid constraint search_links_posting_id_fkey references postings (id) on delete set null,
    -- How well it fits whoever searches: 0 to 100, the sentences that say why, and the match where a resume was scored.
    score double precision,
    reasoning jsonb not null default '[]',
    match_id uuid constraint search_links_match_id_fkey references matches (id) on delete set null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint search_links_pkey primary key (run_id, ordinal)
);
create index search_links_posting_id on search_links (posting_id) where posting_id is not null;
create index search_links_match_id on search_links (match_id) where match_id is not null;

-- down
drop table search_links;
