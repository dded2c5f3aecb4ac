"""The page of postings through nginx, with session and search, beside FastAPI with a template and rows that never change."""

import contextlib
from urllib.parse import quote

from harness.client import Client
from harness.stack import HOME
from measuring import Aim, Measurement, load
from parts.status import CONNECTIONS, our_groups
from peers.servers import Peers

SEARCH = "python"
FEW = 8  # as many as there are threads: more would be refused, since PostgreSQL sets the pace
TITLE = f"a page of postings through nginx, {CONNECTIONS} connections; ours as `make run` starts it"
NOTE = (
    f"Ours checks the session, searches the hundred sample postings for `{SEARCH}` and writes the page that a person sees, a different "
    "page of other size than the peer's 50 rows; FastAPI asks nobody and fills a Jinja2 template. As shipped, ours asks PostgreSQL "
    "anew when a posting changed or after ten seconds, and reads the person's resumes from it each time; the other row remembers "
    "no search. uvicorn has 2 processes, as hunter-web."
)
AIMS = [
    Aim("pages/s over FastAPI + Jinja2", ("ours", "value"), ("fastapi", "value"), at_least=3),
    Aim("the same, each search asked anew", ("forgetful", "value"), ("fastapi", "value")),
]


@contextlib.contextmanager
def measurements(bench):
    with bench.stack() as stack, bench.stack(HUNTER_SEARCH_CACHE_SECONDS="0") as forgetful, Peers() as peers:
        theirs = {"cpu_us": peers.pids("fastapi"), "nginx_us": peers.pids("nginx")}
        found = [
            ours("ours", "ours, /jobs with session and search", stack, CONNECTIONS),
            ours("forgetful", f"ours, each search asked anew, {FEW} connections", forgetful, FEW),
            page("fastapi", "FastAPI + Jinja2, rows from memory", peers.url("/py/page"), theirs, CONNECTIONS),
        ]
        for one in found:
            one.run(1)
        yield found


def ours(key, title, stack, connections):
    stack.hunter("import", "postings", str(HOME / "Sources/App/Samples/Files/postings.jsonl"))
    groups = {**our_groups(stack), "postgres_us": stack.pids("postgres")}
    cookie = f"Cookie: session={Client.registered(stack.url).token}"
    return page(key, title, f"{stack.url}/jobs?q={quote(SEARCH)}", groups, connections, cookie)


def page(key, title, url, groups, connections, *headers):
    size = len(Client(url).get(url, dict(header.split(": ", 1) for header in headers)).body)
    return Measurement(key, title, "pages/s", lambda seconds: {**load(url, connections, seconds, groups, headers), "bytes": size})
