"""Searching invented postings, by words that nearly all have, that few have and with filters: the page through nginx."""

import contextlib
import http.client
import itertools
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from measuring import Aim, Measurement

FILL = Path(__file__).with_suffix(".sql").read_text()
BATCH = 20_000
TITLE = "the search page through nginx, one at a time, with every search asked anew"
NOTE = (
    "Postings are put together from 6,000 paragraphs whose words are as rare and as common as in texts; the commonest stand in nearly "
    "all of them. A page has its 20 rows with snippets, the count up to 1,000, and the choices of eight filters with their counts. "
    "--postings chooses how many there are; they are stored by SQL, in the order in which they were posted."
)
COMMON = ["experience", "team work", "manager", "software engineer", "skills experience team", "customer support manager"]
FILTERS = [
    {"remote": "yes"}, {"country": "DE", "type": "full_time"}, {"level": "senior", "min_pay": "40000"}, {"skill": "python"},
    {"source": "Board 7", "remote": "no"}, {"company": "Company", "location": "New York"},
]  # fmt: skip
ASKED = {
    "common": ("words that many have", [{"q": words} for words in COMMON]),
    "filtered": (
        "the same with filters",
        [{"q": words, **filters} for words, filters in itertools.product(COMMON, FILTERS)],
    ),
    "sorted": (
        "the same with filters, newest and best paid",
        [{"q": words, **filters, "sort": sort} for words, filters, sort in itertools.product(COMMON, FILTERS, ("newest", "pay"))],
    ),
    "precise": (
        "phrases, exclusions, fields",
        [{"q": words} for words in ('"data science"', '"team experience" -sales', "title:security experience", "skill:sql -remote manager",
                                    "nurse or software", "company:18540 experience")],
    ),
    "rare": ("words that few have", [{"q": f"r{number:x}"} for number in range(500, 3000, 7)]),
    "filters": ("filters without words", [{**one, **two} for one, two in itertools.permutations(FILTERS, 2)]),
}  # fmt: skip
AIMS = [
    Aim(f"p99, {ASKED[key][0]}, most postings", (f"{key}-most", "p99_ms"), at_most=50, unit="ms")
    for key in ASKED
]  # fmt: skip


@contextlib.contextmanager
def measurements(bench):
    with contextlib.ExitStack() as stacks:
        found = []
        sizes = sorted(bench.postings)
        for size in sizes:
            stack = stacks.enter_context(bench.stack(HUNTER_SEARCH_CACHE_SECONDS="0", HUNTER_WORKERS="0"))
            bench.tell(f"filling a table with {size:,} postings")
            fill(stack, size)
            found += [measured(key, stack, size, is_most=size == sizes[-1]) for key in ASKED]
        for one in found:
            one.run(1)
        yield found


def fill(stack, total):
    """Stores invented postings, vacuumed and analysed as they would be after a while."""
    setup, rows = FILL.split("-- rows\n")
    stack.sql(setup)
    for first in range(1, total + 1, BATCH):
        last = min(first + BATCH - 1, total)
        stack.sql(rows.replace(":total", str(total)).replace(":first", str(first)).replace(":last", str(last)))
    for statement in ("drop table paragraphs", "vacuum analyze postings", "vacuum analyze posting_sources", "checkpoint"):
        stack.sql(statement)


def measured(key, stack, size, is_most):
    name, queries = ASKED[key]
    turns = itertools.cycle(queries)
    return Measurement(
        f"{key}-{'most' if is_most else size}", f"{size:,}: {name}", "ms",
        lambda seconds: ask(stack.url, turns, len(queries), seconds),
    )  # fmt: skip


def ask(url, turns, least, seconds):
    """Asks one search after the other over one connection, each at least once; milliseconds until an answer is there."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end or len(times) < least:
        target = "/jobs?" + urlencode(next(turns))
        began = time.monotonic()
        connection.request("GET", target)
        answer = connection.getresponse()
        body = answer.read()
        times.append(1000 * (time.monotonic() - began))
        assert answer.status == 200 and b"results-count" in body, (target, answer.status)
    connection.close()
    times.sort()
    middle = times[len(times) // 2]
    return {"value": middle, "p50_ms": middle, "p99_ms": times[min(len(times) - 1, int(len(times) * 0.99))]}
