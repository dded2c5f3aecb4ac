"""Trials of the web side under load, short for `make test` and long for `make torture`: crashes, deploys, overload, slow clients.

Each answers a dictionary of counts and figures; the tests say what they must be.
"""

import collections
import http.client
import os
import random
import signal
import subprocess
import threading
import time

from .client import Client
from .gateway import Gateway
from .load import Load, get, percentile, post_json, upload
from .stack import HOME, eventually, is_alive

TEXT = b"Ada Example\nada@example.org\n\nSkills\nSwift, PostgreSQL, Redis\n"
SETTINGS = {"HUNTER_WORKERS": "0", "HUNTER_RESUMES_PER_USER": "1000000", "HUNTER_TASKS_PER_USER": "1000000"}


def mixed(client, label):
    """Pages, the API and, each fifth request, an upload with a name of its own."""

    def make(number):
        if number % 5 == 0:
            name = f"{label}-{number}.txt"
            return upload("/api/v1/resumes/upload", name, TEXT + name.encode(), client.token)
        return get(("/jobs", "/api/v1/jobs", "/health", "/login")[number % 4])

    return make


def stored(sql, label):
    """{file name: rows} of the uploads with this label."""
    lines = sql(f"select file_name || ' ' || count(*) from resumes where file_name like '{label}-%' group by file_name")
    return {name: int(count) for name, count in (line.split() for line in lines)}


def effects(results, rows):
    """What became of the uploads: acknowledged but missing, doubled, and stored though they failed."""
    posts = [result for result in results if result.kind == "POST"]
    return {
        "posts": len(posts),
        "missing": sum(result.status == 202 and rows.get(result.marker, 0) == 0 for result in posts),
        "doubled": sum(count > 1 for count in rows.values()),
    }


def failed(results):
    return [result for result in results if not 200 <= result.status < 400]


# --- crashes ---------------------------------------------------------------------------------------------------------


def crashes(stack, kills, gap, rate=200, seed=3):
    """Kills a random hunter-web every `gap` seconds."""
    dice, client = random.Random(seed), Client.registered(stack.url)
    label, killed, respawned = f"crash{seed}", [], []
    with Load(stack.url, rate, mixed(client, label)) as load:
        for _ in range(kills):
            time.sleep(gap)
            webs = stack.pids("hunter-web")
            killed.append(time.monotonic())
            os.kill(dice.choice(webs), signal.SIGKILL)
            respawned.append(1000 * (new_process(stack, webs)[1] - killed[-1]))
        time.sleep(min(gap, 1.0))
    lost = failed(load.results)
    near = [[result for result in lost if result.at - 1 < at < result.at + result.latency + 0.05] for at in killed]
    return {
        "requests": len(load.results), "lost": len(lost), "lost_by_kill": [len(one) for one in near],
        "elsewhere": len(lost) - sum(map(len, near)), "lost_kinds": sorted({result.kind for result in lost}),
        "respawn_ms": respawned, "respawn_max_ms": max(respawned), **effects(load.results, stored(stack.sql, label)),
    }  # fmt: skip


def new_process(stack, old):
    """Waits for a hunter-web that is not among the old ones; answers its number and the time."""
    while True:
        if new := set(stack.pids("hunter-web")) - set(old):
            return new.pop(), time.monotonic()
        time.sleep(0.005)


def revivals(stack, pauses):
    """Kills one hunter-web and each of its successors, after these pauses; answers the milliseconds until the next is there.

    Nothing else is asked of the stack meanwhile, so that no log line wakes supervisord.
    """
    took, newest = [], stack.pids("hunter-web")[0]
    for pause in pauses:
        time.sleep(pause)
        before, killed = stack.pids("hunter-web"), time.monotonic()
        os.kill(newest, signal.SIGKILL)
        newest, at = new_process(stack, before)
        took.append(round(1000 * (at - killed)))
    return took


# --- deploys ---------------------------------------------------------------------------------------------------------


