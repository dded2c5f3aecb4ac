"""A private PostgreSQL and a private Redis on Unix sockets, for tests that need nothing else of the stack."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path


class Servers:
    """`with Servers() as servers:` - then `servers.environment()` for the programs under test."""

    def __enter__(self):
        # Short, because socket paths have 107 bytes; open, because PostgreSQL runs as another user when we are root.
        self.folder = Path(tempfile.mkdtemp(prefix="hunter-torture-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.processes = []
        try:
            self._start_postgres()
            self._start_redis()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGINT)
        for process in self.processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def database_url(self):
        return f"host={self.folder}/pg dbname=postgres user=postgres"

    @property
    def redis_url(self):
        return f"unix://{self.folder}/redis.sock?db=0"

    def environment(self):
        return {**os.environ, "DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}

    def _start_postgres(self):
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        home = self.folder / "pg"
        home.mkdir()
        owner = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(home, user.pw_uid, user.pw_gid)
            owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run([programs / "initdb", "-D", home / "data", "-A", "trust", "-U", "postgres"], check=True, **quiet, **owner)
        # fsync stays on: what these tests are about is what survives.
        options = ["-c", "listen_addresses=", "-k", home]
        self.processes.append(subprocess.Popen([programs / "postgres", "-D", home / "data", *options], **quiet, **owner))
        _await(lambda: subprocess.run([programs / "pg_isready", "-h", home], **quiet).returncode == 0, "PostgreSQL")

    def _start_redis(self):
        socket = self.folder / "redis.sock"
        command = ["redis-server", "--port", "0", "--unixsocket", socket, "--dir", self.folder, "--appendonly", "yes",
                   "--maxmemory-policy", "noeviction"]  # fmt: skip
        self.processes.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL))
        _await(socket.exists, "Redis")


def _await(condition, name):
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{name} does not start")
        time.sleep(0.05)
