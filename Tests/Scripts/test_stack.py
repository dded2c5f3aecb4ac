"""`make run` starts, heals, refuses and stops as it says."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from urllib.request import urlopen

import pytest
from harness.stack import HOME, Stack, eventually, is_alive


@pytest.fixture(scope="module")
def folder():
    """One data folder for the tests of this file, so that only the first makes a cluster."""
    stack = Stack()
    yield stack.data
    stack.remove()


@pytest.fixture
def launch(folder):
    """Launches stacks on the folder; what a test leaves running is stopped after it."""
    launched = []

    def launch(**settings):
        launched.append(Stack(data=folder, **settings).launch())
        return launched[-1]

    yield launch
    for stack in launched:
        stack.remove()


def test_a_first_and_a_second_start_serve_the_pages_and_keep_the_data(launch):
    first = launch().wait_until_ready()
    first.hunter("user", "add", "--email", "kept@example.org", "--role", "seeker", "--password-stdin",
                 input="a long enough password\n")  # fmt: skip
    pids = first.every_pid()
    assert urlopen(first.url + "/health").status == 200
    assert len(first.pids("hunter-web")) == 2 and len(first.pids("hunter-worker")) == 1
    assert first.stop() == 0
    assert [pid for pid in pids if is_alive(pid)] == []

    began = time.monotonic()
    second = launch().wait_until_ready()
    print(f"second start: {time.monotonic() - began:.1f} s")
    assert "kept@example.org" in second.hunter("user", "list").stdout
    assert "Making the database cluster" not in second.printed()
    assert second.stop(signal.SIGTERM) == 0


def test_a_dead_program_comes_back(launch):
    stack = launch().wait_until_ready()
    for program in ("hunter-web", "hunter-worker", "redis-server", "nginx: master", "bin/postgres -D"):
        victim = stack.pids(program)[0]
        os.kill(victim, signal.SIGKILL)
        eventually(lambda: [pid for pid in stack.pids(program) if pid != victim], 20, f"a new {program}")
    eventually(lambda: serves(stack), 20, "an answer")
    assert stack.stop() == 0


def serves(stack):
    try:
        return urlopen(stack.url + "/ready", timeout=5).status == 200
    except OSError:
        return False


def test_a_killed_supervisor_leaves_nothing_behind(launch):
    stack = launch().wait_until_ready()
    pids = stack.every_pid()
    os.kill(stack.pids("supervisord")[0], signal.SIGKILL)
    assert stack.wait() == 1
    assert "The supervisor ended unexpectedly" in stack.printed()
    assert [pid for pid in pids if is_alive(pid)] == []


def test_a_killed_foreground_takes_the_rest_with_it(launch):
    stack = launch().wait_until_ready()
    pids = stack.every_pid()
    stack.process.kill()
    eventually(lambda: not any(map(is_alive, pids)), 60, "the end of every process")


def test_the_next_start_heals_what_a_crash_left(launch, folder):
    stack = launch().wait_until_ready()
    pids = stack.every_pid()
    supervisor = stack.pids("supervisord")[0]
    for pid in (stack.process.pid, supervisor):
        os.kill(pid, signal.SIGSTOP)
    for pid in (supervisor, stack.process.pid):
        os.kill(pid, signal.SIGKILL)
    stack.process.wait()
    assert any(map(is_alive, pids)), "the orphans this test is about"
    (folder / "run" / "supervisord.pid").write_text("1\n")

    again = launch().wait_until_ready()
    assert "Ending" in again.printed() and "left behind" in again.printed()
    assert [pid for pid in pids if is_alive(pid)] == []
    assert again.stop() == 0


def test_a_stale_database_pid_file_does_not_stop_a_start(launch, folder):
    (folder / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}/postgres\n1\n5432\n/tmp\n\n")
    stack = launch().wait_until_ready()
    assert stack.stop() == 0


def test_a_second_stack_on_the_same_folder_is_refused_with_a_sentence(launch):
    first = launch().wait_until_ready()
    second = launch()
    assert second.wait() == 1
    assert re.search(r"already runs from .* \(process \d+, http://", second.printed())
    assert serves(first)
    assert first.stop() == 0


def test_a_taken_port_is_one_clear_sentence(launch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        stack = launch(HUNTER_PORT=str(port))
        assert stack.wait() == 1
        words = stack.printed().strip()
        assert f"port {port}" in words and "HUNTER_PORT=8081 make run" in words and "\n" not in words


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"HUNTER_PORT": "eighty"}, "HUNTER_PORT must be a number"),
        ({"HUNTER_WORKERS": "-1"}, "HUNTER_WORKERS must be a number"),
        ({"HUNTER_UPLOAD_LIMIT": "12m; root /"}, "HUNTER_UPLOAD_LIMIT cannot be"),
    ],
)
def test_a_wrong_setting_is_one_clear_sentence(launch, settings, words):
    stack = launch(**settings)
    assert stack.wait() == 1
    assert words in stack.printed() and "Traceback" not in stack.printed()


def test_a_missing_program_is_named(tmp_path, folder):
    for part in (".ci", "nginx"):
        shutil.copytree(HOME / part, tmp_path / part)
    done = subprocess.run(
        [str(tmp_path / ".ci/stack"), "run", "--no-build"],
        env={**os.environ, "HUNTER_DATA": str(folder), "HUNTER_PORT": "0"}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "hunter is missing: build it with .ci/build release" in done.stderr
