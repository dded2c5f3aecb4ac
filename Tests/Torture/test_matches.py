"""The product under `kill -9`: a thousand matches, a hundred kills of its workers, one flushed Redis."""

import json
import os
import random
import signal
import subprocess
import time

from harness.client import Client
from harness.stack import Stack, eventually

KILLS = int(os.environ.get("HUNTER_TORTURE_KILLS", "100"))
MATCHES = int(os.environ.get("HUNTER_TORTURE_TASKS", "1000"))
POSTINGS = 40
TEXT = "Ada Example\nada{number}@example.org\n\nSkills\nSwift, PostgreSQL, Redis, Linux\n\nBackend engineer, 2018 to 2024\n"


def test_every_match_is_stored_once(tmp_path):
    rows = tmp_path / "postings.jsonl"
    rows.write_text(
        "".join(
            json.dumps({
                "url": f"https://example.org/postings/{number}", "title": f"Backend engineer {number}", "company": "Example",
                "description": f"You know Swift and PostgreSQL. Team {number}. You have 3 years of experience.",
            }) + "\n"
            for number in range(POSTINGS)
        )
    )  # fmt: skip
    with Stack(HUNTER_WORKERS="3") as stack:
        assert "created 40" in stack.hunter("import", "postings", str(rows)).stdout
        client = Client.registered(stack.url)
        postings = [item["id"] for item in client.api("GET", "/jobs?limit=100").json["items"]]
        resumes = [upload(client, number) for number in range(MATCHES // POSTINGS)]
        eventually(lambda: all(is_read(client, resume) for resume in resumes), 120, "the resumes to be read")
        dice = random.Random(7)
        pairs = [(resume, posting) for resume in resumes for posting in postings]
        share = max(1, len(pairs) // KILLS)
        kills, flushed = 0, False
        while kills < KILLS or pairs:
            for resume, posting in pairs[:share]:
                answer = client.api("POST", "/match", {"resume_id": resume, "vacancy_id": posting})
                assert answer.status == 202, answer.text
            pairs = pairs[share:]
            kills += kill_one(stack, dice)
            if kills >= KILLS // 2 and not flushed:
                flushed = redis(stack, "FLUSHALL") == "OK"
        eventually(lambda: live_tasks(stack) == 0, 180, "every task to end")
        assert flushed and kills >= KILLS
        stored = sql(stack, "select count(*), count(distinct (resume_id, posting_id)), count(score) from matches")
        assert stored == [f"{MATCHES}|{MATCHES}|{MATCHES}"], stored
        ends = sql(stack, "select state, count(*) from tasks where kind = 'score_match' group by 1")
        assert ends == [f"succeeded|{MATCHES}"], ends


def upload(client, number):
    answer = client.upload("/api/v1/resumes/upload", f"{number}.txt", TEXT.format(number=number).encode(), "text/plain")
    assert answer.status == 202, answer.text
    return answer.json["id"]


def is_read(client, resume):
    return client.api("GET", f"/resumes/{resume}").json["status"] == "done"


def kill_one(stack, dice):
    """Kills a worker that runs; 0 where none does just now."""
    time.sleep(dice.uniform(0.1, 0.6))
    workers = stack.pids("hunter-worker")
    if not workers:
        return 0
    try:
        os.kill(dice.choice(workers), signal.SIGKILL)
    except ProcessLookupError:
        return 0
    return 1


def live_tasks(stack):
    return int(sql(stack, "select count(*) from tasks where state in ('queued', 'running', 'failed')")[0])


def setting(stack, name):
    lines = (stack.data / "hunter.env").read_text().splitlines()
    return next(line.split("=", 1)[1] for line in lines if line.startswith(name + "="))


def sql(stack, statement):
    command = ["psql", "-X", "-A", "-t", "-c", statement, setting(stack, "DATABASE_URL")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def redis(stack, *words):
    socket = setting(stack, "REDIS_URL").removeprefix("unix://").split("?")[0]
    return subprocess.run(["redis-cli", "-s", socket, *words], capture_output=True, text=True, check=True).stdout.strip()
