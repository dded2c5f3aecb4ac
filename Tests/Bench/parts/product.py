"""What a person waits for: an upload until it is read; and the command line's score."""

import contextlib
import itertools
import time

from harness.client import Client
from harness.stack import eventually
from keeping import Problem
from measuring import Measurement

TITLE = "the product's own work"
NOTE = "Whole roads, with the database and the worker in them: nothing here is compared with others yet."
AIMS = []
RUNS = 20

RESUME = """Ada Example
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


@contextlib.contextmanager
def measurements(bench):
    with bench.stack() as stack:
        client = Client.registered(stack.url)
        numbers = itertools.count()
        yield [
            Measurement("reading", "upload of a text until it is read", "ms", lambda _: reading(client, next(numbers))),
            Measurement("score", "hunter score, whole processes", "runs/s", lambda _: scoring(stack)),
        ]


def upload(client, number):
    """A resume that no other is equal to; its {id, task_id}."""
    sent = client.upload("/api/v1/resumes/upload", "resume.txt", f"{RESUME}{number}".encode(), "text/plain")
    if sent.status != 202:
        raise Problem(f"an upload was answered with {sent.status}: {sent.text}")
    return sent.json


def wait_until_read(client, resume):
    def state():
        now = client.get(f"/api/v1/resumes/{resume}").json["status"]
        return now if now in ("done", "failed") else None

    if eventually(state, 60, "the reading") != "done":
        raise Problem("a resume could not be read")


def reading(client, number):
    began = time.monotonic()
    wait_until_read(client, upload(client, number)["id"])
    return {"value": 1000 * (time.monotonic() - began)}


def scoring(stack):
    folder = stack.data / "bench"
    folder.mkdir(exist_ok=True)
    (folder / "resume.txt").write_text(RESUME)
    (folder / "posting.txt").write_text(POSTING)
    began = time.monotonic()
    for _ in range(RUNS):
        stack.hunter("score", str(folder / "resume.txt"), str(folder / "posting.txt"))
    return {"value": RUNS / (time.monotonic() - began)}