def deploys(stack, restarts, rate=200, label="deploy"):
    client = Client.registered(stack.url)
    took, before = [], set(stack.pids("hunter-web"))
    with Load(stack.url, rate, mixed(client, label)) as load:
        for _ in range(restarts):
            began = time.monotonic()
            done = subprocess.run([HOME / ".ci/stack", "restart"], env=stack.environment(), capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            took.append(time.monotonic() - began)
    lost = failed(load.results)
    return {
        "requests": len(load.results), "failed": len(lost), "kinds": sorted({(r.kind, r.status, r.error) for r in lost}),
        "replaced": not before & set(stack.pids("hunter-web")), "restart_s": max(took),
        "p99_ms": 1000 * percentile([result.latency for result in load.results], 0.99),
        **effects(load.results, stored(stack.sql, label)),
    }  # fmt: skip


def deploy_of_the_only_process(stack, clients=3):
    """What clients that wait for each answer get while the one hunter-web is replaced."""
    user, answers, done = Client.registered(stack.url), [], threading.Event()

    def ask(number):
        count = 0
        while not done.is_set():
            count += 1
            name = f"only-{number}-{count}.txt"
            note("POST", lambda: user.upload("/api/v1/resumes/upload", name, TEXT, "text/plain"))
            note("GET", lambda: Client(stack.url).get("/login"))

    def note(kind, call):
        try:
            answers.append((kind, call().status))
        except (OSError, http.client.HTTPException) as error:
            answers.append((kind, repr(error)))

    def restart():
        try:
            subprocess.run([HOME / ".ci/stack", "restart"], env=stack.environment(), capture_output=True, check=True)
            time.sleep(0.2)
        finally:
            done.set()

    in_threads(lambda number: restart() if number == clients else ask(number), clients + 1)
    rows = stored(stack.sql, "only")
    return {
        "posts": sum(kind == "POST" for kind, _ in answers), "kinds": collections.Counter(answers), "stored": len(rows),
        "doubled": sum(count > 1 for count in rows.values()),
    }  # fmt: skip


def kept_posts(stack, connections=8, seconds=1.0):
    """POSTs over kept connections while every hunter-web drains: the statuses, None where one was not answered."""
    kept = [Gateway(stack) for _ in range(connections)]
    before = [gateway.post("/api/v1/logout") for gateway in kept]
    webs, during = stack.pids("hunter-web"), []
    for pid in webs:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        during += [gateway.post("/api/v1/logout") for gateway in kept]
        time.sleep(0.02)
    for gateway in kept:
        gateway.close()
    eventually(lambda: not any(is_alive(pid) for pid in webs), 30, "the end of the drained processes")
    return before, during


# --- overload --------------------------------------------------------------------------------------------------------


def registration(label):
    """Creating an account computes a password hash: tens of milliseconds of processor time in hunter-web."""

    def make(number):
        name = f"{label}{number}@example.org"
        return post_json("/api/v1/register", {"email": name, "password": "correct horse battery"}, marker=name)

    return make


def peak(url, seconds, label, clients=3):
    """Requests a second that are served when so many clients wait for their answers: the capacity."""
    done, deadline = [], time.monotonic() + seconds

    def one(number):
        client, count = Client(url), 0
        while time.monotonic() < deadline:
            value = {"email": f"{label}{number}-{count}@example.org", "password": "correct horse battery"}
            count += 1
            if client.api("POST", "/register", value).status == 201:
                done.append(time.monotonic())

    in_threads(one, clients)
    return len(done) / seconds


def in_threads(work, count):
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def overload(stack, seconds, factor=10):
    """`factor` times the capacity for some seconds, after the peak was measured."""
    capacity = peak(stack.url, min(seconds, 5), f"peak{seconds}")
    with Load(stack.url, factor * capacity, registration(f"over{seconds}x"), seconds=seconds) as load:
        pass
    accepted = [result for result in load.results if result.status == 201]
    refused = [result for result in load.results if result.status == 503]
    good = [result for result in accepted if result.latency <= 1]
    return {
        "capacity": capacity, "offered": len(load.results) / seconds, "goodput": len(good) / seconds / capacity,
        "accepted": len(accepted), "accepted_p99_ms": 1000 * percentile([r.latency for r in accepted], 0.99),
        "refused": len(refused), "refused_p50_ms": 1000 * percentile([r.latency for r in refused], 0.5),
        "refused_p99_ms": 1000 * percentile([r.latency for r in refused], 0.99),
        "refused_max_ms": 1000 * max((r.latency for r in refused), default=0),
        "without_retry_after": sum("retry-after" not in r.headers for r in refused),
        "others": sorted({(r.status, r.error) for r in load.results if r.status not in (201, 503)}),
    }  # fmt: skip


# --- normal traffic -------------------------------------------------------------------------------------------------


def normal(url, seconds, rate=100, slow=None):
    """Pages and checks; meanwhile slow clients drip."""
    with Load(url, rate, lambda number: get(("/jobs", "/login", "/health")[number % 3]), seconds=seconds) as load:
        while load.thread.is_alive():
            if slow:
                slow.drip()
            time.sleep(0.2)
    answered = [result for result in load.results if result.status == 200]
    return {
        "requests": len(load.results), "failed": len(load.results) - len(answered),
        "p50_ms": 1000 * percentile([r.latency for r in answered], 0.5),
        "p95_ms": 1000 * percentile([r.latency for r in answered], 0.95),
    }  # fmt: skip
