"""Kills the worker of a stack again and again while it collects, and says what that cost."""

import os
import random
import signal
import subprocess

from harness.client import Client
from harness.postings_source import PostingsSource
from harness.stack import HOME, Stack, eventually


def age_the_dead(stack, pids):
    """Workers that were killed are taken for dead at once, rather than after their heartbeat's time."""
    numbers = ", ".join(str(pid) for pid in pids)
    stack.sql(f"update workers set heartbeat_at = now() - interval '1 hour' where process_id in ({numbers})")


def bystander(stack):
    """A worker that collects nothing and is not killed: it gives the tasks of the killed ones back. A new one would first wait for
    others to say that they live."""
    given = dict(line.split("=", 1) for line in (stack.data / "hunter.env").read_text().splitlines() if "=" in line)
    program = HOME / ".build" / stack.configuration / "hunter-worker"
    return subprocess.Popen(
        [str(program)], env={**stack.environment(), **given, "HUNTER_QUEUES": "notify"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def expected_postings(pages, size):
    return {f"https://jobs.example.com/posting-{number}" for number in range(pages * size)}


def collect_under_fire(pages, size, kills, seed=1):
    """Collects `pages` pages while the worker is killed `kills` times. Answers the run, how often each page was asked for, the
    addresses of the postings, and how many workers were killed while the run was under way."""
    chance = random.Random(seed)
    source = PostingsSource(pages, size, pause=0.02)
    settings = {"ARBEITNOW_URL": source.address, "HUNTER_PAGE_DELAY_SECONDS": "0", "HUNTER_WORKERS": "1", "JOB_REFRESH_TIME": "off"}
    try:
        with Stack(HUNTER_SOURCE_RATE="1000", **settings) as stack, bystander(stack) as helper:
            try:
                return shoot(stack, source, chance, pages, kills)
            finally:
                helper.kill()
    finally:
        source.close()


def shoot(stack, source, chance, pages, kills):
    client = Client(stack.url)
    stack.hunter("user", "add", "--email", "admin@example.org", "--role", "admin", "--password-stdin", input="correct horse battery\n")
    client.email, client.password = "admin@example.org", "correct horse battery"
    client.token = client.logged_in_token()
    run = client.api("POST", "/admin/refresh-jobs", {"source": "Arbeitnow"}).json["run_ids"][0]
    step, killed = max(1, pages // (kills + 1)), 0
    for number in range(kills):
        wanted = min(pages - 1, number * step + chance.randint(1, step))
        eventually(lambda wanted=wanted: max(source.asked, default=0) >= wanted, 60, f"page {wanted}")
        # Anywhere within the next page's work.
        if chance.random() < 0.5:
            eventually(lambda wanted=wanted: max(source.asked) > wanted or wanted >= pages - 1, 60, "the page after")
        pids = eventually(lambda: stack.pids("hunter-worker"), 30, "a worker to kill")
        under_way = client.api("GET", f"/runs/{run}").json["state"] in ("queued", "running")
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            killed += under_way
        age_the_dead(stack, pids)
    eventually(lambda: client.api("GET", f"/runs/{run}").json["state"] not in ("queued", "running"), 300, "the end of the run")
    ended = client.api("GET", f"/runs/{run}").json
    postings = set(stack.sql("select url from postings where url like 'https://jobs.example.com/posting-%'")) - {""}
    times = {page: source.asked.count(page) for page in set(source.asked)}
    return ended, times, postings, killed
