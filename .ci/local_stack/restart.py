"""`make restart`: a deploy on the running stack, from whatever binaries are there now.

The schema first, then one web process after the other, then the workers. supervisord keeps the listening socket, so that
nothing is refused; each process finishes what it serves before its successor starts.
"""

import fcntl
import http.client
import subprocess
import time
import urllib.parse

from . import configure
from .layout import Problem
from .supervisor import Supervisor

READY_WITHIN = 60  # seconds


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
    if not supervisor.replace(f"{info['group']}:{info['name']}"):
        raise Problem(f"The new {info['name']} does not start, so the others were left as they are: see {info['stdout_logfile']}.")
    deadline = time.monotonic() + READY_WITHIN
    while info["group"] == "web" and not is_ready(url):
        if time.monotonic() > deadline:
            raise Problem(f"The new {info['name']} is not ready, so the others were left as they are: see {info['stdout_logfile']}.")
        time.sleep(0.05)


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
