"""Two thousand open pages that poll as the server tells them to."""

import contextlib
import re
import time

from harness.client import Client
from harness.stack import HOME
from keeping import Problem
from loading import Load, request
from measuring import Aim, Clock, Measurement
from parts.product import upload, wait_until_read

PAGES, USERS = 2000, 20
SETTLING, MEASURED = 14, 20  # seconds: what is young is asked for more often
TITLE = f"{PAGES:,} pages polling by the server's own delay"
NOTE = (
    f"Each page is a match of its own ({USERS} accounts, 100 each; four run, the rest wait), polls over a kept connection when the "
    f"last answer said so, and sends back the entity tag as browsers do. Counted over {MEASURED} s, {SETTLING} s after the start: the "
    "processor time of both hunter-web processes; nginx, Redis, PostgreSQL and the reading of the log apart."
)
AIMS = [
    Aim("cores of hunter-web", ("polling", "cores"), at_most=0.1, unit="cores"),
    Aim("cores of nginx", ("polling", "nginx_cores"), unit="cores"),
    Aim("cores of Redis", ("polling", "redis_cores"), unit="cores"),
    Aim("cores of PostgreSQL", ("polling", "postgres_cores"), unit="cores"),
    Aim("cores of supervisord, which writes the log", ("polling", "log_cores"), unit="cores"),
    Aim("seconds between a page's polls", ("polling", "seconds_between"), unit="s"),
]


@contextlib.contextmanager
def measurements(bench):
    settings = {
        "HUNTER_SIMULATED_MIN_MS": "600000", "HUNTER_SIMULATED_MAX_MS": "600000", "HUNTER_WORKER_THREADS": "4",
        "HUNTER_DRAIN_SECONDS": "1",
    }  # fmt: skip
    with bench.stack(**settings) as stack:
        stack.hunter("import", "postings", str(HOME / "Sources/App/Samples/Files/postings.jsonl"))
        bench.tell(f"starting {PAGES:,} matches")
        pages = [page for _ in range(USERS) for page in matches_of_a_new_user(stack, PAGES // USERS)]
        bench.tell(f"polling for {SETTLING + MEASURED} s")
        yield [Measurement("polling", TITLE, "polls/s", lambda _: poll(stack, pages), rounds=1)]


def matches_of_a_new_user(stack, count):
    """Matches under way: (the live part's address, the session's cookie)."""
    client = Client.registered(stack.url)
    resume = upload(client, 0)["id"]
    wait_until_read(client, resume)
    postings = client.get("/api/v1/jobs?limit=100").json["items"]
    if len(postings) < count:
        raise Problem(f"{len(postings)} postings are too few for {count} matches")
    for posting in postings[:count]:
        started = client.api("POST", "/match", {"resume_id": resume, "posting_id": posting["id"], "engine": "simulated"})
        if started.status != 202:
            raise Problem(f"a match was answered with {started.status}: {started.text}")
        yield f"/live/{started.json['task_id']}", f"Cookie: session={client.token}"


class Page:
    """One open page: what it last got, and so when it asks next and by which tag."""

    def __init__(self, path, cookie):
        self.path, self.cookie = path, cookie
        self.tag, self.delay = None, 0.0

    def ask(self):
        tag = [f"If-None-Match: {self.tag}"] if self.tag else []
        return self.delay, request("GET", self.path, [self.cookie, "HX-Request: true", *tag])

    def take(self, reply):
        if reply.status == 200:
            tag = re.search(rb"\r\netag: *([^\r]+)", reply.head, re.IGNORECASE)
            self.tag = tag[1].decode() if tag else None
            self.delay = delay_of(reply.body)
        elif reply.status != 304:
            raise Problem(f"a poll was answered with {reply.status}: {reply.body[:200]!r}")


def delay_of(fragment):
    """Seconds, as htmx reads them from the live part."""
    found = re.search(rb'data-hx-trigger="load delay:(\d+)ms', fragment)
    if not found:
        raise Problem(f"a live part names no delay: {fragment[:200]!r}")
    return int(found[1]) / 1000


def poll(stack, addresses):
    pages = [Page(*address) for address in addresses]

    def following(index, reply):
        pages[index].take(reply)
        return pages[index].ask()

    groups = {
        "cores": stack.pids("hunter-web"), "nginx_cores": stack.pids("nginx:"), "redis_cores": stack.pids("redis-server"),
        "postgres_cores": stack.pids("postgres"), "log_cores": stack.pids("supervisord"),
    }  # fmt: skip
    with Load(stack.url, len(pages), following) as load:
        # People open pages one after the other: the first polls are spread over a second.
        load.begin(lambda index: (index / len(pages), pages[index].ask()[1]))
        load.run(time.monotonic() + SETTLING)
        load.answered, load.delays = 0, []
        clock = Clock(groups)
        load.run(time.monotonic() + MEASURED)
        cores = {name: seconds / clock.elapsed() for name, seconds in clock.spent().items()}
        rate = load.answered / clock.elapsed()
    delays = sorted(load.delays)
    return {
        "value": rate, "seconds_between": len(pages) / rate, "cpu_us": 1e6 * cores["cores"] / rate,
        "p50_ms": 1000 * delays[len(delays) // 2], "p99_ms": 1000 * delays[len(delays) * 99 // 100], **cores,
    }  # fmt: skip
