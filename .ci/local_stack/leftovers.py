"""Finds and ends what an earlier run of the same data folder left behind, when it was killed instead of stopped.

A process is of this stack when it runs one of the stack's programs inside one of the stack's private folders. Pid files
are not trusted: they outlive their processes and numbers are used again.
"""

import os
import signal
import time
from pathlib import Path

PROGRAMS = {"nginx", "postgres", "redis-server", "redis-check-rdb", "hunter-web", "hunter-worker", "respawn"}
PATIENCE = 30  # seconds for an orderly end


def find(layout, cluster):
    """The stack's processes by program name: {"supervisord": [pid], "postgres": [...], ...}."""
    folders = {str(layout.run), str(layout.redis), os.path.realpath(cluster)}
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if os.readlink(entry / "cwd").removesuffix(" (deleted)") not in folders:
                continue
            program = os.path.basename(os.readlink(entry / "exe").removesuffix(" (deleted)"))
            if program.startswith("python"):
                arguments = (entry / "cmdline").read_bytes().split(b"\0")
                program = "supervisord" if str(layout.supervisor_conf).encode() in arguments else None
                if any(argument.endswith(b"/local_stack/respawn.py") for argument in arguments):
                    program = "respawn"  # would start its program again
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:  # gone meanwhile, or not ours to look at
            continue
        if state != "Z" and (program == "supervisord" or program in PROGRAMS):
            found.setdefault(program, []).append(int(entry.name))
    return found


def count(found):
    return sum(len(pids) for pids in found.values())


def send(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def end(layout, cluster, say):
    """Ends them in order: the supervisor (which stops its own), then orphans; PostgreSQL by its fast shutdown."""
    found = find(layout, cluster)
    if found:
        end_processes(layout, cluster, found, say)
    if not find(layout, cluster).get("postgres"):  # a pid file names nobody now, or a stranger with the same number
        (cluster / "postmaster.pid").unlink(missing_ok=True)


def end_processes(layout, cluster, found, say):
    say(f"Ending {count(found)} processes that an earlier run left behind.")
    if "supervisord" in found:
        send(found["supervisord"], signal.SIGTERM)
        wait_until_gone(layout, cluster, 2 * PATIENCE, only="supervisord")
        found = find(layout, cluster)
    postmaster = postmaster_of(cluster)
    for program, pids in found.items():
        if program == "postgres" and postmaster in pids:
            send([postmaster], signal.SIGINT)
        else:
            send(pids, signal.SIGTERM)
    wait_until_gone(layout, cluster, PATIENCE)
    for pids in find(layout, cluster).values():
        send(pids, signal.SIGKILL)
    wait_until_gone(layout, cluster, 5)


def end_nginx(layout):
    """Workers whose master was killed go on listening, and the next master could not: they go first."""
    for _ in range(100):
        workers = find(layout, layout.data / "postgres").get("nginx")
        if not workers:
            return
        send(workers, signal.SIGKILL)
        time.sleep(0.02)


def wait_until_gone(layout, cluster, seconds, only=None):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = find(layout, cluster)
        if not (found.get(only) if only else found):
            return
        time.sleep(0.05)


def postmaster_of(cluster):
    try:
        return int((cluster / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
