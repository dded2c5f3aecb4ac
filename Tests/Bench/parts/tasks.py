"""Tasks that do nothing, from their producers' commits to their end: ours in PostgreSQL, beside Celery and Sidekiq."""

import contextlib
import json
import os
import statistics
import subprocess
import time

from keeping import Problem, be_killed_with_parent
from measuring import Aim, Measurement, processor_seconds_of_family
from peers.queues import PROCESSES, Queues, asked, limits

PRODUCERS, THREADS, MANY = 8, 4, 1_000_000
FIRST_RATE = 1000  # tasks a second, until one was measured
RATE = 200  # tasks a second of the paced runs
WORKER_STARTS = 0.3  # seconds: its threads wait for tasks long before
PACED = 2  # seconds at the least: a p99 needs some hundred tasks
PAGE, PAGES = 8192, 64
WARMED = ("ours", "ours-million", "celery", "celery-results", "sidekiq", "sidekiq-two")
TITLE = f"no-op tasks from {PRODUCERS} producers to their end; ours with {THREADS} worker threads and PostgreSQL's commits"
NOTE = (
    "Ours inserts, claims and completes each task in PostgreSQL, fsync on, and keeps its status in Redis; the peers "
    f"keep no task in a database. Celery: prefork, {PROCESSES} processes (one a core), early acknowledgement as by "
    "default, 64 messages prefetched as its guide says for short tasks, persistent messages in a durable queue; no "
    "results unless named. Sidekiq: one process with its default of 10 threads unless named, Redis by Unix socket with "
    "an append-only file, as ours. The peers' producers are processes; ours are threads of one, in paced runs of the "
    "worker's process. CPU us is the workers', for one task. A wait begins when the producer's commit has returned, or "
    "just before it sends, and ends in the handler. Limits: nothing but the commands named."
)
AIMS = [
    Aim("tasks/s over Celery + RabbitMQ", ("ours", "value"), ("celery", "value"), at_least=4),
    Aim("tasks/s over Celery that keeps results", ("ours", "value"), ("celery-results", "value")),
    Aim("tasks/s over Celery, sends confirmed", ("ours", "value"), ("celery-confirmed", "value")),
    Aim("tasks/s over Sidekiq", ("ours", "value"), ("sidekiq", "value"), at_least=1),
    Aim("tasks/s over Sidekiq, two processes", ("ours", "value"), ("sidekiq-two", "value")),
    Aim("wait of a paced task, p50", ("ours-paced", "p50_ms"), at_most=0.5, unit="ms"),
    Aim("wait of a paced task, p99", ("ours-paced", "p99_ms"), at_most=2, unit="ms"),
    Aim("tasks/s with a million finished rows", ("ours-million", "value"), ("ours", "value"), at_least=0.8),
    Aim("p50 of the wait with a million rows", ("ours-million-paced", "p50_ms"), ("ours-paced", "p50_ms"), at_most=1.2),
    Aim("p99 of the wait with a million rows", ("ours-million-paced", "p99_ms"), ("ours-paced", "p99_ms"), at_most=1.2),
    Aim("CPU in all, 8 threads beside 1", ("ours-8", "all_us"), ("ours-1", "all_us"), at_most=1.2),
    Aim("tasks/s over bare Redis commands", ("ours", "value"), ("redis", "value")),
    Aim("tasks/s over bare upserts, as many clients", ("ours", "value"), ("upserts", "value")),
]


@contextlib.contextmanager
def measurements(bench):
    program = bench.program("bench-tasks")
    with bench.stack(HUNTER_WORKERS="0", HUNTER_WEBS="1") as stack, Queues() as queues:
        ours, full = Ours(stack, program, "bench"), Ours(stack, program, "bench_full")
        bench.tell(f"filling a table with {MANY:,} finished tasks")
        full.ask("fill", MANY)
        stack.sql("checkpoint")  # else it is written out while others are measured
        listed = [*our_measurements(ours, full), *their_measurements(queues), *limit_measurements(stack, ours, queues.folder)]
        for one in listed:  # connections, interpreters, caches: warm for all
            if one.key in WARMED:
                bench.tell(f"warming up: {one.name}")
                one.run(1)
        yield listed


