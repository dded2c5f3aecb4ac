"""Measures the running product on this machine and prints a table: make bench BENCH='--seconds 10 --rounds 3 --json FILE'

The measurements of a round come one after the other, and rounds repeat, so that a slow moment of the machine touches
all alike (A B C, A B C, ...); each figure is the median of its rounds, with the lowest and highest beside it. Processor time
is that of hunter-web (or hunter-worker) and nginx from /proc, divided by what was done. The load generator runs on
the same machine and takes its share: figures compare with each other, not with another machine's.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness.client import Client  # noqa: E402
from harness.stack import HOME, Stack, eventually  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


class Measurement:
    """One line of the table: `run(seconds)` answers {figure: value}."""

    def __init__(self, name, unit, run):
        self.name, self.unit, self.run = name, unit, run
        self.rounds = []


def processor_seconds(pids):
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        except OSError:
            pass
    return total / TICKS


def load(stack, path, connections, seconds, headers=()):
    """wrk for some seconds: requests a second, latencies in ms, processor µs a request."""
    servers = stack.pids("hunter-web") + stack.pids("nginx:")
    before = processor_seconds(servers)
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *headers, stack.url + path]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = processor_seconds(servers) - before
    count = int(re.search(r"(\d+) requests in", printed)[1])
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    if failed or count == 0:
        raise SystemExit(f"bench: {path} did not answer as it should:\n{printed}")
    return {
        "value": float(re.search(r"Requests/sec:\s+([\d.]+)", printed)[1]),
        "p50_ms": percentile(printed, 50),
        "p99_ms": percentile(printed, 99),
        "cpu_us": 1e6 * spent / count,
    }


def percentile(printed, which):
    """Milliseconds, from a line of wrk such as "     99%    1.23ms"."""
    number, unit = re.search(rf"^\s+{which}%\s+([\d.]+)(us|ms|s|m)\s*$", printed, re.MULTILINE).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]


def reading(stack, client, text):
    """One upload until it is read: milliseconds from sending to `done`."""
    began = time.monotonic()
    sent = client.upload("/api/v1/resumes/upload", "resume.txt", text, "text/plain")
    assert sent.status == 202, sent.text
    address = "/api/v1/resumes/" + sent.json["id"]
    state = eventually(lambda: finished(client.get(address).json["status"]), 60, "the reading")
    assert state == "done", state
    return {"value": 1000 * (time.monotonic() - began)}


def finished(state):
    return state if state in ("done", "failed") else None


def scoring(stack):
    """The command line's `score` on one resume and one posting: whole processes a second, start included."""
    folder = stack.data / "bench"
    folder.mkdir(exist_ok=True)
    (folder / "resume.txt").write_bytes(RESUME)
    (folder / "posting.txt").write_text(POSTING)
    began, count = time.monotonic(), 20
    for _ in range(count):
        stack.hunter("score", str(folder / "resume.txt"), str(folder / "posting.txt"))
    return {"value": count / (time.monotonic() - began)}


RESUME = b"""Ada Example
ada@example.org, +49 30 1234567

Backend engineer with 7 years of experience.

Experience
2019 - 2025 Senior backend engineer, Example GmbH: Python, PostgreSQL, Redis, Docker, Linux.
2017 - 2019 Developer, Sample AG: Java, SQL, REST interfaces.

Education
BSc Computer Science, 2017

Skills: Python, SQL, PostgreSQL, Redis, Docker, Git
"""
POSTING = """Senior Python engineer
We look for an engineer with five years of Python, PostgreSQL and Docker. Redis is welcome. Remote within Europe."""


def measurements(stack, client):
    token = ["-H", f"Authorization: Bearer {client.token}"]
    resume = client.upload("/api/v1/resumes/upload", "resume.txt", RESUME, "text/plain").json
    status = f"/api/v1/tasks/{resume['task_id']}"
    yield Measurement("GET /health, 32 connections", "requests/s", lambda s: load(stack, "/health", 32, s))
    yield Measurement("GET a task's status, 32 connections", "requests/s", lambda s: load(stack, status, 32, s, token))
    yield Measurement("GET /jobs, 32 connections", "requests/s", lambda s: load(stack, "/jobs", 32, s))
    yield Measurement("GET /jobs, 256 connections", "requests/s", lambda s: load(stack, "/jobs", 256, s))
    yield Measurement("a static file, 32 connections", "requests/s", lambda s: load(stack, "/vendor/htmx.min.js", 32, s))
    count = iter(range(1_000_000))
    yield Measurement(
        "upload of a text until it is read", "ms", lambda s: reading(stack, client, RESUME + str(next(count)).encode())
    )
    yield Measurement("hunter score, whole processes", "runs/s", lambda s: scoring(stack))


def table(results):
    def median(result, figure):
        values = [one[figure] for one in result.rounds if figure in one]
        return statistics.median(values) if values else None

    lines = [f"{'':38} {'median':>10} {'lowest':>10} {'highest':>10} {'':10} {'p50 ms':>8} {'p99 ms':>8} {'CPU µs':>8}"]
    for result in results:
        values = [one["value"] for one in result.rounds]
        extra = [median(result, figure) for figure in ("p50_ms", "p99_ms", "cpu_us")]
        lines.append(
            f"{result.name:38} {statistics.median(values):10,.1f} {min(values):10,.1f} {max(values):10,.1f} {result.unit:10} "
            + " ".join(f"{value:8,.2f}" if value is not None else " " * 8 for value in extra).rstrip()
        )
    return "\n".join(lines)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=int, default=5)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--configuration", choices=("release", "debug"), default="release")
    chosen = arguments.parse_args()
    with Stack(configuration=chosen.configuration) as stack:
        samples = HOME / "Sources/App/Site/Samples/postings.jsonl"
        stack.hunter("import", "postings", str(samples))
        client = Client.registered(stack.url)
        results = list(measurements(stack, client))
        for _ in range(chosen.rounds):
            for measurement in results:
                measurement.rounds.append(measurement.run(chosen.seconds))
    print(f"{chosen.configuration} build, {os.cpu_count()} cores, medians of {chosen.rounds} rounds of {chosen.seconds} s")
    print(table(results))
    if chosen.json:
        chosen.json.write_text(json.dumps({result.name: result.rounds for result in results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
