"""Every string of the shared lists through every parameter (promise 32): about a million requests over two processes.

A field is sent to one address a string, by turns, and where a password is hashed every eighth string goes; all else gets
every string. HUNTER_TORTURE_STRINGS=3/8 sends the third of eight parts only, so that a machine can be shared meanwhile."""

import multiprocessing
import os

from garbage import effects, injection, samples
from garbage.stack import is_well, logged, processes
from harness.stack import Stack

PART, PARTS = map(int, os.environ.get("HUNTER_TORTURE_STRINGS", "1/1").split("/"))
PROCESSES = 2


def test_every_string_through_every_parameter():
    strings = [text for text in samples.shared_strings() if len(text) < 100_000][PART - 1 :: PARTS]
    if not strings:
        strings = [text.encode("utf-8", "surrogatepass") for text in samples.STRINGS]
    limits = {name: "1000000" for name in ("HUNTER_RESUMES_PER_USER", "HUNTER_TASKS_PER_USER")}
    with Stack(HUNTER_LOGIN_FAILURES="1000", HUNTER_WORKERS="1", **limits) as stack:
        caller, table = injection.things(stack)
        before, running = injection.counts(stack), processes(stack)
        # The worker would read every upload; what it makes of text has its own tests.
        fields = [parameter for parameter in table if parameter.kind == "header"]
        dear = [parameter for parameter in table if parameter.hashes]
        rest = [parameter for parameter in table if parameter not in fields and parameter not in dear]
        total = 0
        for some, texts in ((rest, strings), (dear, strings[::8]), *turns(fields, strings)):
            with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
                shares = [(caller, some, texts[number::PROCESSES]) for number in range(PROCESSES)]
                for wrongs, report, count in pool.imap_unordered(run, shares):
                    print(report, flush=True)
                    assert not wrongs, injection.told(wrongs)
                    total += count
            assert is_well(stack)
        assert processes(stack) == running
        after = injection.counts(stack)
        assert [after[1], after[2]] == [before[1], before[2]]
        for name, rows in after[0].items():
            assert rows == before[0][name] or name in injection.TABLES_THAT_GROW, name
        entries = logged(stack)
        assert {entry["level"] for entry in entries} <= {"info", "warning", "notice"}
        assert not [entry for entry in entries if "forged" in entry["message"]]
        for page in ("/account", "/resumes", "/matches", "/dashboard", "/admin", "/jobs"):
            assert list(effects.wrongs(caller.browser().ask("GET", page), b"")) == [], page
        print(f"{len(strings)} strings, {len(table)} parameters, {total} requests")


def turns(fields, strings):
    """Each field at each of its addresses with its share of the strings."""
    by_address = {}
    for parameter in fields:
        by_address.setdefault(parameter.target, []).append(parameter)
    for number, some in enumerate(by_address.values()):
        yield some, strings[number :: len(by_address)]


def run(share):
    outcome = injection.send(*share, browsers=1)
    return outcome.wrongs[:20], injection.report(outcome), outcome.requests
