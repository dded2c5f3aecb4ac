"""Starts the peers of the status poll and the results page behind an nginx of their own, all on loopback."""

import contextlib
import json
import os
import socket
import subprocess
from pathlib import Path

from keeping import Keeper, Problem, accepts, free_port
from peers import rows

HERE = Path(__file__).resolve().parent
VENV = HERE.parents[2] / ".deps/bench-venv/bin"
# The bytes of a status as the product's interface tells it.
TASK = "0199a7c2-6c1e-7d53-9f0a-3b1f5a2c4d6e"
STATUS = {
    "attempt": 1, "created_at": "2026-11-21T07:39:01Z", "error": None, "id": TASK, "kind": "match.score",
    "progress": {"done": 20, "total": 50}, "result": None, "state": "running", "updated_at": "2026-11-21T07:39:04Z",
}  # fmt: skip
CELERY = {"status": "SUCCESS", "result": {"done": 50, "total": 50}, "traceback": None, "children": [], "task_id": TASK}
CLASSIC_THREADS = 32
FASTAPI_PROCESSES = 2  # one for each core of the machine that the aims were set on


class Peers:
    """`with Peers() as peers:` - then `peers.url(path)` and `peers.pids(name)` of nginx, redis, c-kept, fpm, fastapi, ..."""

    @contextlib.contextmanager
    def _running(self):
        with Keeper() as keeper:
            self.keeper, self.folder = keeper, keeper.folder
            self.port, self.redis_port = free_port(), free_port()
            self._start_redis()
            self._start_responders()
            self._start_php()
            self._start_fastapi()
            self._start_nginx()
            yield self

    def __enter__(self):
        self._context = self._running()
        return self._context.__enter__()

    def __exit__(self, *exception):
        return self._context.__exit__(*exception)

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def pids(self, name):
        return self.keeper.pids(name)

    # --- the servers -------------------------------------------------------------------------------------------

    def _start_redis(self):
        """With the settings of the product's own Redis, and a port beside the socket."""
        self.redis_socket = self.folder / "redis.sock"
        settings = {
            "port": self.redis_port, "bind": "127.0.0.1", "unixsocket": self.redis_socket, "dir": self.folder,
            "appendonly": "yes", "appendfsync": "everysec", "save": "", "maxmemory": "512mb",
        }  # fmt: skip
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        self.keeper.start("redis", ["/usr/bin/redis-server", *words])
        self.keeper.wait_until("redis", lambda: accepts(self.redis_port))
        self._redis("SET", f"task:{TASK}", json.dumps(STATUS, separators=(",", ":")))
        self._redis("SET", f"celery-task-meta-{TASK}", json.dumps(CELERY))

    def _redis(self, *words):
        parts = [f"${len(word.encode())}\r\n{word}\r\n" for word in words]
        with socket.create_connection(("127.0.0.1", self.redis_port)) as connection:
            connection.sendall(f"*{len(words)}\r\n{''.join(parts)}".encode())
            answer = connection.recv(1000)
        if not answer.startswith(b"+OK"):
            raise Problem(f"Redis refused {words[0]}: {answer.decode(errors='replace').strip()}")

    def _start_responders(self):
        program = compiled(HERE / "status/responder.c", self.folder / "responder", "-lfcgi", "-lhiredis", "-lpthread")
        port = f"127.0.0.1:{self.redis_port}"
        for name, threads, store in (
            ("c-kept", CLASSIC_THREADS, port),
            ("c-classic", CLASSIC_THREADS, port),
            ("c-unix", CLASSIC_THREADS, self.redis_socket),
            ("c-four", 4, port),
        ):
            listening = self.folder / f"{name}.sock"
            self.keeper.start(name, [program, listening, threads, store])
            self.keeper.wait_until(name, listening.exists)

    def _start_php(self):
        user = "user = root\ngroup = root" if os.geteuid() == 0 else ""
        conf = self._filled(HERE / "status/fpm.conf", USER=user, REDIS_PORT=self.redis_port)
        command = ["/usr/sbin/php-fpm8.2", "--nodaemonize", "--fpm-config", conf]
        self.keeper.start("fpm", [*command, *(["--allow-to-run-as-root"] if user else [])])
        self.keeper.wait_until("fpm", lambda: accepts(self.folder / "fpm.sock"))

    def _start_fastapi(self):
        environment = {**os.environ, "REDIS_PORT": str(self.redis_port), "ROWS": str(rows.write(self.folder / "rows.json"))}
        command = [VENV / "uvicorn", "app:app", "--uds", self.folder / "fastapi.sock", "--workers", FASTAPI_PROCESSES]
        quiet = ["--no-access-log", "--log-level", "warning"]
        self.keeper.start("fastapi", [*command, *quiet], cwd=HERE / "status", env=environment)
        self.keeper.wait_until("fastapi", lambda: accepts(self.folder / "fastapi.sock"))

    def _start_nginx(self):
        conf = self._filled(HERE / "nginx.conf", PORT=self.port, PEERS=HERE, USER="user root;" if os.geteuid() == 0 else "")
        self.keeper.start("nginx", ["/usr/sbin/nginx", "-e", "stderr", "-c", conf])
        self.keeper.wait_until("nginx", lambda: accepts(self.port))

    def _filled(self, template, **values):
        text = template.read_text().replace("@RUN@", str(self.folder))
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        file = self.folder / template.name
        file.write_text(text)
        return file


def compiled(source, program, *libraries):
    done = subprocess.run(
        ["gcc", "-O2", "-Wall", "-Wextra", str(source), "-o", str(program), *libraries], capture_output=True, text=True
    )
    if done.returncode:
        raise Problem(f"{source.name} does not compile: {done.stderr.strip()[-1000:]}")
    return program
