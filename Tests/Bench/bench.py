"""Measures the product beside its peers on this machine and prints tables: make bench BENCH='--seconds 5 --only status'

Each part is one file of parts/ that offers

    TITLE, NOTE     what is compared, and one sentence on how to read it
    AIMS            the ratios that matter, each with its aim
    measurements(bench)   a context that starts what is needed and gives the list of Measurements

The measurements of a round come one after the other and rounds repeat (A B C, A B C, ...), so that a slow moment of the
machine touches all alike; a figure is the median of its rounds, with the lowest and highest beside it. Processor time is the
operating system's. The load generator runs on the same machine and takes its share: figures compare with each other, not
with another machine's.
"""

import argparse
import importlib
import json
import os
import platform
import signal
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from harness.stack import HOME, Stack, StackError  # noqa: E402
from keeping import Problem  # noqa: E402
from measuring import aims_table, table, take_turns  # noqa: E402

PARTS = (
    "pages", "status", "jobs_page", "polling", "weight", "product", "tasks", "documents", "profiles", "collecting", "retrieval",
)  # fmt: skip


class Bench:
    """What the parts get: the command line's choices, and the product."""

    def __init__(self, seconds, rounds, configuration):
        self.seconds, self.rounds, self.configuration = seconds, rounds, configuration

    def program(self, name):
        path = HOME / ".build" / self.configuration / name
        if not os.access(path, os.X_OK):
            raise Problem(f"{path} is missing: run make bench, or .ci/build {self.configuration} {name}.")
        return path

    def stack(self, **settings):
        """The product as `make run` starts it, with these settings."""
        return Stack(configuration=self.configuration, **settings)

    def tell(self, words):
        print(f"    {words}", file=sys.stderr, flush=True)


def run_part(name, bench):
    """Measures one part, prints it, and answers what goes into the JSON file."""
    part = importlib.import_module(f"parts.{name}")
    print(f"\n== {name}: {part.TITLE}", flush=True)
    began = time.monotonic()
    with part.measurements(bench) as measurements:
        take_turns(measurements, bench.rounds, bench.seconds, bench.tell)
    judged = [aim.judge(measurements) for aim in part.AIMS]
    print(table(measurements))
    if judged:
        print("\n" + aims_table(judged))
    print(f"\n{part.NOTE}\n({time.monotonic() - began:.0f} s)", flush=True)
    return {
        "title": part.TITLE,
        "note": part.NOTE,
        "measurements": {
            one.key: {"name": one.name, "unit": one.unit, "figures": one.figures()} for one in measurements
        },
        "aims": judged,
    }  # fmt: skip


def machine():
    text = Path("/proc/cpuinfo").read_text()
    model = next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")), "")
    return {"processor": model or platform.machine(), "cores": len(os.sched_getaffinity(0)), "kernel": platform.release()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=int, default=4, help="of each measurement in each round")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--json", type=Path, metavar="FILE", help="everything measured, round by round")
    arguments.add_argument("--only", action="append", choices=PARTS, metavar="PART", help=", ".join(PARTS))
    arguments.add_argument("--configuration", choices=("release", "debug"), default="release")
    chosen = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    bench = Bench(max(1, chosen.seconds), max(1, chosen.rounds), chosen.configuration)
    about = {
        **machine(), "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "configuration": chosen.configuration,
        "seconds": bench.seconds, "rounds": bench.rounds,
    }  # fmt: skip
    print(
        f"{about['processor']}, {about['cores']} cores, Linux {about['kernel']}, {about['date']}; {chosen.configuration} build, "
        f"{bench.rounds} rounds of {bench.seconds} s"
    )
    parts = {}
    try:
        for name in chosen.only or PARTS:
            parts[name] = run_part(name, bench)
    except (Problem, StackError) as problem:
        print(f"make bench: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nmake bench: stopped.", file=sys.stderr)
        return 130
    finally:
        if chosen.json:
            chosen.json.write_text(json.dumps({"about": about, "parts": parts}, indent=1) + "\n")
    verdicts = [aim["verdict"] for part in parts.values() for aim in part["aims"]]
    missed = [f"{name}: {aim['name']}" for name, part in parts.items() for aim in part["aims"] if aim["verdict"] == "missed"]
    print(f"\n{verdicts.count('met')} aims met, {len(missed)} missed{''.join(chr(10) + '  ' + one for one in missed)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
