"""What hunter-web weighs after many requests, and how soon a new one answers."""

import contextlib
import itertools
import json
import os
import socket
import struct
import sys
import time
from urllib.parse import quote

from harness.client import Client
from harness.stack import HOME
from keeping import Keeper, Problem
from loading import Load, request
from measuring import Aim, Measurement, peak_resident_bytes, resident_bytes
from parts.product import RESUME, upload, wait_until_read

sys.path.insert(0, str(HOME / ".ci"))
from local_stack.layout import Layout  # noqa: E402

REQUESTS, STEPS, CONNECTIONS, STARTS = 100_000, 10, 16, 10
MEGABYTE = 1_000_000
LARGE = 4 * MEGABYTE
TITLE = f"memory of hunter-web after {REQUESTS:,} mixed requests, and its start"
NOTE = (
    "Of a thousand requests 300 are pages, 300 live parts, 300 calls of the interface, 89 errors, 9 uploads of a text, 1 upload of "
    "4 MB that is refused and 1 log-in. Memory is the resident set of the heavier of two hunter-web processes; growth compares the "
    "last step with the middle one. A start lasts from making the process until /health is answered over its own socket, with the "
    "database ready."
)
AIMS = [
    Aim("resident memory at the end", ("memory", "value"), at_most=60, unit="MB"),
    Aim("growth over the second half of the requests", ("memory", "growth"), at_most=1.02),
    Aim("highest ever resident (log-ins hash in 64 MB)", ("memory", "peak"), unit="MB"),
    Aim("start to first answer", ("start", "value"), at_most=150, unit="ms"),
]
EXPECTED = (200, 202, 303, 304, 400, 401, 404, 405, 415, 422)


@contextlib.contextmanager
def measurements(bench):
    settings = {"HUNTER_RESUMES_PER_USER": "100000", "HUNTER_TASKS_PER_USER": "100000"}
    with bench.stack(**settings) as stack:
        stack.hunter("import", "postings", str(HOME / "Sources/App/Samples/Files/postings.jsonl"))
        mixture = Mixture(stack)
        found = [
            Measurement("start", "start of hunter-web to its first answer", "ms", lambda _: start(bench, stack), rounds=STARTS),
            Measurement("memory", f"resident after {REQUESTS:,} requests", "MB", lambda _: weigh(stack, mixture, bench), rounds=1),
        ]
        yield found
        steps = found[1].results[0]
        bench.tell("MB at each tenth: " + " ".join(f"{steps[f'step_{step:02}']:.1f}" for step in range(STEPS + 1)))


# --- memory ----------------------------------------------------------------------------------------------------


class Mixture:
    """The requests of people and programs, in a fixed order."""

    def __init__(self, stack):
        client = Client.registered(stack.url)
        resume = upload(client, -1)
        wait_until_read(client, resume["id"])
        posting = client.get("/api/v1/jobs").json["items"][0]["id"]
        match = client.api("POST", "/match", {"resume_id": resume["id"], "posting_id": posting}).json
        cookie, bearer = [f"Cookie: session={client.token}"], [f"Authorization: Bearer {client.token}"]
        # Another account's: the pages that are read stay as long as they are, so that only a leak can grow.
        self.uploader = [f"Authorization: Bearer {Client.registered(stack.url).token}"]
        tasks = (resume["task_id"], match["task_id"])
        self.pages = [request("GET", path, cookie) for path in (
            "/dashboard", "/jobs", f"/jobs?q={quote('python berlin')}", f"/jobs/{posting}", "/resumes", f"/resumes/{resume['id']}",
            "/matches", f"/matches/{match['match_id']}", "/account", "/login")]  # fmt: skip
        self.parts = [request("GET", f"/live/{task}", [*cookie, "HX-Request: true"]) for task in tasks]
        self.calls = [request("GET", f"/api/v1{path}", bearer) for path in (
            "/me", "/jobs?q=swift&limit=20", f"/jobs/{posting}", "/resumes?limit=20", "/matches",
            *(f"/tasks/{task}" for task in tasks))]  # fmt: skip
        self.errors = [
            request("GET", "/nothing/here", cookie), request("GET", "/api/v1/me"), request("GET", "/jobs/not-an-id", cookie),
            request("POST", "/matches", cookie, b"csrf_token=wrong"), request("DELETE", "/api/v1/me", bearer),
            request("POST", "/api/v1/match", [*bearer, "Content-Type: application/json"], b'{"resume_id":'),
            request("GET", "/account"), request("GET", f"/live/{posting}", cookie),
        ]  # fmt: skip
        login = json.dumps({"email": client.email, "password": client.password}).encode()
        self.login = request("POST", "/api/v1/login", ["Content-Type: application/json"], login)
        self.large = self.upload("large.bin", bytes(LARGE))
        self.numbers = itertools.count()

    def upload(self, name, content):
        boundary = "a-boundary-of-this-bench"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return request("POST", "/api/v1/resumes/upload", [*self.uploader, f"Content-Type: multipart/form-data; boundary={boundary}"], body)

    def next(self):
        number = next(self.numbers)
        place = number * 379 % 1000  # every thousand holds each kind as often as it should, well mixed
        if place < 300:
            return self.pages[number % len(self.pages)]
        if place < 600:
            return self.parts[number % len(self.parts)]
        if place < 900:
            return self.calls[number % len(self.calls)]
        if place < 989:
            return self.errors[number % len(self.errors)]
        if place < 998:
            return self.upload("resume.txt", f"{RESUME}{number}".encode())
        return self.large if place == 998 else self.login


