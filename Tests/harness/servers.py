"""A private PostgreSQL and a private Redis on Unix sockets that tests may stop, kill, empty, fill and set back."""

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from .stack import eventually

QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]


class Servers:
    """`with Servers() as servers:` - then `servers.environment()` for the programs under test.

    `disk`: a size such as "200m" puts PostgreSQL on a tmpfs of that size (root only); `append_only=False` makes Redis keep
    dumps instead of a log."""

    def __init__(self, disk=None, append_only=True):
        self.disk, self.append_only = disk, append_only

    def __enter__(self):
        # Short, because socket paths have 107 bytes; open, because PostgreSQL runs as another user when we are root.
        self.folder = Path(tempfile.mkdtemp(prefix="hunter-torture-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.postgres = Postgres(self.folder / "pg")
        self.redis = Redis(self.folder, self.append_only)
        try:
            if self.disk:
                mount(self.folder / "pg", self.disk)
            self.postgres.make()
            self.postgres.start()
            self.redis.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for server in (self.postgres, self.redis):
            server.end()
        if self.disk:
            unmount(self.folder / "pg")
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def database_url(self):
        return f"host={self.folder}/pg dbname=postgres user=postgres"

    @property
    def redis_url(self):
        return f"unix://{self.folder}/redis.sock?db=0"

    def environment(self, **more):
        return {**os.environ, "DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url, **more}

    def sql(self, statement):
        """The lines that psql prints, columns separated by |. The statement comes through its input: it may be long."""
        # Not /usr/bin/psql, which is a script that takes ten times as long to start.
        command = [PROGRAMS / "psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.database_url]
        done = subprocess.run(command, input=statement, capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise OSError(f"psql: {done.stderr.strip()}")
        return done.stdout.splitlines()

    def number(self, statement):
        return int(self.sql(statement)[0])


class Process:
    process = None

    def end(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        self.process.kill()
        self.process.wait()


class Postgres(Process):
    def __init__(self, home):
        self.home = home
        self.owner = {}

    def make(self):
        self.home.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.home, user.pw_uid, user.pw_gid)
            self.owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        command = [PROGRAMS / "initdb", "-D", self.home / "data", "-A", "trust", "-U", "postgres", "--no-sync"]
        subprocess.run(command, check=True, **QUIET, **self.owner)

    def launch(self):
        # fsync stays on: what these tests are about is what survives.
        options = ["-c", "listen_addresses=", "-c", "wal_recycle=off", "-k", self.home]
        command = [PROGRAMS / "postgres", "-D", self.home / "data", *options]
        self.process = subprocess.Popen(command, **QUIET, **self.owner)

    def answers(self):
        return subprocess.run([PROGRAMS / "pg_isready", "-q", "-h", self.home], **QUIET).returncode == 0

    def start(self):
        """Until it answers. What the dead one left behind may hold the next one up for a moment."""

        def is_up():
            self.keep_up()
            return self.answers()

        eventually(is_up, 60, "PostgreSQL")

    def keep_up(self):
        """Starts it where it has ended, as its supervisor would."""
        if self.process is None or self.process.poll() is not None:
            self.launch()

    def restart(self):
        """The fast way: what runs is rolled back."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        self.start()

    def restart_after_kill(self):
        self.kill()
        self.start()

    def kill_a_backend(self, dice=random):
        """The postmaster throws all the others out and recovers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        backends = [int(pid) for pid in children if b" [local] " in Path(f"/proc/{pid}/cmdline").read_bytes()]
        if backends:
            os.kill(dice.choice(backends), signal.SIGKILL)
            time.sleep(0.02)
        eventually(self.answers, 60, "PostgreSQL")
        return len(backends)


class Redis(Process):
    def __init__(self, folder, append_only):
        self.folder, self.append_only = folder, append_only
        self.socket = folder / "redis.sock"

    def start(self):
        log = ["--appendonly", "yes"] if self.append_only else ["--appendonly", "no"]
        command = ["redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", self.folder, *log,
                   "--save", "", "--maxmemory-policy", "noeviction"]  # fmt: skip
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        eventually(self.answers, 60, "Redis")

    def answers(self):
        try:
            return self.ask("PING") == b"PONG"
        except OSError:
            return False

    def ask(self, *words):
        """One command and the first line of its answer, or the text of a bulk."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(30)
            connection.connect(str(self.socket))
            parts = [str(word).encode() for word in words]
            connection.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts))
            with connection.makefile("rb") as stream:
                line = stream.readline().rstrip()
                if line.startswith(b"$") and line != b"$-1":
                    return stream.read(int(line[1:]))
                if not line or line.startswith((b"-LOADING", b"-BUSY")):
                    raise OSError(line.decode())
                return line[1:]

    def information(self, section, name):
        for line in self.ask("INFO", section).decode().splitlines():
            if line.startswith(name + ":"):
                return line.partition(":")[2]
        return None

    def shut_down(self):
        try:
            self.ask("SHUTDOWN")
        except OSError:
            pass
        self.process.wait(30)
        self.socket.unlink(missing_ok=True)

    def restart(self):
        self.shut_down()
        self.start()

    def restart_after_kill(self):
        self.kill()
        self.socket.unlink(missing_ok=True)
        self.start()

    def flush(self):
        assert self.ask("FLUSHALL") == b"OK"

    def keep(self):
        """What `fall_back` returns to."""
        assert self.ask("SAVE") == b"OK"

    def fall_back(self):
        """As when a replica takes over that had not heard the latest: what was written since `keep` is gone."""
        self.restart_after_kill()


def may_mount():
    """Whether a tmpfs of a given size can be had."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            mount(folder, "1m")
        except (OSError, subprocess.CalledProcessError):
            return False
        unmount(folder)
        return True


def mount(folder, size):
    Path(folder).mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", folder], check=True, **QUIET)


def unmount(folder):
    subprocess.run(["umount", "-l", folder], **QUIET)


class Ballast:
    """A file that takes all the room there is; `drop` gives it back."""

    def __init__(self, folder):
        self.file = Path(folder) / "ballast"

    def fill(self):
        with open(self.file, "wb", buffering=0) as file:
            size = 1 << 20
            while size >= 512:
                try:
                    file.write(b"\1" * size)
                except OSError:
                    size //= 2

    def drop(self):
        self.file.unlink(missing_ok=True)
