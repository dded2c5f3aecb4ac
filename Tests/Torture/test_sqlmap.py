"""sqlmap at level 3 against search, log-in, lists and the API, with a session: it finds nothing (promise 32).

Every technique for PostgreSQL is tried on every parameter of an address and on the fields that level 3 adds (cookies, User-Agent,
Referer), for SECONDS at most; what that cut off is printed. HUNTER_TORTURE_SQLMAP sets the seconds."""

import os
import re
import subprocess
import tempfile
import time

import pytest
from garbage.injection import things
from harness.stack import HOME, Stack

SECONDS = int(os.environ.get("HUNTER_TORTURE_SQLMAP", "120"))
FOUND = re.compile(r"is vulnerable|identified the following injection point")

# name -> (address, body)
TARGETS = {
    "the list of jobs": ("/jobs?q=swift&location=berlin&company=example&sort=newest&min_pay=1&remote=yes&country=DE", None),
    "the jobs of the API": ("/api/v1/jobs?q=swift&location=berlin&status=open&posted_after=2020-01-01&limit=5&type=full_time", None),
    "one job of the API": ("/api/v1/jobs/POSTING*", None),
    "the resumes of the API": ("/api/v1/resumes?email=a&status=done&created_after=2020-01-01&limit=5", None),
    "the search of resumes": ("/api/v1/resumes/search?skills=swift&match=any", None),
    "the matches of the API": ("/api/v1/matches?resume_id=RESUME&min_score=1&engine=embedded", None),
    "the log-in of the API": ("/api/v1/login", '{"email":"a@example.org","password":"wrong words here"}'),
}  # fmt: skip


@pytest.fixture(scope="module")
def stack():
    with Stack(HUNTER_LOGIN_FAILURES="1000") as stack:
        caller, table = things(stack)
        stack.bearer = caller.bearer
        stack.cookie = "; ".join(f"{name}={value}" for name, value in caller.cookies.items())
        stack.resume = next(one for one in table if one.name == "vacancy_id").others["resume_id"]
        stack.posting = next(one for one in table if one.name == "vacancy_id").others["vacancy_id"]
        yield stack


@pytest.mark.parametrize("name", TARGETS)
def test_sqlmap_finds_nothing(stack, name):
    address, body = TARGETS[name]
    address = stack.url.rstrip("/") + address.replace("RESUME", stack.resume).replace("POSTING", stack.posting)
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        output = sqlmap(address, body, stack, folder, SECONDS)
    assert not FOUND.search(output), output[-3000:]
    done = sorted(set(re.findall(r"(?:parameter|marker) '([^']+)' does not seem to be injectable", output)))
    whole = "do not appear to be injectable" in output
    assert done and (whole or time.monotonic() - start >= SECONDS), output[-3000:]
    print(f"{name}: {'whole' if whole else f'cut off after {SECONDS} s'}; not injectable: {', '.join(done)}")


def sqlmap(address, body, stack, folder, seconds):
    fields = [f"Authorization: Bearer {stack.bearer}"] if "/api/" in address else []
    command = [
        HOME / ".deps/venv/bin/sqlmap", "-u", address, "--batch", "--level", "3", "--dbms", "PostgreSQL", "--disable-coloring",
        "--flush-session", "--output-dir", folder, "--time-limit", str(seconds), "--threads", "2", "--time-sec", "3",
        "--ignore-code", "400,401,404,422,429", "--unstable", "-v", "1",
    ]  # fmt: skip
    if fields:
        command += ["--headers", "\n".join(fields)]
    else:
        command += ["--cookie", stack.cookie]
    if body:
        command += ["--data", body, "--headers", "Content-Type: application/json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 120, stdin=subprocess.DEVNULL)
    return done.stdout + done.stderr
