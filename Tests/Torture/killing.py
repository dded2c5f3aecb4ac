#!/usr/bin/env python3
"""Kills workers at random while tasks run, flushes Redis once, and tells what became of the tasks.

    DATABASE_URL=... REDIS_URL=... killing.py --worker 'torture-worker work 3' \\
        --enqueue 'torture-worker enqueue {count} 40' --verify 'torture-worker verify' --kills 100 --tasks 1000

The commands get the environment as it is. `--enqueue` runs before each kill, `{count}` is its share of the tasks. `--verify`
prints one line of JSON with whole numbers: `live` (tasks that are not over yet), `missing` (succeeded without effect),
`doubled` (with more than one) and `wrong` (ended as they should not have). Exit 0 when nothing is missing, doubled or wrong.
"""

import argparse
import json
import os
import random
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.parse


class Workers:
    """Processes that are started again whenever they end."""

    def __init__(self, command, count, environment):
        self.command = shlex.split(command)
        self.environment = environment
        self.processes = [self._start() for _ in range(count)]
        self.deaths = 0

    def _start(self):
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(self.command, env=self.environment, **quiet)

    def revive(self):
        for index, process in enumerate(self.processes):
            if process.poll() is not None:
                self.deaths += 1
                self.processes[index] = self._start()

    def kill_one(self, dice):
        victim = dice.choice(self.processes)
        victim.kill()
        victim.wait()

    def stop(self):
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def flush(redis_url):
    """FLUSHALL, without a client library."""
    url = urllib.parse.urlsplit(redis_url)
    if url.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(url.path)
    else:
        connection = socket.create_connection((url.hostname, url.port or 6379))
    with connection:
        if url.password:
            connection.sendall(f"AUTH {url.password}\r\n".encode())
            connection.recv(100)
        connection.sendall(b"FLUSHALL\r\n")
        if not connection.recv(100).startswith(b"+OK"):
            raise RuntimeError("Redis refused FLUSHALL")


def run(words, environment):
    done = subprocess.run(shlex.split(words), env=environment, capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise RuntimeError(f"{words} exited with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def torture(worker, enqueue, verify, environment, *, workers=2, tasks=1000, kills=100, seed=1, pause=(0.05, 0.4), timeout=300):
    """Answers the last line of `verify`, with the number of deaths and the seconds it took."""
    dice = random.Random(seed)
    started = time.monotonic()
    flush_at = dice.randrange(kills // 4, max(kills // 4 + 1, kills * 3 // 4))
    running = Workers(worker, workers, environment)
    try:
        for number in range(kills):
            share = tasks * (number + 1) // kills - tasks * number // kills
            if share:
                run(enqueue.replace("{count}", str(share)), environment)
            time.sleep(dice.uniform(*pause))
            if number == flush_at:
                flush(environment["REDIS_URL"])
            running.kill_one(dice)
            running.revive()
        deadline = time.monotonic() + timeout
        while True:
            verdict = json.loads(run(verify, environment).splitlines()[-1])
            if verdict["live"] == 0 or time.monotonic() > deadline:
                return {**verdict, "deaths": running.deaths, "seconds": round(time.monotonic() - started, 1)}
            running.revive()
            time.sleep(0.2)
    finally:
        running.stop()


def holds(verdict):
    return all(verdict[name] == 0 for name in ("live", "missing", "doubled", "wrong"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worker", required=True)
    parser.add_argument("--enqueue", required=True)
    parser.add_argument("--verify", required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--tasks", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=300, help="seconds to wait for the last task")
    words = parser.parse_args()
    verdict = torture(
        words.worker, words.enqueue, words.verify, dict(os.environ), workers=words.workers, tasks=words.tasks,
        kills=words.kills, seed=words.seed, timeout=words.timeout,
    )  # fmt: skip
    print(json.dumps(verdict))
    return 0 if holds(verdict) else 1


if __name__ == "__main__":
    sys.exit(main())
