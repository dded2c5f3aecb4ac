"""Starts the peers of the task queue: Celery with a RabbitMQ of its own, and Sidekiq; with one Redis, all on loopback."""

import contextlib
import itertools
import json
import os
import subprocess
import time
from pathlib import Path

from keeping import Keeper, Problem, accepts, be_killed_with_parent, free_port
from measuring import processor_seconds_of_family
from peers.servers import VENV, compiled

HERE = Path(__file__).resolve().parent / "queue"
RABBITMQ = "/usr/lib/rabbitmq/bin/rabbitmq-server"
PROCESSES = 2  # of Celery, one for each core of the machine that the aims were set on
ENDS_WITHIN = 120  # seconds, for what a measurement enqueues


class Queues:
    """`with Queues() as queues:` - then `queues.celery`, `queues.celery_results`, `queues.sidekiq`, each a Peer."""

    @contextlib.contextmanager
    def _running(self):
        with Keeper() as keeper:
            self.keeper, self.folder = keeper, keeper.folder
            self.redis_socket = self.folder / "redis.sock"
            self._start_redis()
            self._start_rabbitmq()
            broker = {"QUEUE_BROKER": f"amqp://guest:guest@127.0.0.1:{self.rabbitmq_port}//"}
            results = {"QUEUE_RESULTS": f"redis+socket://{self.redis_socket}"}
            brokers = {"broker_us": ["rabbitmq", "epmd"]}
            # Queues of their own, so that each application's worker takes its own tasks.
            self.celery = self._celery("celery", broker, brokers)
            self.celery_results = self._celery("celery-results", {**broker, **results}, {**brokers, "redis_us": ["redis"]})
            self.sidekiq = self._sidekiq("sidekiq", 1)
            self.sidekiq_two = self._sidekiq("sidekiq-two", 2)
            yield self

    def __enter__(self):
        self._context = self._running()
        return self._context.__enter__()

    def __exit__(self, *exception):
        return self._context.__exit__(*exception)

    # --- the servers -------------------------------------------------------------------------------------------

    def _start_redis(self):
        """With the settings of the product's own, reached by the same kind of socket."""
        settings = {
            "port": 0, "unixsocket": self.redis_socket, "dir": self.folder, "appendonly": "yes", "appendfsync": "everysec",
            "save": "", "maxmemory": "512mb",
        }  # fmt: skip
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        self.keeper.start("redis", ["/usr/bin/redis-server", *words])
        self.keeper.wait_until("redis", lambda: accepts(self.redis_socket))

    def _start_rabbitmq(self):
        """A node of its own, whose name server is its own too: nothing of the system's RabbitMQ is read or left behind."""
        names, self.rabbitmq_port, between = free_port(), free_port(), free_port()
        self.keeper.start("epmd", ["/usr/bin/epmd", "-address", "127.0.0.1", "-port", names])
        self.keeper.wait_until("epmd", lambda: accepts(names))
        home = self.folder / "rabbitmq"
        home.mkdir(mode=0o700)
        for file in ("env.conf", "rabbitmq.conf", "plugins"):
            (home / file).write_text("[].\n" if file == "plugins" else "")
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": home, "ERL_EPMD_PORT": names,
            "ERL_EPMD_ADDRESS": "127.0.0.1", "RABBITMQ_NODENAME": "bench@localhost", "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": self.rabbitmq_port, "RABBITMQ_DIST_PORT": between, "RABBITMQ_MNESIA_BASE": home / "data",
            "RABBITMQ_LOG_BASE": home / "logs", "RABBITMQ_PID_FILE": home / "pid", "RABBITMQ_CONF_ENV_FILE": home / "env.conf",
            "RABBITMQ_CONFIG_FILE": home / "rabbitmq.conf", "RABBITMQ_ENABLED_PLUGINS_FILE": home / "plugins",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }  # fmt: skip
        environment = {name: str(value) for name, value in environment.items()}
        self.keeper.start("rabbitmq", [RABBITMQ], env=environment, cwd=home)
        self.keeper.wait_until("rabbitmq", lambda: accepts(self.rabbitmq_port))

    def _celery(self, name, settings, groups):
        folder = self.folder / name
        folder.mkdir()
        environment = {**os.environ, **settings, "QUEUE_FOLDER": str(folder), "QUEUE_NAME": name}
        command = [
            VENV / "celery", "--app", "noop", "worker", "--pool", "prefork", "--concurrency", PROCESSES, "--queues", name,
            "--hostname", f"{name}@localhost", "--loglevel", "WARNING",
        ]  # fmt: skip
        self.keeper.start(name, command, cwd=HERE, env=environment)
        return Peer(self, folder, environment, [VENV / "python", HERE / "noop.py"], {"cpu_us": [name], **groups})

    def _sidekiq(self, name, processes):
        folder = self.folder / name
        folder.mkdir()
        environment = {
            **os.environ, "QUEUE_REDIS": str(self.redis_socket), "QUEUE_FOLDER": str(folder), "QUEUE_NAME": name,
            "RAILS_ENV": "production", "LANG": "C.UTF-8",
        }  # fmt: skip
        names = [f"{name}-{number}" for number in range(processes)]
        for one in names:
            self.keeper.start(one, ["/usr/bin/sidekiq", "-r", HERE / "noop.rb", "-q", name], cwd=folder, env=environment)
        return Peer(self, folder, environment, ["ruby", HERE / "noop.rb"], {"cpu_us": names, "redis_us": ["redis"]})