def our_measurements(ours, full):
    def run(key, name, threads=THREADS, database=ours):
        return Measurement(key, name, "tasks/s", lambda seconds: database.run(seconds, threads))

    def pace(key, name, database=ours, cores=None):
        return Measurement(key, name, "ms", lambda seconds: database.pace(max(PACED, seconds), cores))

    first = next(iter(sorted(os.sched_getaffinity(0))))
    return [
        run("ours", "ours"),
        run("ours-million", "ours, a million finished rows", database=full),
        *(run(f"ours-{threads}", f"ours, worker threads: {threads}", threads) for threads in (1, 2, 8)),
        pace("ours-paced", f"ours, {RATE} a second: wait"),
        pace("ours-million-paced", "the same, a million finished rows", full),
        pace("ours-one-core", "the same, all on one core", cores={first}),
    ]


def their_measurements(queues):
    def run(key, name, peer, **settings):
        return Measurement(key, name, "tasks/s", lambda seconds: peer.run(seconds, PRODUCERS, **settings))

    def pace(key, name, peer):
        return Measurement(key, name, "ms", lambda seconds: peer.pace(max(PACED, seconds), RATE))

    return [
        run("celery", "Celery + RabbitMQ", queues.celery),
        run("celery-results", "the same, results kept in Redis", queues.celery_results),
        run("celery-confirmed", "the same without, each send confirmed", queues.celery, QUEUE_CONFIRM="1"),
        run("sidekiq", "Sidekiq, one process", queues.sidekiq),
        run("sidekiq-two", "Sidekiq, two processes", queues.sidekiq_two),
        pace("celery-paced", f"Celery + RabbitMQ, {RATE} a second: wait", queues.celery),
        pace("sidekiq-paced", f"Sidekiq, {RATE} a second: wait", queues.sidekiq),
    ]


def limit_measurements(stack, ours, folder):
    program = limits(folder)
    redis = ours.environment["REDIS_URL"].removeprefix("unix://").partition("?")[0]

    def bare(kind, where, rate, *words):
        return lambda seconds: asked([program, kind, where, int(rate * seconds), *words])

    def paced(seconds):
        found = bare("redis-paced", redis, RATE, RATE)(max(PACED, seconds))
        return {**found, "value": found["p50_ms"]}

    return [
        Measurement("redis", "limit: bare Redis commands, one taker", "tasks/s", without_waits(bare("redis", redis, 12_000))),
        Measurement("redis-paced", f"limit: bare Redis commands, {RATE} a second: wait", "ms", paced),
        Measurement(
            "upserts", f"limit: bare upserts, {PRODUCERS} clients, a commit each", "rows/s",
            bare("postgres", ours.environment["DATABASE_URL"], 3000, PRODUCERS),
        ),
        Measurement("fdatasync", "fdatasync of 8 KiB where PostgreSQL's data are", "us", lambda seconds: synced(stack, seconds)),
    ]  # fmt: skip


def without_waits(run):
    """How long a task waits behind all others says nothing."""
    return lambda seconds: {"value": run(seconds)["value"]}


