"""What users see of the whole stack while PostgreSQL is away, or a disk is full."""

import collections
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from .client import Client
from .load import Load, upload
from .servers import Ballast, mount, unmount
from .stack import Stack, StackError, eventually
from .standing import TEXT, effects, mixed

SETTINGS = {"HUNTER_RESUMES_PER_USER": "1000000", "HUNTER_TASKS_PER_USER": "1000000", "HUNTER_LOGIN_FAILURES": "1000"}


def statuses(results):
    """{"GET 200": 12, ...}; 0 is no answer."""
    return dict(sorted(collections.Counter(f"{one.kind} {one.status}" for one in results).items()))


def stored(stack, label):
    rows = eventually(lambda: select(stack, f"""select file_name || ' ' || count(*) from resumes
        where file_name like '{label}-%' group by file_name"""), 30, "the database")  # fmt: skip
    return {name: int(count) for name, count in (line.split() for line in rows)}


def select(stack, statement):
    try:
        return stack.sql(statement) or ["none 0"]
    except subprocess.CalledProcessError:  # it is away
        return None


def database_outages(stack, kind, times, rate=40):
    """`kind`: restart (fast) or kill. Under load all the time; how long until the web answers again once PostgreSQL does?"""
    client, label, back, away = Client.registered(stack.url), f"outage{kind}", [], []
    with Load(stack.url, rate, mixed(client, label)) as load:
        time.sleep(1)
        for _ in range(times):
            old = postmaster(stack)
            began = time.monotonic()
            os.kill(old, signal.SIGINT if kind == "restart" else signal.SIGKILL)
            eventually(lambda old=old: postmaster(stack) not in (None, old) and select(stack, "select 1"), 60, "PostgreSQL")
            ready = time.monotonic()
            away.append(ready - began)
            answered = eventually(lambda ready=ready: good_after(load, ready), 30, "a good answer")
            back.append(answered - ready)
            time.sleep(0.5)
    done = f"select count(*) from resumes where file_name like '{label}-%' and status in ('done', 'failed')"
    total = len(stored(stack, label))
    eventually(lambda: int(stack.sql(done)[0]) == total, 120, "every upload to be read")
    return {
        "outages": times, "statuses": statuses(load.results), "away_max": round(max(away), 2),
        "reconnect_max": round(max(back), 2), **effects(load.results, stored(stack, label)),
        "bad": bad(load.results),
    }  # fmt: skip


def bad(results):
    """Answers that are neither good nor an honest "not now"."""
    return statuses([one for one in results if not (200 <= one.status < 400 or one.status in (503, 507))])


def good_after(load, moment):
    """When the first good answer of the database to what was asked after this moment came; None while there is none."""
    good = [one.at + one.latency for one in load.results if one.at >= moment and one.kind == "POST" and one.status == 202]
    return min(good, default=None)


def postmaster(stack):
    try:
        return int((stack.data / "postgres" / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


# --- full disks ------------------------------------------------------------------------------------------------------


class FullDisk:
    """A stack whose data folder, or only its uploads, lie on a tmpfs of this size."""

    def __init__(self, size, part=None):
        self.size, self.part = size, part

    def __enter__(self):
        self.data = Path(tempfile.mkdtemp(prefix="hunter-test-", dir="/tmp"))
        self.data.chmod(0o711)
        self.place = self.data / self.part if self.part else self.data
        mount(self.place, self.size)
        self.place.chmod(0o711)
        self.stack = Stack(data=self.data, **SETTINGS)
        try:
            self.stack.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            if self.stack.process:
                self.stack.stop()
        finally:
            unmount(self.place)
            shutil.rmtree(self.data, ignore_errors=True)

    def half_files(self):
        """Files of the store that no resume names, and resumes whose file is not whole."""
        files = {str(file.relative_to(self.data / "uploads")): file.stat().st_size
                 for file in (self.data / "uploads").rglob("*") if file.is_file() and file.name != "ballast"}  # fmt: skip
        rows = dict(line.split("|") for line in self.stack.sql("select storage_key, byte_count from resumes"))
        orphans = set(files) - set(rows)
        return len(orphans) + sum(files.get(key) != int(count) for key, count in rows.items())


def disk_full(size="400m", part=None, seconds=8, rate=10):
    """Uploads of 100 KB and pages, before, while and after there is no room."""
    big = TEXT + b"\nWords of a long life. " * 4500
    with FullDisk(size, part) as full:
        stack, client = full.stack, Client.registered(full.stack.url)
        ballast = Ballast(full.place)
        answers = {}
        for phase in ("before", "full", "after"):
            if phase == "full":
                ballast.fill()
            if phase == "after":
                ballast.drop()
                healed = time.monotonic()
                eventually(lambda: try_upload(client, big) == 202, 60, "an upload to be taken again")
                healed = time.monotonic() - healed
            with Load(stack.url, rate, requests(client, phase, big), seconds=seconds if phase == "full" else 2) as load:
                pass
            answers[phase] = load.results
        states = "select count(*) from resumes where status not in ('done', 'failed')"
        eventually(lambda: select(stack, states) == ["0"], 120, "every upload to be read")
        rows = {name: count for phase in answers for name, count in stored(stack, phase).items()}
        seen = effects([one for results in answers.values() for one in results], rows)
        return {
            "statuses": {phase: statuses(results) for phase, results in answers.items()},
            "bad": bad([one for results in answers.values() for one in results]), **seen,
            "half_files": full.half_files(), "healed_in": round(healed, 2),
        }  # fmt: skip


def requests(client, label, data):
    plain = mixed(client, label)

    def make(number):
        if number % 2:
            return plain(number)
        name = f"{label}-{number}.txt"
        return upload("/api/v1/resumes/upload", name, data + name.encode(), client.token)

    return make


def try_upload(client, data):
    try:
        return client.upload("/api/v1/resumes/upload", "healed.txt", data, "text/plain").status
    except (OSError, StackError):
        return 0
