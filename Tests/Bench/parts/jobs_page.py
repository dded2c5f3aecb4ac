"""The page of postings through nginx, with session and search, beside FastAPI with a template and rows that never change."""

import contextlib
from urllib.parse import quote

from harness.client import Client
from harness.stack import HOME
from measuring import Aim, Measurement, load
from parts.status import CONNECTIONS, our_groups
from peers.servers import Peers

SEARCH = "python"
TITLE = f"a page of postings through nginx, {CONNECTIONS} connections; ours as `make run` starts it"
NOTE = (
    f"Ours checks the session, searches the hundred sample postings in PostgreSQL for `{SEARCH}` and writes the page that a person "
    "sees, a different page of other size than the peer's 50 rows; FastAPI asks nobody and fills a Jinja2 template. uvicorn has 2 "
    "processes, as hunter-web."
)
AIMS = [Aim("pages/s over FastAPI + Jinja2", ("ours", "value"), ("fastapi", "value"), at_least=3)]


@contextlib.contextmanager
def measurements(bench):
    with bench.stack() as stack, Peers() as peers:
        stack.hunter("import", "postings", str(HOME / "Sources/App/Samples/Files/postings.jsonl"))
        cookie = f"session={Client.registered(stack.url).token}"
        path = f"/jobs?q={quote(SEARCH)}"
        bytes_of = {
            "ours": len(Client(stack.url).get(path, {"Cookie": cookie}).body),
            "fastapi": len(Client(peers.url("")).get("/py/page").body),
        }
        ours = {**our_groups(stack), "postgres_us": stack.pids("postgres")}
        theirs = {"cpu_us": peers.pids("fastapi"), "nginx_us": peers.pids("nginx")}

        def measure(key, url, groups, *headers):
            return lambda seconds: {**load(url, CONNECTIONS, seconds, groups, headers), "bytes": bytes_of[key]}

        found = [
            Measurement("ours", "ours, /jobs with session and search", "pages/s",
                        measure("ours", stack.url + path, ours, f"Cookie: {cookie}")),
            Measurement("fastapi", "FastAPI + Jinja2, rows from memory", "pages/s",
                        measure("fastapi", peers.url("/py/page"), theirs)),
        ]  # fmt: skip
        for one in found:
            one.run(1)
        yield found
