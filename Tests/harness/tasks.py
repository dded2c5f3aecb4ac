"""Workers that are killed and frozen, a producer that never tires, and what became of their tasks.

The program is `torture-worker` (Tests/Torture/Worker): each of its tasks leaves one row in `effects`.
"""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from .stack import HOME, eventually

SCALE = 0.05  # of the product's times, unless told otherwise


def program():
    """The program that `.ci/build` or `swift build` left; built if it is not there."""
    configuration = os.environ.get("HUNTER_TEST_CONFIGURATION", "debug")
    path = HOME / ".build" / configuration / "torture-worker"
    if not path.exists():
        build = ["swift", "build", "--configuration", configuration, "--product", "torture-worker"]
        subprocess.run(build, cwd=HOME, check=True)
    return path


def run(worker, environment, *words):
    done = subprocess.run([worker, *map(str, words)], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"{words} exited with {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout


class Workers:
    """Processes that are started again when `revive` finds them ended."""

    def __init__(self, worker, servers, count=2, threads=3, scale=SCALE):
        self.command = [worker, "work", str(threads)]
        self.environment = servers.environment(HUNTER_TORTURE_SCALE=str(scale))
        self.servers, self.count, self.deaths, self.codes = servers, count, 0, []

    def __enter__(self):
        self.processes = [self.start() for _ in range(self.count)]
        return self

    def wait_until_ready(self):
        """Until each has told PostgreSQL of itself: one that finds no PostgreSQL when it starts gives up."""
        pids = ", ".join(str(process.pid) for process in self.processes)
        count = f"select count(distinct process_id) from workers where process_id in ({pids})"
        eventually(lambda: self.servers.number(count) == self.count, 30, "the workers")

    def __exit__(self, *_):
        for process in self.processes:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()

    def start(self):
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(self.command, env=self.environment, **quiet)

    def revive(self):
        for index, process in enumerate(self.processes):
            if process.poll() is not None:
                self.deaths += 1
                self.codes.append(process.returncode)
                self.processes[index] = self.start()

    def kill_one(self, dice):
        """Answers its process id."""
        index = dice.randrange(len(self.processes))
        victim = self.processes[index]
        victim.kill()
        victim.wait()
        self.deaths += 1
        self.processes[index] = self.start()
        return victim.pid


class Producer:
    """Enqueues tasks one after another, a transaction each; `stored` holds what was acknowledged."""

    def __init__(self, worker, servers, milliseconds=10, pause=5):
        self.command = [worker, "produce", str(milliseconds), str(pause)]
        self.environment = servers.environment()
        self.stored, self.errors = [], []  # (time, id), (time, words)

    def __enter__(self):
        quiet = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(self.command, env=self.environment, stdout=subprocess.PIPE, text=True, **quiet)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        return self

    def read(self):
        for line in self.process.stdout:
            word, _, rest = line.rstrip().partition(" ")
            (self.stored if word == "ok" else self.errors).append((time.time(), rest))

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        self.reader.join()

    def next_after(self, moment, seconds=60, supervise=lambda: None):
        """When the first task after this moment was acknowledged; `supervise` is called while it waits."""

        def later():
            supervise()
            assert self.process.poll() is None, f"the producer ended with {self.process.returncode}"
            last = self.stored[-1][0] if self.stored else 0
            return last > moment

        eventually(later, seconds, "another acknowledged task")
        return next(at for at, _ in self.stored if at > moment)


VERDICT = """
with counts as (
    select tasks.*, coalesce(done.effects, 0) as effects
    from tasks left join (select task_id, count(*) as effects from effects group by 1) as done on task_id = id
    where kind = 'torture.effect'
)
select count(*), count(*) filter (where state in ('queued', 'running', 'failed')),
    count(*) filter (where state = 'succeeded' and effects = 0), count(*) filter (where effects > 1),
    count(*) filter (where state = 'dead' and crashes >= 3 and effects = 0),
    count(*) filter (where not (state = 'succeeded' or state = 'dead' and crashes >= 3 and effects = 0)),
    (select count(*) from effects where not exists (select from tasks where tasks.id = task_id))
from counts
"""
NAMES = ("total", "live", "missing", "doubled", "parked", "wrong", "strange")


def verdict(servers):
    """`live`: not over; `missing`: succeeded without effect; `doubled`: with more than one; `parked`: dead, as their process was
    killed three times while they ran alone; `wrong`: ended otherwise; `strange`: effects without a task."""
    return dict(zip(NAMES, map(int, servers.sql(VERDICT)[0].split("|")), strict=True))


LIVE = "select count(*) from tasks where state in ('queued', 'running', 'failed')"


def finish(servers, workers, seconds=120):
    """Waits until no task is left to do, and answers the verdict; `live` is what did not end in time."""
    deadline = time.monotonic() + seconds
    while servers.number(LIVE) and time.monotonic() < deadline:
        workers.revive()
        time.sleep(0.1)
    return verdict(servers)


def holds(seen):
    return all(seen[name] == 0 for name in ("live", "missing", "doubled", "wrong", "strange"))


def compare(servers, producer):
    """Acknowledged tasks that are not stored, and stored ones that nobody was told of: each of those needs an error, but for the
    one that was under way when the producer was ended."""
    acknowledged = {task for _, task in producer.stored}
    stored = set(servers.sql("select id from tasks"))
    return {
        "acknowledged": len(acknowledged), "errors": len(producer.errors), "not_stored": len(acknowledged - stored),
        "unexplained": max(0, len(stored - acknowledged) - len(producer.errors) - 1),
    }  # fmt: skip


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
