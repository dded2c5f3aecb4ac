"""`make run`: builds, starts everything under supervisord, waits until it is ready, and stops it in order."""

import collections
import ctypes
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time

from . import configure, leftovers
from .layout import HOME, Problem
from .supervisor import Supervisor

READY_WITHIN = 60  # seconds
STOPPED_WITHIN = 150
PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """A signal asked for the end."""


def say(words):
    print(words, flush=True)


def die_with_parent():
    """The kernel sends this process SIGTERM when its parent ends, however that happens."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def tail(path, lines=20):
    try:
        with open(path, errors="replace") as file:
            return "".join(file.readlines()[-lines:]).rstrip()
    except OSError:
        return ""


class Stack:
    def __init__(self, layout, configuration, build):
        self.layout = layout
        self.configuration = configuration
        self.build = build
        self.supervisord = None
        self.complaints = collections.deque(maxlen=40)  # the supervisor's last lines on stderr
        self.deaths = {}  # how often each program was seen waiting for another try
        self.rpc = Supervisor(layout.supervisor_socket)

    # --- the order of things -----------------------------------------------------------------------------------

    def run_in_foreground(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.on_signal)
        layout = self.layout
        layout.make_folders()
        self.take_lock()
        self.cluster = layout.cluster(say)
        try:
            leftovers.end(layout, self.cluster, say)
            self.port = self.free_port()
            self.build_products()
            self.start()
            self.watch()
        except Stopped:
            say("\nStopping; the data stays.")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda *_: say("Already stopping."))
            self.stop()

    def on_signal(self, *_):
        raise Stopped

    def take_lock(self):
        """One stack a data folder. The kernel gives the lock back when its holder dies, so it is never stale."""
        self.lock = open(self.layout.run / "lock", "a+")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.lock.seek(0)
            holder = self.lock.read().strip() or "another process"
            raise Problem(f"Resume Hunter already runs from {self.layout.data} ({holder}).") from None
        self.note(f"process {os.getpid()}, still starting")
        (self.layout.run / "url").unlink(missing_ok=True)

    def note(self, words):
        self.lock.truncate(0)
        self.lock.write(words)
        self.lock.flush()

    def free_port(self):
        layout = self.layout
        try:
            family = socket.AF_INET6 if ":" in layout.address else socket.AF_INET
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((layout.address.strip("[]"), layout.port))
                return probe.getsockname()[1]
        except OSError as error:
            place = f"port {layout.port} of {layout.address}"
            raise Problem(
                f"Cannot listen on {place} ({error.strerror.lower()}): stop what uses it, or choose another with "
                f"HUNTER_PORT, as in: HUNTER_PORT=8081 make run"
            ) from None

    def build_products(self):
        self.binaries = HOME / ".build" / self.configuration
        if self.build:
            child = subprocess.Popen([str(HOME / ".ci/build"), self.configuration])
            try:
                code = child.wait()
            except Stopped:
                child.terminate()
                child.wait()
                raise
            if code:
                raise Problem("The build failed; its messages are above.")
        for name in ("hunter", "hunter-web", "hunter-worker"):
            if not os.access(self.binaries / name, os.X_OK):
                raise Problem(f"{self.binaries / name} is missing: build it with .ci/build {self.configuration}.")

    def start(self):
        layout = self.layout
        configure.publish_static()
        configure.make_cluster(layout, self.cluster, say)
        self.clear_sockets()
        self.cluster = layout.cluster()
        configure.write_supervisor(layout, self.binaries, self.cluster, self.port)
        self.write_command()
        self.environment = layout.product_environment()
        for name in ("DATABASE_URL", "REDIS_URL"):
            if layout.values.get(name):
                say(f"{name} is set and left aside: make run starts its own database and Redis.")
        self.supervisord = subprocess.Popen(
            ["/usr/bin/supervisord", "-c", str(layout.supervisor_conf)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            # Never a file: a supervisor that cannot write its own complaints ends, and with it everything, when the disk is full.
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        self.listener = threading.Thread(target=self.listen, daemon=True)
        self.listener.start()
        self.wait_for("the supervisor", self.rpc.answers, 10)
        self.wait_for("PostgreSQL", self.postgres_answers, 60, "postgres")
        self.wait_for("Redis", self.redis_answers, 60, "redis")
        self.migrate()
        for group in ("worker", "web", "nginx") if layout.workers else ("web", "nginx"):
            self.rpc.start(group)
        self.wait_for("the web pages", self.is_ready, READY_WITHIN, "web", "nginx", "worker")
        url = f"http://{'localhost' if layout.address == '127.0.0.1' else layout.address}:{self.port}"
        temporary = layout.run / "url.new"
        temporary.write_text(url + "\n")
        temporary.rename(layout.run / "url")
        self.note(f"process {os.getpid()}, {url}")
        say(f"Resume Hunter is ready: {url}")
        say(f"Logs: {layout.logs}   Command line: {layout.data}/hunter   Stop: Ctrl-C")

    def listen(self):
        for line in self.supervisord.stderr:
            self.complaints.append(line.decode(errors="replace"))

    def watch(self):
        code = self.supervisord.wait()
        raise Problem(f"The supervisor ended unexpectedly (code {code}); everything was stopped, the data is kept.")

    def stop(self):
        if self.supervisord:
            if self.supervisord.poll() is None:
                self.supervisord.terminate()
                try:
                    self.supervisord.wait(STOPPED_WITHIN)
                except subprocess.TimeoutExpired:
                    self.supervisord.kill()
                    self.supervisord.wait()
            leftovers.end(self.layout, self.cluster, say)
            self.clear_sockets(remake=False)
        (self.layout.run / "url").unlink(missing_ok=True)

    # --- its steps ---------------------------------------------------------------------------------------------

    def clear_sockets(self, remake=True):
        layout = self.layout
        if not layout.sockets.is_symlink():
            for folder in (layout.postgres_sockets, layout.sockets):
                if folder.is_dir():
                    for entry in folder.iterdir():
                        if not entry.is_dir():
                            entry.unlink()
                    folder.rmdir()
        if remake:
            layout.make_socket_folders()

    def write_command(self):
        """`$HUNTER_DATA/hunter VERB`: the product's command line on this stack; hunter.env says the same to the program."""
        lines = [f"{name}={value}\n" for name, value in self.layout.addresses().items() if name != "HUNTER_FASTCGI"]
        (self.layout.data / "hunter.env").write_text("# Written at every start by .ci/stack.\n" + "".join(lines))
        file = self.layout.data / "hunter"
        file.write_text(
            f'#!/bin/sh\nHUNTER_DATA="{self.layout.data}" exec "{HOME}/.ci/stack" hunter '
            f'--configuration {self.configuration} -- "$@"\n'
        )
        file.chmod(0o755)

    def migrate(self):
        done = subprocess.run(
            [str(self.binaries / "hunter"), "migrate"], env=self.environment, cwd=self.layout.run, capture_output=True, text=True
        )
        (self.layout.logs / "migrate.log").write_text(done.stdout + done.stderr)
        if done.returncode:
            raise Problem("The database could not be migrated: " + (done.stderr or done.stdout).strip()[-1500:])

    def postgres_answers(self):
        program = self.layout.postgres_program("pg_isready", self.cluster)
        return subprocess.run([program, "-q", "-h", str(self.layout.postgres_sockets)]).returncode == 0

    def redis_answers(self):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.layout.redis_socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
            except OSError:
                return False

    def is_ready(self):
        address = {"0.0.0.0": "127.0.0.1", "[::]": "::1"}.get(self.layout.address, self.layout.address.strip("[]"))
        connection = http.client.HTTPConnection(address, self.port, timeout=5)
        try:
            connection.request("GET", "/ready")
            answer = connection.getresponse()
            self.last_answer = f"/ready answers {answer.status}: {answer.read(500).decode(errors='replace')}"
            return answer.status == 200
        except (OSError, http.client.HTTPException) as error:
            self.last_answer = f"nginx does not answer: {error}"
            return False
        finally:
            connection.close()

    def wait_for(self, what, condition, seconds, *programs):
        """Waits; gives up early where one of these programs keeps dying."""
        self.last_answer = ""
        deadline = time.monotonic() + seconds
        while not condition():
            if self.supervisord.poll() is not None:
                self.listener.join(5)
                raise Problem("The supervisor did not start: " + "".join(self.complaints).strip())
            failing = self.failing(programs) if programs else []
            if time.monotonic() > deadline or failing:
                raise Problem(self.explain(what, seconds, failing))
            time.sleep(0.05)

    def failing(self, programs):
        """Programs of these groups that keep ending in their first second."""
        failing = []
        for info in self.rpc.processes():
            if info["group"] in programs and info["statename"] in ("BACKOFF", "FATAL"):
                self.deaths[info["name"]] = self.deaths.get(info["name"], 0) + 1
                if self.deaths[info["name"]] > 40 or info["statename"] == "FATAL":  # two seconds of it
                    failing.append(info)
        return failing

    def explain(self, what, seconds, failing):
        words = [f"{what[0].upper()}{what[1:]} did not start within {seconds} seconds. {self.last_answer}".rstrip()]
        if failing:
            words = ["Not everything could be started."]
        for info in failing or [info for info in self.rpc.processes() if info["statename"] != "RUNNING"]:
            if failing or info["start"]:
                words.append(f"--- {info['name']}: {info['spawnerr'] or info['description']} ({info['stdout_logfile']})")
                words.append(tail(info["stdout_logfile"]))
        return "\n".join(words)


def run(layout, configuration, build):
    try:
        Stack(layout, configuration, build).run_in_foreground()
    except Stopped:
        return 130
    except Problem as problem:
        print(f"make run: {problem}", file=sys.stderr, flush=True)
        return 1
    return 0
