"""Sends strings through every parameter of a running stack, and says what came of it."""

import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from garbage import effects, parameters, wire
from garbage.stack import administrator, port, sql
from harness.client import Client
from harness.stack import eventually

# Longer than anything here takes by itself, shorter than any string asks a database to sleep.
SLEEPS = 3.0
TABLES_THAT_GROW = {"users", "sessions", "resumes", "tasks", "task_history", "matches", "rankings", "runs", "sources", "idempotency_keys", "run_pages",
                    "operator_actions", "task_minutes", "task_log_lines", "schedule_ticks", "job_posts", "raw_records", "resume_versions",
                    "blocks", "preferences", "postings", "posting_sources", "posting_changes", "posting_features", "posting_sketches",
                    "posting_keys", "posting_merges", "search_links", "match_answers", "task_attempts",
                    "saved_searches", "search_words", "search_words_state"}  # fmt: skip


@dataclass
class Caller:
    """The administrator, as any process may call for them."""

    port: int
    cookies: dict
    token: str
    bearer: str

    def browser(self):
        browser = wire.Browser(self.port, **self.cookies)
        browser.token = self.token
        return browser


@dataclass
class Outcome:
    requests: int = 0
    statuses: Counter = field(default_factory=Counter)
    wrongs: list = field(default_factory=list)
    slowest: float = 0
    times: list = field(default_factory=list)


def things(stack):
    """The administrator and, once there is one of each thing that addresses name, the table of parameters."""
    browser, bearer = administrator(stack)
    client = Client(stack.url, bearer)
    rows = stack.data / "postings.jsonl"
    rows.write_text(ROWS)
    stack.hunter("import", "postings", str(rows))
    posting = client.api("GET", "/jobs?limit=1").json["items"][0]["id"]
    resume = client.upload("/api/v1/resumes/upload", "a.txt", b"Ada Example\nada@example.org\nSkills\nSwift, PostgreSQL\n").json["id"]
    eventually(lambda: client.api("GET", f"/resumes/{resume}").json["status"] == "done", 60, "the resume to be read")
    settled = "select 1 from posting_arrivals, posting_index where scored = head and not exists (select from posting_changes)"
    eventually(lambda: sql(stack, settled), 60, "the postings to find their people")
    task = client.api("POST", "/match", {"resume_id": resume, "vacancy_id": posting}).json["task_id"]
    schedule = client.api("GET", "/admin/schedules").json["items"][0]["id"]
    source = client.api("GET", "/sources").json["items"][0]["id"]
    caller = Caller(port(stack), dict(browser.cookies), browser.token, bearer)
    return caller, list(parameters.every(resume, posting, task, schedule, source))


ROWS = "".join(
    '{"url":"https://example.org/%d","title":"Engineer %d","company":"Example","description":"Swift and PostgreSQL."}\n' % (n, n)
    for n in range(30)
)


def send(caller, table, strings, browsers=2):
    """Every string through every parameter, over a few connections at once."""
    outcome, lock = Outcome(), threading.Lock()
    work = [(parameter, text) for parameter in table for text in strings]

    def run(share):
        mine = caller.browser()
        for parameter, text in share:
            keep = dict(mine.cookies)
            took, answer = timed(parameter, mine, caller.bearer, text)
            # A string may have slept once by chance of the machine, never three times.
            for _ in range(2):
                if took > SLEEPS and not isinstance(answer, Exception):
                    took = min(took, timed(parameter, mine, caller.bearer, text)[0])
            mine.cookies = keep
            with lock:
                note(outcome, parameter, text, took, answer)

    threads = [threading.Thread(target=run, args=(work[number::browsers],)) for number in range(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcome.requests == len(work)
    return outcome


def timed(parameter, browser, bearer, text):
    start = time.monotonic()
    try:
        answer = parameter.send(browser, bearer, text)
    except (wire.Malformed, OSError, EOFError) as problem:
        browser.close()
        answer = problem
    return time.monotonic() - start, answer


def note(outcome, parameter, text, took, answer):
    outcome.requests += 1
    outcome.slowest = max(outcome.slowest, took)
    if outcome.requests % 16 == 0:
        outcome.times.append(took)
    what = f"{parameter} {text[:120]!r}"
    if isinstance(answer, Exception):
        outcome.wrongs.append(f"{what}: {type(answer).__name__} {answer}")
        return
    outcome.statuses[answer.status] += 1
    if not (parameter.asks_outside and answer.status == 503 and answer["Retry-After"]):
        outcome.wrongs += [f"{what}: {wrong}" for wrong in effects.wrongs(answer, text)]
    if took > SLEEPS:
        outcome.wrongs.append(f"{what}: took {took:.1f} s each time")


def counts(stack):
    """{table: rows} of everything stored, and the columns there are."""
    tables = sql(stack, "select tablename from pg_tables where schemaname = 'public' order by 1")
    rows = {table: int(sql(stack, f'select count(*) from "{table}"')[0]) for table in tables}
    columns = sql(stack, "select count(*) from information_schema.columns where table_schema = 'public'")[0]
    roles = sql(stack, "select count(*) from pg_roles")[0]
    return rows, columns, roles


def told(wrongs):
    """The first of each kind, which is what comes after the last colon but one."""
    kinds = {}
    for wrong in wrongs:
        kinds.setdefault(wrong.split(": ", 1)[-1][:24], []).append(wrong)
    return "\n".join(f"{len(some)} times {some[0][:400]}" for some in list(kinds.values())[:20])


def report(outcome):
    median = statistics.median(outcome.times) if outcome.times else 0
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(outcome.statuses.items()))
    return f"{outcome.requests} requests ({statuses}); median {median * 1000:.1f} ms, slowest {outcome.slowest:.2f} s"
