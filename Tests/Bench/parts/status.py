"""The status poll through nginx: ours with its session check, beside the loops a C, PHP or Python program would run."""

import contextlib

from harness.client import Client
from harness.stack import HOME
from measuring import Aim, Measurement, load
from parts.product import upload, wait_until_read
from peers.servers import TASK, Peers

CONNECTIONS, MANY = 32, 256
TITLE = f"a status poll through nginx, {CONNECTIONS} connections; ours is one hunter-web with 4 threads"
NOTE = (
    "Ours checks the caller's session and whose task it is, by two GETs in one round trip; the peers ask one GET and check nothing. "
    "Nobody logs polls that went well. php-fpm has 4 processes, uvicorn 2; ours and the peers each have an nginx and a Redis. Over "
    "a Unix socket, as our Redis is reached, the C loop is shown too; the aims are set against TCP, as such programs are usually "
    "written."
)


def ours_over(name, peer, at_least=None):
    return Aim(f"requests/s over {name}", ("ours", "value"), (peer, "value"), at_least=at_least)


AIMS = [
    Aim("CPU a request beside C, kept connections", ("ours", "cpu_us"), ("c-kept", "cpu_us"), at_most=1.5),
    Aim("CPU a request beside C, classic", ("ours", "cpu_us"), ("c-classic", "cpu_us")),
    Aim("CPU a request beside C, Redis by Unix socket", ("ours", "cpu_us"), ("c-unix", "cpu_us")),
    ours_over("C, classic", "c-classic", 1.3),
    ours_over("C, kept connections", "c-kept"),
    ours_over("php-fpm", "php", 2),
    ours_over("FastAPI, bytes handed on", "fastapi-raw"),
    ours_over("FastAPI, typed", "fastapi-typed"),
    ours_over("FastAPI + AsyncResult", "fastapi-celery", 7),
    Aim(f"p99 over p50, {MANY} connections", ("ours-many", "p99_ms"), ("ours-many", "p50_ms"), at_most=6),
    Aim(f"errors and refusals, {MANY} connections", ("ours-many", "failures"), at_most=0, unit=""),
    Aim(f"requests/s over C, classic, {MANY} connections", ("ours-many", "value"), ("c-classic-many", "value")),
]


@contextlib.contextmanager
def measurements(bench):
    long = {"HUNTER_SIMULATED_MIN_MS": "600000", "HUNTER_SIMULATED_MAX_MS": "600000", "HUNTER_DRAIN_SECONDS": "1"}
    with bench.stack(HUNTER_WEBS="1", HUNTER_WEB_THREADS="4", **long) as stack, Peers() as peers:
        ours, theirs = our_measurements(stack), their_measurements(peers)
        for one in [*ours, *theirs]:  # caches, connections, interpreters: warm for all
            one.run(1)
        # In turn: one of ours, then the peers it is compared with.
        yield [*ours[:1], *theirs, *ours[1:]]


def our_measurements(stack):
    task, token = running_task(stack)
    status, fragment = f"/api/v1/tasks/{task}", f"/live/{task}"
    bearer, cookie = [f"Authorization: Bearer {token}"], [f"Cookie: session={token}"]
    tag = Client(stack.url).get(fragment, {"Cookie": f"session={token}"}).headers["ETag"]
    groups = our_groups(stack)

    def measure(path, headers, connections=CONNECTIONS):
        return lambda seconds: counted(load(stack.url + path, connections, seconds, groups, headers, may_fail=connections == MANY))

    unchanged = [*cookie, f"If-None-Match: {tag}"]
    return [
        Measurement("ours", "ours, the interface's status", "requests/s", measure(status, bearer)),
        Measurement("ours-fragment", "ours, the page's live part", "requests/s", measure(fragment, cookie)),
        Measurement("ours-unchanged", "ours, the live part unchanged (304)", "requests/s", measure(fragment, unchanged)),
        Measurement("ours-many", f"ours, {MANY} connections", "requests/s", measure(status, bearer, MANY)),
    ]


def running_task(stack):
    """A task that runs for ten minutes, and its owner's token."""
    stack.hunter("import", "postings", str(HOME / "Sources/App/Samples/Files/postings.jsonl"))
    client = Client.registered(stack.url)
    resume = upload(client, 0)["id"]
    wait_until_read(client, resume)
    posting = client.get("/api/v1/jobs").json["items"][0]["id"]
    started = client.api("POST", "/match", {"resume_id": resume, "posting_id": posting, "engine": "simulated"})
    return started.json["task_id"], client.token


def our_groups(stack):
    return {
        "cpu_us": stack.pids("hunter-web"), "nginx_us": stack.pids("nginx:"), "redis_us": stack.pids("redis-server"),
        "log_us": stack.pids("supervisord"),
    }  # fmt: skip


def their_measurements(peers):
    def peer(key, name, program, path, connections=CONNECTIONS):
        groups = {name: peers.pids(which) for name, which in (("cpu_us", program), ("nginx_us", "nginx"), ("redis_us", "redis"))}
        url = peers.url(f"{path}?id={TASK}")
        run = lambda seconds: counted(load(url, connections, seconds, groups, may_fail=connections == MANY))  # noqa: E731
        return Measurement(key, name, "requests/s", run)

    return [
        peer("c-classic", "C + libfcgi, 32 threads, classic", "c-classic", "/c/classic"),
        peer("c-kept", "C + libfcgi, 32 threads, kept connections", "c-kept", "/c/kept"),
        peer("c-unix", "the same, Redis by Unix socket", "c-unix", "/c/unix"),
        peer("c-four", "C + libfcgi, 4 threads, classic", "c-four", "/c/four"),
        peer("php", "php-fpm, 4 processes", "fpm", "/php"),
        peer("fastapi-raw", "FastAPI, bytes handed on", "fastapi", "/py/raw"),
        peer("fastapi-typed", "FastAPI, typed", "fastapi", "/py/typed"),
        peer("fastapi-celery", "FastAPI + AsyncResult", "fastapi", "/py/celery"),
        peer("c-classic-many", f"C, classic, {MANY} connections", "c-classic", "/c/classic", MANY),
    ]


def counted(found):
    return {**found, "failures": found["errors"] + found["refused"]}
