"""Postings a second from a source's pages to where people find them, and what the same pages cost the next time."""

import contextlib
import time

from harness.client import Client
from harness.postings_source import PostingsSource
from harness.stack import eventually
from measuring import Aim, Measurement

PAGES, SIZE = 100, 100
TITLE = f"{PAGES * SIZE:,} postings of {PAGES} pages, one worker, no pause between pages"
NOTE = (
    "A page is fetched, stored as it came, parsed (HTML to Markdown, places, skills), stored and indexed, with a commit each. The source has no "
    "entity tags: of what is unchanged the bytes are compared. The source runs on the same machine."
)
AIMS = [Aim("seconds of the unchanged run over the first", ("same", "seconds"), ("first", "seconds"), at_most=0.1)]


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

            def collect():
                began = time.monotonic()
                run = client.api("POST", "/admin/refresh-jobs", {"source": "Arbeitnow"}).json["run_ids"][0]
                eventually(lambda: client.api("GET", f"/runs/{run}").json["state"] == "succeeded", 600, "the end of the run")
                return time.monotonic() - began, client.api("GET", f"/runs/{run}").json

            def first(_):
                stack.sql("truncate postings, source_pages, source_records, raw_records cascade")
                seconds, run = collect()
                assert run["created"] == PAGES * SIZE, run
                return {"value": PAGES * SIZE / seconds, "seconds": seconds}

            def same(_):
                seconds, run = collect()
                assert run["unchanged"] == PAGES * SIZE, run
                return {"value": PAGES * SIZE / seconds, "seconds": seconds}

            yield [
                Measurement("first", "Resume Hunter, all of it new", "postings/s", first),
                Measurement("same", "Resume Hunter, nothing has changed", "postings/s", same),
            ]
    finally:
        source.close()
