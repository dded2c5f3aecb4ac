"""Documents a second on one core: PDF to text, and to a whole profile, beside what people read PDFs with."""

import contextlib
import json
import os
import re
import subprocess
import time

from keeping import Keeper, Problem
from measuring import Aim, Measurement
from peers import resumes
from peers.servers import HERE, VENV

TITLE = "PDF resumes of one and two pages, one core"
NOTE = (
    "All read the same generated files and find the same words (checked before measuring). `hunter text` and `pdftotext` start a "
    "process for each document, as they are used; `hunter text` starts it under limits, and its own process starts once. "
    "The memory is that of one process that reads on and on: after the run over before it."
)
AIMS = [
    Aim("text over pypdf", ("text", "value"), ("pypdf", "value"), at_least=1),
    Aim("text over pdfminer.six", ("text", "value"), ("pdfminer", "value"), at_least=3),
    Aim("pdftotext over a whole profile, each a process", ("pdftotext", "value"), ("profile-child", "value"), at_most=3),
    Aim("memory after over before", ("profile", "kilobytes_after"), ("profile", "kilobytes_before"), at_most=1.2),
]


@contextlib.contextmanager
def measurements(bench):
    with Keeper() as keeper:
        files = resumes.write(keeper.folder)
        swift, hunter, peer = bench.program("bench-documents"), bench.program("hunter"), HERE / "documents/read.py"
        programs = {
            "text": [swift, "text"], "profile": [swift, "profile"], "pypdf": [VENV / "python", peer, "pypdf"],
            "pdfminer": [VENV / "python", peer, "pdfminer"],
        }  # fmt: skip
        lines = "".join(json.dumps({"id": str(number), "file": str(path)}) + "\n" for number, path in enumerate(files))

        def read(name, seconds):
            return run([*programs[name], seconds, *files])

        refuse_differences({name: read(name, 0) for name in programs} | {"pdftotext": pdftotext(files)})

        def inside(name):
            def measure(seconds):
                found = json.loads(read(name, seconds / 2))
                return {"value": found["documents_per_second"], **{key: found[key] for key in found if "kilobytes" in key}}

            return measure

        def outside(command):
            return lambda seconds: {"value": repeated(command, len(files), seconds / 2)}

        yield [
            Measurement("text", "Resume Hunter, text, in a process", "documents/s", inside("text")),
            Measurement("profile", "Resume Hunter, profile, in a process", "documents/s", inside("profile")),
            Measurement("pypdf", "pypdf, text, in a process", "documents/s", inside("pypdf")),
            Measurement("pdfminer", "pdfminer.six, text, in a process", "documents/s", inside("pdfminer")),
            Measurement(
                "profile-child", "hunter parse, profile, a limited process each", "documents/s",
                outside(lambda: run([hunter, "parse", "--jsonl"], lines))),
            Measurement("pdftotext", "pdftotext, text, a process each", "documents/s", outside(lambda: pdftotext(files))),
        ]  # fmt: skip


def run(command, given=None):
    """What a command prints, run on one core."""
    core = max(os.sched_getaffinity(0))
    words = ["taskset", "-c", str(core), *(str(word) for word in command)]
    done = subprocess.run(words, capture_output=True, text=True, input=given)
    if done.returncode:
        raise Problem(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-500:]}")
    return done.stdout


def pdftotext(files):
    return "\n".join(run(["/usr/bin/pdftotext", path, "-"]) for path in files)


def repeated(work, documents, seconds):
    count, began = 0, time.monotonic()
    while (elapsed := time.monotonic() - began) < seconds or not count:
        work()
        count += documents
    return count / elapsed


def refuse_differences(texts):
    """Every reader finds the words, in whatever order."""
    found = {name: sorted(re.findall(r"\w+", text)) for name, text in texts.items()}
    for name, words in found.items():
        if words != found["pypdf"]:
            raise Problem(f"{name} finds other words than pypdf: {len(words)} and {len(found['pypdf'])}")