class Ours:
    """The product's tasks in a database of their own of a stack that has no workers."""

    def __init__(self, stack, program, database):
        self.stack, self.program = stack, program
        stack.sql(f"create database {database}")
        self.environment = {
            **os.environ, "DATABASE_URL": stack.setting("DATABASE_URL").replace("/hunter?", f"/{database}?"),
            "REDIS_URL": stack.setting("REDIS_URL"),
        }  # fmt: skip
        self.postgres = int((stack.data / "postgres" / "postmaster.pid").read_text().split()[0])
        self.redis = stack.pids("redis-server")[0]
        self.rates = {}  # tasks a second by worker threads, as measured
        self.ask("migrate")

    def ask(self, *words):
        return asked([self.program, *words], self.environment)

    def run(self, seconds, threads):
        """As many tasks as should take these seconds, from the producers' start to the last one's completion."""
        count = int(self.rates.get(threads, FIRST_RATE) * seconds)
        with self._worker(count, threads) as worker:
            time.sleep(WORKER_STARTS)
            before, began = self._spent(), time.time()
            producers = self.ask("produce", count, PRODUCERS)
            printed, _ = worker.communicate()
        if worker.returncode:
            raise Problem(f"bench-tasks work ended with {worker.returncode}: {printed.strip()[-500:]}")
        each = {name: 1e6 * seconds / count for name, seconds in self._since(before).items()}
        each = {"cpu_us": json.loads(printed)["cpu_us"], "producers_us": producers["cpu_us"], **each}
        rate = self.rates[threads] = count / (self._completed(count, began) - began)
        return {"value": rate, "count": count, **each, "all_us": sum(each.values())}

    @contextlib.contextmanager
    def _worker(self, count, threads):
        command = [str(self.program), "work", str(count), str(threads)]
        worker = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, text=True, preexec_fn=be_killed_with_parent
        )
        try:
            yield worker
        finally:
            if worker.returncode is None:
                worker.kill()
                worker.wait()

    def _completed(self, count, began):
        """When the last task was completed, as PostgreSQL says: the worker itself ends seconds later."""
        statement = (
            "select count(*), extract(epoch from max(finished_at)) from tasks "
            f"where state = 'succeeded' and created_at >= to_timestamp({began})"
        )
        command = ["psql", "-X", "-A", "-t", "-c", statement, self.environment["DATABASE_URL"]]
        found, last = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().split("|")
        if int(found) != count:
            raise Problem(f"{found} of {count} tasks have succeeded")
        return float(last)

    def pace(self, seconds, cores=None):
        """One producer; how long the tasks waited. On these cores only, with PostgreSQL and Redis, where they are named."""
        count = int(RATE * seconds)
        with placed([self.redis, self.postgres], cores):
            before = self._spent()
            command = ["taskset", "-c", ",".join(map(str, cores)), self.program] if cores else [self.program]
            found = asked([*command, "pace", RATE, count, THREADS], self.environment)
            spent = self._since(before)
        each = {"cpu_us": found["cpu_us"], **{name: 1e6 * seconds / count for name, seconds in spent.items()}}
        p50, p99 = found["p50_us"] / 1000, found["p99_us"] / 1000
        return {"value": p50, "p50_ms": p50, "p99_ms": p99, **each, "all_us": sum(each.values())}

    def _spent(self):
        return {
            "postgres_us": processor_seconds_of_family(self.postgres), "redis_us": processor_seconds_of_family(self.redis),
        }  # fmt: skip

    def _since(self, before):
        return {name: seconds - before[name] for name, seconds in self._spent().items()}


@contextlib.contextmanager
def placed(pids, cores):
    """These processes with all their threads on these cores; what they start meanwhile is placed as they are."""
    tasks = [int(task) for pid in pids for task in os.listdir(f"/proc/{pid}/task")] if cores else []
    everywhere = os.sched_getaffinity(0)
    for task in tasks:
        os.sched_setaffinity(task, cores)
    try:
        yield
    finally:
        for task in tasks:
            os.sched_setaffinity(task, everywhere)


def synced(stack, seconds):
    """What a commit must wait for at the least: one block written over and on the disk."""
    file = (stack.data / "postgres").resolve() / "bench-sync"
    page = b"\7" * PAGE
    descriptor = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        os.write(descriptor, page * PAGES)
        os.fsync(descriptor)
        times = []
        until = time.monotonic() + min(seconds, 1)
        while (began := time.monotonic()) < until:
            os.pwrite(descriptor, page, len(times) % PAGES * PAGE)
            os.fdatasync(descriptor)
            times.append(1e6 * (time.monotonic() - began))
    finally:
        os.close(descriptor)
        file.unlink()
    return {
        "value": statistics.median(times), "p50_ms": statistics.median(times) / 1000,
        "p99_ms": sorted(times)[len(times) * 99 // 100] / 1000,
    }  # fmt: skip
