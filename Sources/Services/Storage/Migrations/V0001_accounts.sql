-- People and their sessions. An address is unique whatever its case.
create table users (
    id uuid constraint users_pkey primary key,
    email text not null constraint users_email_length check (length(email) between 3 and 254),
    name text not null default '' constraint users_name_length check (length(name) <= 200),
    role text not null constraint users_role check (role in ('seeker', 'recruiter', 'admin')),
    password_hash text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    disabled_at timestamptz
);
create unique index users_email_key on users (lower(email));
create index users_created_at on users (created_at, id);

-- Only the SHA-256 of a token is stored: whoever reads this table can log in as nobody.
create table sessions (
    id uuid constraint sessions_pkey primary key,
    user_id uuid not null constraint sessions_user_id_fkey references users (id) on delete cascade,
    token_hash bytea not null constraint sessions_token_hash_key unique,
    kind text not null constraint sessions_kind check (kind in ('browser', 'api')),
    user_agent text not null default '',
    address text not null default '',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- Moved forward by use, not by polling.
    seen_at timestamptz not null default now(),
    -- Absolute; never moved.
    expires_at timestamptz not null
);
create index sessions_user_id on sessions (user_id, created_at);
create index sessions_expires_at on sessions (expires_at);

-- The first answer to a POST with an Idempotency-Key, repeated for a day. The status is null while it is being made.
create table idempotency_keys (
    user_id uuid not null constraint idempotency_keys_user_id_fkey references users (id) on delete cascade,
    key text not null constraint idempotency_keys_key_length check (length(key) between 1 and 200),
    request_hash bytea not null,
    status integer,
    content_type text,
    body bytea,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint idempotency_keys_pkey primary key (user_id, key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);

-- down
drop table idempotency_keys;
drop table sessions;
drop table users;
