"""Kills the worker of a stack again and again while it collects, and says what that cost."""

import os
import random
import signal

from harness.client import Client
from harness.postings_source import PostingsSource
from harness.stack import Stack, eventually


def age_the_dead(stack, pids):
    """Workers that were killed are taken for dead at once, rather than after their heartbeat's time."""
    numbers = ", ".join(str(pid) for pid in pids)
    stack.sql(f"update workers set heartbeat_at = now() - interval '1 hour' where process_id in ({numbers})")


def collect_under_fire(pages, size, kills, seed=1):
    """Collects `pages` pages while the worker is killed `kills` times; answers (run, how often each page was asked, postings)."""
    chance = random.Random(seed)
    source = PostingsSource(pages, size, pause=0.02)
    settings = {"ARBEITNOW_URL": source.address, "HUNTER_PAGE_DELAY_SECONDS": "0", "HUNTER_WORKERS": "1", "JOB_REFRESH_TIME": "off"}
    try:
        with Stack(HUNTER_SOURCE_RATE="1000", **settings) as stack:
            client = Client(stack.url)
            stack.hunter("user", "add", "--email", "admin@example.org", "--role", "admin", "--password-stdin", input="correct horse battery\n")
            client.email, client.password = "admin@example.org", "correct horse battery"
            client.token = client.logged_in_token()
            run = client.api("POST", "/admin/refresh-jobs", {"source": "Arbeitnow"}).json["run_ids"][0]
            step = max(1, pages // (kills + 1))
            for number in range(kills):
                wanted = min(pages - 1, number * step + chance.randint(1, step))
                eventually(lambda wanted=wanted: max(source.asked, default=0) >= wanted, 60, f"page {wanted}")
                # Anywhere within the next page's work.
                if chance.random() < 0.5:
                    eventually(lambda wanted=wanted: max(source.asked) > wanted or wanted >= pages - 1, 60, "the page after")
                pids = stack.pids("hunter-worker")
                for pid in pids:
                    os.kill(pid, signal.SIGKILL)
                if pids:
                    age_the_dead(stack, pids)
            eventually(lambda: client.api("GET", f"/runs/{run}").json["state"] not in ("queued", "running"), 300, "the end of the run")
            ended = client.api("GET", f"/runs/{run}").json
            count = int(stack.sql("select count(*) from postings where url like 'https://jobs.example.com/posting-%'")[0])
            times = {page: source.asked.count(page) for page in set(source.asked)}
            return ended, times, count
    finally:
        source.close()
