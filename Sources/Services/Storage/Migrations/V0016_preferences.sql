-- What a person is looking for; who has said nothing has no row.
create table preferences (
    user_id uuid constraint preferences_pkey primary key
        constraint preferences_user_id_fkey references users (id) on delete cascade,
    role text not null default '' constraint preferences_role_length check (length(role) <= 200),
    skills text[] not null default '{}',
    -- For a year, in minor units of the currency; null for no such wish.
    minimum_pay bigint constraint preferences_minimum_pay_range check (minimum_pay >= 0),
    currency text,
    location text not null default '' constraint preferences_location_length check (length(location) <= 200),
    work_mode text constraint preferences_work_mode check (work_mode in ('remote', 'hybrid', 'on_site')),
    wishes text not null default '' constraint preferences_wishes_length check (length(wishes) <= 5000),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint preferences_pay_currency check (minimum_pay is null or currency is not null)
);

-- down
drop table preferences;