class Peer:
    """One peer's workers, which run, and the program that enqueues for them."""

    def __init__(self, queues, folder, environment, producers, groups):
        self.queues, self.folder, self.environment = queues, folder, environment
        self.producers, self.groups = producers, groups
        self.before = {}  # sizes of the files of waits when the last measurement began
        self.rate = 300  # tasks a second, until one was measured

    def run(self, seconds, producers, **settings):
        """As many tasks as should take these seconds, as fast as they go."""
        count = int(self.rate * max(1, seconds))
        found = self._measure(count, ["produce", count, producers], settings)
        self.rate = found["value"]
        return found

    def pace(self, seconds, rate):
        count = int(rate * max(1, seconds))
        found = self._measure(count, ["pace", rate, count], {})
        waits = sorted(self.waits())
        p50, p99 = 1000 * waits[count // 2], 1000 * waits[count * 99 // 100]
        return {**found, "value": p50, "p50_ms": p50, "p99_ms": p99}

    def _measure(self, count, words, settings):
        self.begin()
        clocks = {name: self._spent(names) for name, names in self.groups.items()}
        printed = asked([*self.producers, *words], {**self.environment, **settings})
        ended = self._wait_for(count)
        spent = {name: self._spent(names) - clocks[name] for name, names in self.groups.items()}
        spent["producers_us"] = printed["cpu"]
        each = {name: 1e6 * seconds / count for name, seconds in spent.items()}
        return {"value": count / (ended - printed["began"]), "count": count, **each, "all_us": sum(each.values())}

    def begin(self):
        self.before = {file: file.stat().st_size for file in self.folder.glob("*.waits")}

    def _spent(self, names):
        return sum(processor_seconds_of_family(self.queues.keeper.processes[name].pid) for name in names)

    def _wait_for(self, count):
        """The moment when the last of them had started."""
        deadline = time.monotonic() + ENDS_WITHIN
        while (ended := self.ended()) < count:
            if time.monotonic() > deadline:
                raise Problem(f"{self.folder.name} ran {ended} of {count} tasks in {ENDS_WITHIN} s: {self._logs()}")
            time.sleep(0.002)
        now = time.monotonic()
        if ended != count:
            raise Problem(f"{self.folder.name} ran {ended} tasks where {count} were enqueued")
        return now

    def ended(self):
        return sum(file.stat().st_size - self.before.get(file, 0) for file in self.folder.glob("*.waits")) // 8

    def waits(self):
        """Of the last measurement, in seconds."""
        files = self.folder.glob("*.waits")
        found = (memoryview(file.read_bytes()[self.before.get(file, 0) :]).cast("d") for file in files)
        return list(itertools.chain.from_iterable(found))

    def _logs(self):
        logs = sorted(self.queues.folder.glob(f"{self.folder.name}*.log"))
        return " ".join(log.read_text(errors="replace").strip()[-500:] for log in logs)


def asked(command, environment=None):
    """What a program printed as JSON when it had ended well."""
    done = subprocess.run(
        [str(word) for word in command], env=environment, capture_output=True, text=True, preexec_fn=be_killed_with_parent
    )
    if done.returncode:
        raise Problem(f"{Path(command[0]).name} ended with {done.returncode}: {(done.stderr + done.stdout).strip()[-500:]}")
    return json.loads(done.stdout.splitlines()[-1])


def limits(folder):
    return compiled(HERE / "limits.c", folder / "limits", "-lhiredis", "-lpq", "-lpthread", "-I/usr/include/postgresql")
