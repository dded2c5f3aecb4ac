"""One resume against all stored postings, to scored answers with reasons; and the search of vectors alone, beside plain C."""

import contextlib
import json
import os
import subprocess

from keeping import Problem
from measuring import Aim, Measurement
from peers.servers import HERE

SIZES = (10_000, 100_000)
MILLION = 1_000_000
VECTORS = 1_000_000
TITLE = "a resume's text against N stored postings on one core: candidates by vectors and words, the best 500 scored, 20 with reasons"
NOTE = (
    "Postings are invented: 4,000 texts, stored many times with vectors that differ as those of like adverts do. PostgreSQL runs on the "
    "other core and has all in memory; CPU us is the program's own. No answer is kept. HUNTER_BENCH_MILLION=1 adds a million postings, "
    "which take half an hour to store. Vectors: a search of ours finds the 20 nearest by signed bytes and then by words of 16 bits, with "
    "what is replaced and a filter to look at; the C program compares the bytes alone."
)
AIMS = [
    Aim("vectors, over plain C", ("vectors", "value"), ("scan", "value"), at_most=1.3),
    Aim("p50 of an answer, 10,000 postings", ("match-10000", "p50_ms"), at_most=60, unit="ms"),
    Aim("p50 of an answer, 100,000 postings", ("match-100000", "p50_ms"), at_most=60, unit="ms"),
    Aim("p99 of an answer, 100,000 postings", ("match-100000", "p99_ms"), at_most=150, unit="ms"),
    Aim("p50 of an answer, 1,000,000 postings", ("match-1000000", "p50_ms"), at_most=60, unit="ms"),
    Aim("p99 of an answer, 1,000,000 postings", ("match-1000000", "p99_ms"), at_most=150, unit="ms"),
]


@contextlib.contextmanager
def measurements(bench):
    sizes = [*SIZES, *([MILLION] if os.environ.get("HUNTER_BENCH_MILLION") else [])]
    program = bench.program("bench-retrieval")
    with bench.stack(HUNTER_WORKERS="0", HUNTER_WEBS="1") as stack:
        url = stack.setting("DATABASE_URL")
        scan = stack.data / "scan"
        compile_c(HERE / "vectors/scan.c", scan)
        listed = [
            Measurement("vectors", f"nearest 20 of {VECTORS:,} vectors", "ms", lambda seconds: run([program, "vectors", VECTORS, seconds])),
            Measurement("scan", "the same, plain C with AVX2", "ms", lambda seconds: run([scan, VECTORS, seconds])),
        ]  # fmt: skip
        for size in sizes:
            name = f"bench_{size}"
            stack.sql(f"create database {name} template template0")
            own = {"DATABASE_URL": database(url, name)}
            migrate(bench.program("hunter"), own)
            bench.tell(f"storing {size:,} postings")
            run([program, "fill", size], own)
            folder = stack.data / name

            def match(seconds, own=own, folder=folder):
                return run([program, "match", max(4, seconds), folder], own)

            listed.append(Measurement(f"match-{size}", f"an answer from {size:,} postings", "ms", match))
        yield listed


def database(url, name):
    """The same server's other database."""
    if "dbname=" in url:
        return " ".join(word if not word.startswith("dbname=") else f"dbname={name}" for word in url.split())
    head, _, query = url.partition("?")
    return head.rsplit("/", 1)[0] + "/" + name + ("?" + query if query else "")


def migrate(hunter, own):
    words = {**os.environ, **own, "REDIS_URL": os.environ.get("REDIS_URL", "redis://127.0.0.1:1/0")}
    done = subprocess.run([str(hunter), "migrate"], env=words, capture_output=True, text=True)
    if done.returncode:
        raise Problem(f"hunter migrate failed: {done.stderr.strip()[-500:]}")


def compile_c(source, program):
    done = subprocess.run(["gcc", "-O3", "-mavx2", str(source), "-o", str(program)], capture_output=True, text=True)
    if done.returncode:
        raise Problem(f"gcc failed: {done.stderr.strip()[-500:]}")


def run(command, environment=None):
    """The line of JSON that a command prints, run on one core."""
    core = max(os.sched_getaffinity(0))
    words = ["taskset", "-c", str(core), *(str(word) for word in command)]
    done = subprocess.run(words, env={**os.environ, **(environment or {})}, capture_output=True, text=True)
    if done.returncode:
        raise Problem(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-500:]}")
    return json.loads(done.stdout)
