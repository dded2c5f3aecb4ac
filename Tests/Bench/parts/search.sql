-- Invented postings: words as rare and as common as in texts, put together from paragraphs.
set max_parallel_workers_per_gather = 0;
do $$ begin perform setseed(0.28); end $$;
create unlogged table paragraphs as
select n, string_agg(case when rank <= 60 then (array[
    'experience','team','work','skills','development','business','management','support','customer','project','software','data',
    'services','product','strong','ability','knowledge','years','technical','sales','marketing','quality','design','systems',
    'company','solutions','clients','environment','tools','communication','requirements','degree','process','leadership','training',
    'analysis','engineering','security','cloud','digital','remote','growth','planning','operations','research','finance','python',
    'java','sql','testing','agile','office','health','network','german','english','excel','travel','salary','benefits'])[rank]
    else 'w' || to_hex(rank * 7919) || case when rank % 3 = 0 then 'ing' else 'o' end end, ' ') as text
from (select n, k, greatest(1, floor(exp(random() * ln(20000))))::int as rank
      from generate_series(1, 6000) as n, generate_series(1, 25) as k) as drawn
group by n;
alter table paragraphs add primary key (n);
insert into sources (id, kind, name)
select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'greenhouse', 'Board ' || n from generate_series(1, 20) as n
on conflict do nothing;
-- rows
insert into postings (id, url, canonical_url, title, company, location, country, is_remote, type, level, is_internship, salary_min,
    salary_max, currency, period, annual_min_reference, annual_max_reference, description_markdown, skills, posted_at, listed_at,
    content_hash, source_ids, created_at)
select md5('posting ' || n)::uuid, 'https://jobs.example/' || n, 'https://jobs.example/' || n,
    concat_ws(' ', level_word, field, role), 'Company ' || company, city, country, remote, type, level, type = 'internship',
    pay, pay + 1000000, case when pay is not null then 'EUR' end, case when pay is not null then 'year' end, pay, pay + 1000000,
    '## About us' || E'\n\n' || (
        select string_agg(text, E'.\n\n') from paragraphs where paragraphs.n in (
            1 + (n * 7) % 6000, 1 + (n * 13) % 5987, 1 + (n * 29) % 5981, 1 + (n / 3) % 5953, 1 + (n * 31) % 5939,
            1 + (n / 7) % 5927, 1 + (n * 37) % 5923, 1 + (n * 41) % 5903))
        || E'.\n\nAsk for reference r' || to_hex(n / 3),
    skills, posted, posted, decode(md5(n::text), 'hex'),
    array[('00000000-0000-4000-8000-' || lpad((1 + n % 20)::text, 12, '0'))::uuid], posted
from (
    select n, a, b,
        (array['','','','Senior','Junior','Lead','Principal'])[1 + a % 7] as level_word,
        (array['Software','Data','Marketing','Sales','Finance','Product','Security','Cloud','Customer','Network','Research','Quality',
            'Health','Design','Operations','Legal'])[1 + (a / 7) % 16] as field,
        (array['Engineer','Manager','Analyst','Specialist','Consultant','Developer','Architect','Assistant','Director','Designer'])[1 + (a / 112) % 10] as role,
        floor(20000 * power((b % 10007) / 10007.0, 2))::int as company,
        (array['Berlin','London','Paris','Madrid','Warsaw','Riga','Lisbon','Zurich','New York','Toronto','Vienna','Rome'])[1 + (b / 3) % 12] as city,
        (array['DE','GB','FR','ES','PL','LV','PT','CH','US','CA','AT','IT'])[1 + (b / 3) % 12] as country,
        case (b / 5) % 4 when 0 then true when 1 then null else false end as remote,
        (array['full_time','full_time','full_time','part_time','contract','internship'])[1 + (b / 11) % 6] as type,
        (array['junior','mid','senior','senior','lead',null])[1 + (b / 13) % 6] as level,
        case when (b / 17) % 3 = 0 then 2000000 + 100000 * ((b / 19) % 110) end as pay,
        (array['python','java','sql','excel','sales','marketing','design','cloud','agile','german'])[1 + (a % 10) : 3 + (a % 10)] as skills,
        timestamptz '2026-11-21 20:00+00' - interval '1 minute' * ((:total - n) * 60 * 24 * 60.0 / :total) as posted
    from (select n, ('x' || substr(md5(n::text), 1, 7))::bit(28)::int as a, ('x' || substr(md5(n::text), 8, 7))::bit(28)::int as b
          from generate_series((:first)::int, (:last)::int) as n) as drawn
) as made;
