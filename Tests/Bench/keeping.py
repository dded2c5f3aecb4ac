"""Starts programs and sees to it that none outlives the measurement, however that ends."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
STARTS_WITHIN = 30  # seconds
ENDS_WITHIN = 20


class Problem(Exception):
    """Something that stops the measurement, as one sentence."""


class Keeper:
    """`with Keeper() as keeper:` - `keeper.start(...)` programs, whose files go into `keeper.folder`; the end ends them all.

    Each program leads a process group of its own: Ctrl-C reaches this process alone, which then ends the groups. If this
    process is killed, the kernel sends each program SIGTERM.
    """

    def __init__(self):
        self.processes = {}

    def __enter__(self):
        # Short, because a Unix socket's path has 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="hunter-bench-", dir="/tmp"))
        return self

    def __exit__(self, *_):
        for name in list(self.processes):
            self.stop(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, name, command, **options):
        """Starts a program; what it prints goes into `NAME.log` of the folder."""
        with open(self.log(name), "ab") as log:
            self.processes[name] = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True, preexec_fn=_die_with_parent, **options,
            )  # fmt: skip
        return self.processes[name]

    def stop(self, name):
        process = self.processes.pop(name)
        _signal_group(process, signal.SIGTERM)
        try:
            process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            pass
        _signal_group(process, signal.SIGKILL)
        process.wait()

    def log(self, name):
        return self.folder / f"{name}.log"

    def wait_until(self, name, condition):
        """Waits until the program does what was asked for, and says why where it never does."""
        deadline = time.monotonic() + STARTS_WITHIN
        while not condition():
            if self.processes[name].poll() is not None or time.monotonic() > deadline:
                raise Problem(f"{name} did not start: {self.log(name).read_text(errors='replace').strip()[-1000:]}")
            time.sleep(0.02)

    def pids(self, name):
        """The program's process and all below it."""
        return with_descendants(self.processes[name].pid)


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def be_killed_with_parent():
    """For `preexec_fn` of a program that holds SIGTERM back."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _signal_group(process, number):
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def with_descendants(root):
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:  # gone meanwhile
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def accepts(address):
    """Whether something listens at a port of loopback, or at the path of a Unix socket."""
    family, target = (socket.AF_INET, ("127.0.0.1", address)) if isinstance(address, int) else (socket.AF_UNIX, str(address))
    with socket.socket(family) as probe:
        probe.settimeout(1)
        try:
            probe.connect(target)
            return True
        except OSError:
            return False
