-- Which of a recruiter's resumes fit a job post: see docs/decisions/0036.
alter table job_posts
    -- The job post as a posting of the recruiter's own, which resumes are scored with; made when they are first ranked.
    add column posting_id uuid constraint job_posts_posting_id_fkey references postings (id) on delete set null,
    -- The task that ranks them or did last.
    add column ranking_task_id uuid,
    add column ranked_at timestamptz,
    add column ranked_resumes integer;
create index job_posts_posting_id on job_posts (posting_id) where posting_id is not null;

-- down
alter table job_posts
    drop column posting_id, drop column ranking_task_id, drop column ranked_at, drop column ranked_resumes;
