"""Postings a second from a source's pages to where people find them, and what the same pages cost the next time."""

import contextlib
import os
import subprocess
import time

from harness.client import Client
from harness.postings_source import PostingsSource
from harness.stack import eventually
from keeping import Problem
from measuring import Aim, Clock, Measurement, resident_bytes
from peers.servers import HERE, VENV

PAGES, SIZE = int(os.environ.get("HUNTER_BENCH_PAGES") or 100), 100
COUNT = PAGES * SIZE
MERGED = 2_000
TITLE = f"{COUNT:,} postings of {PAGES} pages, one worker, no pause between pages"
NOTE = (
    "A page is fetched, stored as it came, parsed (HTML to Markdown, places, skills), compared with what there is and stored, with a commit "
    "each: then it is found by words. Preparing it for matching goes on beside that and is waited for. The source has no entity tags: of what is "
    "unchanged the bytes are compared. The source runs on the same machine. SQLAlchemy merges rows that come parsed, each with a commit, "
    "into a table without indexes in the same PostgreSQL; HUNTER_BENCH_PAGES=500 makes it 50,000 postings. MB at most: the worker at the "
    "end; growth: over what it had after a fifth."
)
AIMS = [
    Aim("postings found by words, over merge and commit each", ("first", "value"), ("merge", "value"), at_least=5),
    Aim("the same with preparing for matching", ("first", "prepared"), ("merge", "value")),
    Aim("seconds of the unchanged run over the first", ("same", "seconds"), ("first", "seconds"), at_most=0.1),
    Aim("the worker's memory at the end over that after a fifth", ("first", "growth"), at_most=1.2),
]


@contextlib.contextmanager
def measurements(bench):
    source = PostingsSource(PAGES, SIZE)
    settings = {"ARBEITNOW_URL": source.address, "HUNTER_PAGE_DELAY_SECONDS": "0", "HUNTER_SOURCE_RATE": "10000", "JOB_REFRESH_TIME": "off"}
    try:
        with bench.stack(HUNTER_WORKERS="1", **settings) as stack:
            stack.hunter("user", "add", "--email", "admin@example.org", "--role", "admin", "--password-stdin", input="correct horse battery\n")
            client = Client(stack.url)
            client.email, client.password = "admin@example.org", "correct horse battery"
            client.token = client.logged_in_token()

            def collect(seen=lambda run: None):
                began = time.monotonic()
                run = client.api("POST", "/admin/refresh-jobs", {"source": "Arbeitnow"}).json["run_ids"][0]

                def ended():
                    now = client.api("GET", f"/runs/{run}").json
                    seen(now)
                    if now["state"] in ("failed", "cancelled", "truncated"):
                        raise Problem(f"the run ended as {now}")
                    return now["state"] == "succeeded"

                eventually(ended, 1200, "the end of the run")
                return time.monotonic() - began, client.api("GET", f"/runs/{run}").json

            def first(_):
                stack.sql("truncate postings, source_pages, source_records, raw_records, posting_features, posting_changes cascade")
                early = []

                def seen(run):
                    if not early and run["done"] >= COUNT / 5:
                        early.append(worker_bytes(stack))

                clock = clock_of(stack)
                seconds, run = collect(seen)
                shares = clock.microseconds_each(COUNT)
                if run["created"] != COUNT:
                    raise Problem(f"not all of it is new: {run}")
                eventually(lambda: stack.sql("select count(*) from posting_changes") == ["0"], 600, "the index")
                prepared, late = clock.elapsed(), worker_bytes(stack)
                growth = {"growth": late / early[0]} if early else {}
                return {"value": COUNT / seconds, "seconds": seconds, "prepared": COUNT / prepared, "rss_mb": late / 1e6, **growth, **shares}

            def same(_):
                clock = clock_of(stack)
                seconds, run = collect()
                if run["unchanged"] != COUNT:
                    raise Problem(f"something changed: {run}")
                return {"value": COUNT / seconds, "seconds": seconds, **clock.microseconds_each(COUNT)}

            yield [
                Measurement("first", "Resume Hunter, all of it new", "postings/s", first),
                Measurement("same", "Resume Hunter, nothing has changed", "postings/s", same),
                Measurement("merge", "SQLAlchemy, merge and commit each", "postings/s", lambda _: merge(stack)),
            ]
    finally:
        source.close()


def clock_of(stack):
    return Clock({"cpu_us": stack.pids("hunter-worker"), "postgres_us": stack.pids("postgres")})


def worker_bytes(stack):
    return sum(resident_bytes(pid) for pid in stack.pids("hunter-worker"))


def merge(stack):
    done = subprocess.run(
        [str(VENV / "python"), str(HERE / "postings/merge.py"), stack.setting("DATABASE_URL").replace("postgresql:", "postgresql+psycopg2:", 1), str(MERGED)],
        capture_output=True, text=True)  # fmt: skip
    if done.returncode:
        raise Problem(f"SQLAlchemy failed: {done.stderr.strip()[-500:]}")
    return {"value": float(done.stdout)}
