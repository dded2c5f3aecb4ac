"""A running stack under hostile input: where it listens, whether it is as it was, and what it has logged."""

import json
import socket
import subprocess
from contextlib import contextmanager

from garbage import wire
from harness.stack import HOME, eventually

PROGRAMS = ("hunter-web", "hunter-worker", "nginx", "postgres:", "redis-server")
ADMIN = ("garbage@example.org", "four random words here")


def port(stack):
    return int(stack.url.rsplit(":", 1)[1].strip("/"))


def setting(stack, name):
    for line in (stack.data / "hunter.env").read_text().splitlines():
        if line.startswith(name + "="):
            return line.split("=", 1)[1]
    raise KeyError(name)


def sql(stack, statement):
    command = ["psql", "-X", "-A", "-t", "-c", statement, setting(stack, "DATABASE_URL")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def processes(stack):
    """The long-lived processes; PostgreSQL's own helpers come and go."""
    return {program: sorted(stack.pids(program)) for program in PROGRAMS if program != "postgres:"}


def is_well(stack):
    """A fresh connection gets its answer."""
    browser = wire.Browser(port(stack))
    answer = browser.ask("GET", "/health")
    browser.close()
    return answer.status == 200


def administrator(stack):
    """A browser that is logged in as the first account, and a token of the API for it."""
    browser = wire.Browser(port(stack))
    browser.learn_token("/register")
    made = browser.form("/register", [("email", ADMIN[0]), ("name", ""), ("password", ADMIN[1])])
    assert made.status == 303, made.text
    browser.learn_token("/account")
    body = json.dumps({"email": ADMIN[0], "password": ADMIN[1]}).encode()
    entered = browser.ask("POST", "/api/v1/login", body, [("Content-Type", "application/json")], cookies=False)
    return browser, entered.json["token"]


def logged(stack):
    """Every line that the web processes wrote, each of which must be one JSON object in UTF-8."""
    lines = []
    for file in sorted((stack.data / "logs").glob("web-*.log")):
        for line in file.read_bytes().split(b"\n"):
            if line:
                entry = json.loads(line.decode("utf-8"))
                assert {"time", "level", "message", "logger"} <= entry.keys(), line
                lines.append(entry)
    return lines


@contextmanager
def hunter_web(stack, address):
    """One more hunter-web beside the stack's own, listening at `unix:/path` or `tcp:host:port`."""
    program = HOME / ".build" / stack.configuration / "hunter-web"
    environment = {**stack.environment(), "HUNTER_FASTCGI": address, "HUNTER_HOME": str(HOME)}
    environment |= {name: setting(stack, name) for name in ("DATABASE_URL", "REDIS_URL")}
    log = open(stack.data / "logs" / f"web-{address.split(':')[0]}.log", "wb")
    process = subprocess.Popen([program], env=environment, stderr=log, stdin=subprocess.DEVNULL)
    where = address.removeprefix("unix:") if address.startswith("unix:") else ("127.0.0.1", int(address.rsplit(":", 1)[1]))
    try:
        eventually(lambda: process.poll() is None and answers(where), 30, f"hunter-web at {address}")
        yield where, process
        assert process.poll() is None, f"hunter-web at {address} has ended with {process.returncode}"
    finally:
        process.terminate()
        process.wait(40)
        log.close()


def answers(where):
    """Whether a fresh connection to hunter-web gets a well-formed request answered."""
    try:
        found = list(wire.records(wire.exchange(where, [wire.get(keep=False)], patience=10)))
    except OSError:
        return False
    output = b"".join(content for kind, _, content in found if kind == 6)
    return output.startswith(b"Status: 200") and found[-1][0] == 3


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