def weigh(stack, mixture, bench):
    pids = stack.pids("hunter-web")
    figures, began = {"step_00": heaviest(pids)}, time.monotonic()
    for step in range(1, STEPS + 1):
        send(stack, mixture, REQUESTS // STEPS)
        figures[f"step_{step:02}"] = heaviest(pids)
        bench.tell(f"{step * REQUESTS // STEPS:,} requests: {figures[f'step_{step:02}']:.1f} MB")
    if stack.pids("hunter-web") != pids:
        raise Problem("a hunter-web was started anew in the middle")
    last, middle = figures[f"step_{STEPS:02}"], figures[f"step_{STEPS // 2:02}"]
    return {
        "value": last, "growth": last / middle, "peak": max(map(peak_resident_bytes, pids)) / MEGABYTE,
        "requests_per_second": REQUESTS / (time.monotonic() - began), **figures,
    }  # fmt: skip


def heaviest(pids):
    return max(map(resident_bytes, pids)) / MEGABYTE


def send(stack, mixture, count):
    left = itertools.count(count - CONNECTIONS, -1)

    def following(_, reply):
        if reply.status not in EXPECTED:
            raise Problem(f"a request was answered with {reply.status}: {reply.body[:300]!r}")
        return (0, mixture.next()) if next(left) > 0 else None

    with Load(stack.url, CONNECTIONS, following) as load:
        load.begin(lambda _: (0, mixture.next()))
        load.run(time.monotonic() + 300)
        if load.answered != count:
            raise Problem(f"{load.answered} of {count} requests were answered in 300 s")


# --- start -----------------------------------------------------------------------------------------------------


def start(bench, stack):
    """A hunter-web more on the same database, on a socket of its own."""
    with Keeper() as keeper:
        listening = keeper.folder / "web.sock"
        environment = {**os.environ, **Layout(values=stack.environment()).product_environment()}
        environment["HUNTER_FASTCGI"] = f"unix:{listening}"
        began = time.monotonic()
        keeper.start("hunter-web", [bench.program("hunter-web")], env=environment, cwd=stack.data / "run")
        while not answers_health(listening):
            if time.monotonic() - began > 10 or keeper.processes["hunter-web"].poll() is not None:
                raise Problem(f"hunter-web did not answer: {keeper.log('hunter-web').read_text()[-500:]}")
            time.sleep(0.001)
        return {"value": 1000 * (time.monotonic() - began)}


def answers_health(path):
    """Asks /health by FastCGI; False while nobody listens."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        try:
            connection.connect(str(path))
            connection.sendall(fastcgi_get("/health"))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        answer = b""
        while data := connection.recv(1 << 16):
            answer += data
    return b'"ok"' in answer or b"ok" in answer and b"Status: 5" not in answer


def fastcgi_get(path):
    """One GET in FastCGI's records, without keeping the connection."""
    parameters = {
        "REQUEST_METHOD": "GET", "REQUEST_URI": path, "SCRIPT_NAME": path, "QUERY_STRING": "", "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1", "REQUEST_SCHEME": "http",
        "REQUEST_ID": "0123456789abcdef0123456789abcdef",
    }  # fmt: skip
    pairs = b"".join(
        bytes([len(name), len(value)]) + name.encode() + value.encode() for name, value in parameters.items()
    )

    def record(kind, content):
        return struct.pack(">BBHHBB", 1, kind, 1, len(content), 0, 0) + content

    begin = struct.pack(">HB5x", 1, 0)
    return record(1, begin) + record(4, pairs) + record(4, b"") + record(5, b"")
