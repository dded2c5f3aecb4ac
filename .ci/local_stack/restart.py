"""`make restart`: a deploy on the running stack, from whatever binaries are there now.

The schema first, then one web process after the other, then the workers. The listening socket stays open all the while. The
successor of a web process starts first, then the old one finishes what it serves (see respawn.py); a worker hands back what
it has in hand before its successor starts.
"""

import fcntl
import http.client
import os
import signal
import subprocess
import time
import urllib.parse
from pathlib import Path

from . import configure
from .layout import Problem
from .supervisor import Supervisor

READY_WITHIN = 60  # seconds
STAYS_UP_WITHIN = 3
GONE_WITHIN = 90


def restart(layout, say):
    address = layout.run / "url"
    if not address.exists():
        raise Problem(f"Resume Hunter does not run from {layout.data}: start it with make run.")
    url = address.read_text().strip()
    with open(layout.run / "restart.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        configure.publish_static()
        migrate(layout)
        supervisor = Supervisor(layout.supervisor_socket)
        for group in ("web", "worker"):
            for info in supervisor.processes():
                if info["group"] == group:
                    replace(supervisor, info, url)
    say(f"Restarted: {url}")


def migrate(layout):
    done = subprocess.run([str(layout.data / "hunter"), "migrate"], capture_output=True, text=True)
    if done.returncode:
        raise Problem("Nothing was restarted, the database could not be migrated: " + (done.stderr or done.stdout).strip()[-1500:])


def replace(supervisor, info, url):
    is_web = info["group"] == "web"
    if is_web and info["pid"]:
        stays_up = replace_below(info["pid"])
    else:
        stays_up = supervisor.replace(f"{info['group']}:{info['name']}")
    if not stays_up:
        raise Problem(f"The new {info['name']} does not start, so the others were left as they are: see {info['stdout_logfile']}.")
    deadline = time.monotonic() + READY_WITHIN
    while is_web and not is_ready(url):
        if time.monotonic() > deadline:
            raise Problem(f"The new {info['name']} is not ready, so the others were left as they are: see {info['stdout_logfile']}.")
        time.sleep(0.05)


def replace_below(respawn):
    """Has respawn.py replace its process, and waits until the old one is gone; false where the new one does not stay up."""
    old = children(respawn)
    began = time.monotonic()
    os.kill(respawn, signal.SIGHUP)
    while (now := children(respawn)) & old or not now:
        waited = time.monotonic() - began
        if waited > (STAYS_UP_WITHIN if now <= old else GONE_WITHIN):
            return False
        time.sleep(0.05)
    return True


def children(parent):
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, its_parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:  # gone meanwhile
                continue
            if int(its_parent) == parent and state != "Z":
                found.add(int(entry.name))
    return found


def is_ready(url):
    place = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection({"localhost": "127.0.0.1"}.get(place.hostname, place.hostname), place.port, timeout=5)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
