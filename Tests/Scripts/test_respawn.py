"""The parent of a web process: starts it again at once, and replaces it without a gap."""

import os
import signal
import subprocess
import sys
import time

import pytest
from harness.stack import HOME, eventually, is_alive

RESPAWN = HOME / ".ci/local_stack/respawn.py"
PROGRAM = """#!/bin/sh
trap 'echo "$$ stopped" >> log; exit 0' TERM
echo "$$ started" >> log
[ ! -e broken ] || exit 3
while :; do sleep 0.02; done
"""


class Respawned:
    def __init__(self, folder):
        self.folder, program = folder, folder / "program"
        program.write_text(PROGRAM)
        program.chmod(0o755)
        self.parent = subprocess.Popen([sys.executable, "-IS", RESPAWN, program], cwd=folder, stdin=subprocess.DEVNULL)
        self.wait_for(1)

    def lines(self, word="started"):
        """The processes that have said so, in order."""
        log = self.folder / "log"
        lines = [line.split() for line in log.read_text().splitlines()] if log.exists() else []
        return [int(pid) for pid, said in lines if said == word]

    def wait_for(self, count, word="started"):
        return eventually(lambda: (found := self.lines(word)) and len(found) >= count and found, 10, f"{count} {word}")


@pytest.fixture
def respawned(tmp_path):
    respawned = Respawned(tmp_path)
    yield respawned
    respawned.parent.kill()
    respawned.parent.wait()


def test_a_killed_process_is_started_again(respawned):
    for number in range(1, 4):
        os.kill(respawned.lines()[-1], signal.SIGKILL)
        respawned.wait_for(number + 1)
    assert respawned.lines("stopped") == []


def test_a_successor_starts_before_the_old_one_is_told_to_stop(respawned):
    respawned.parent.send_signal(signal.SIGHUP)
    old, new = respawned.wait_for(2)
    assert is_alive(old) and respawned.lines("stopped") == []
    assert respawned.wait_for(1, "stopped") == [old]
    os.kill(new, signal.SIGKILL)
    assert respawned.wait_for(3)[:2] == [old, new]


def test_the_old_one_stays_where_the_new_one_does_not(respawned):
    (respawned.folder / "broken").touch()
    respawned.parent.send_signal(signal.SIGHUP)
    old, new = respawned.wait_for(2)
    eventually(lambda: not is_alive(new), 10, "the end of the new one")
    time.sleep(1.2)  # longer than the new one would have had to live
    assert is_alive(old) and respawned.lines("stopped") == [] and len(respawned.lines()) == 2
    assert respawned.parent.poll() is None


def test_one_that_cannot_start_ends_its_parent_with_its_code(respawned):
    (respawned.folder / "broken").touch()
    os.kill(respawned.lines()[0], signal.SIGKILL)
    assert respawned.parent.wait(10) == 3


def test_stopping_the_parent_stops_the_process_and_waits_for_it(respawned):
    respawned.parent.send_signal(signal.SIGTERM)
    assert respawned.parent.wait(10) == 0
    assert respawned.lines("stopped") == respawned.lines()
