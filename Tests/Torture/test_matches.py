"""The product's worker killed at random during 1,000 matches, and one FLUSHALL: every match stored once, none lost."""

import itertools
import json
import os
import random
import signal
import time
from pathlib import Path

from Tests.harness.client import Client
from Tests.harness.stack import Stack, eventually
from Tests.Torture.killing import flush

KILLS = int(os.environ.get("HUNTER_TORTURE_KILLS", "100"))
RESUMES, POSTINGS = 10, max(1, int(os.environ.get("HUNTER_TORTURE_TASKS", "1000")) // 10)
FINAL = {"succeeded", "dead", "cancelled"}


def test_killed_workers_lose_and_double_no_match(tmp_path):
    dice = random.Random(2)
    settings = {"HUNTER_SIMULATED_MIN_MS": "0", "HUNTER_SIMULATED_MAX_MS": "100", "HUNTER_WORKER_THREADS": "4"}
    with Stack(**settings) as stack:
        client = Client.registered(stack.url)
        pairs = list(itertools.product(_resumes(client), _postings(stack, client, tmp_path)))
        dice.shuffle(pairs)
        tasks = []
        for number in range(KILLS):
            for resume, posting in pairs[len(pairs) * number // KILLS : len(pairs) * (number + 1) // KILLS]:
                answer = client.api("POST", "/match", {"resume_id": resume, "posting_id": posting, "engine": "simulated"})
                assert answer.status == 202, answer.text
                tasks.append(answer.json["task_id"])
            # What dies within a second of its start is started again ever more slowly by the supervisor.
            time.sleep(dice.uniform(1.1, 1.6))
            if number == KILLS // 2:
                flush(_redis_url(stack))
            _kill_a_worker(stack, dice)
        states = _wait_for(client, tasks)
        matches = _matches(client)
    assert len(set(tasks)) == len(pairs)
    assert set(states.values()) == {"succeeded"}, states
    assert len(matches) == len(pairs)
    assert len({(match["resume_id"], match["posting_id"]) for match in matches}) == len(pairs)


def _redis_url(stack):
    environment = Path(f"/proc/{stack.pids('hunter-web')[0]}/environ").read_bytes().decode().split("\0")
    return dict(line.split("=", 1) for line in environment if "=" in line)["REDIS_URL"]


def _kill_a_worker(stack, dice):
    workers = eventually(lambda: stack.pids("hunter-worker"), 60, "the start of another worker")
    os.kill(dice.choice(workers), signal.SIGKILL)


def _resumes(client):
    made = []
    for number in range(RESUMES):
        text = f"Person Number{number}\nperson{number}@example.org\n\nSkills: Python, SQL, Excel\n\nEngineer, {2001 + number} - 2020\n"
        answer = client.upload("/api/v1/resumes/upload", f"resume{number}.txt", text.encode(), "text/plain")
        assert answer.status == 202, answer.text
        made.append(answer.json["id"])
    for id in made:
        eventually(lambda: client.api("GET", f"/resumes/{id}").json["status"] == "done", 60, "the reading of a resume")
    return made


def _postings(stack, client, folder):
    file = folder / "postings.jsonl"
    rows = (
        {"url": f"https://jobs.example.org/{number}", "title": f"Engineer {number}", "company": "Example",
         "description": f"We look for an engineer, number {number}, who knows Python and SQL."}
        for number in range(POSTINGS)
    )  # fmt: skip
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    stack.hunter("import", "postings", str(file))
    found = _all(client, "/jobs")
    assert len(found) == POSTINGS
    return [posting["id"] for posting in found]


def _matches(client):
    return _all(client, "/matches")


def _all(client, path):
    items, after = [], ""
    while True:
        page = client.api("GET", f"{path}?limit=100{after}").json
        items += page["items"]
        if not page["next"]:
            return items
        after = f"&after={page['next']}"


def _wait_for(client, tasks):
    states = {}

    def are_over():
        for task in tasks:
            if states.get(task) not in FINAL:
                states[task] = client.api("GET", f"/tasks/{task}").json["state"]
        return all(state in FINAL for state in states.values())

    eventually(are_over, 600, "the end of all matches")
    return states
