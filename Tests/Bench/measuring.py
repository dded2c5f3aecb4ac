"""What every part measures with: measurements and aims, rounds that take turns, wrk, processor time and memory from /proc."""

import os
import re
import statistics
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from keeping import Problem, with_descendants

TICKS = os.sysconf("SC_CLK_TCK")
# The figures that tables show beside the first one, in this order.
COLUMNS = {
    "p50_ms": "p50 ms", "p99_ms": "p99 ms", "cpu_us": "CPU us", "nginx_us": "nginx us", "redis_us": "Redis us",
    "postgres_us": "PostgreSQL us", "log_us": "log us", "producers_us": "producers us", "broker_us": "RabbitMQ us",
    "all_us": "all us", "bytes": "bytes",
}  # fmt: skip


@dataclass
class Measurement:
    """One line of a table: `run(seconds)` answers {figure: number}; the figure `value` is in `unit`."""

    key: str
    name: str
    unit: str
    run: Callable
    rounds: int | None = None  # None: as many as the command line says
    results: list = field(default_factory=list)

    def values(self, figure="value"):
        return [one[figure] for one in self.results if figure in one]

    def figures(self):
        names = dict.fromkeys(name for one in self.results for name in one)
        return {name: spread(self.values(name)) for name in names}


@dataclass
class Aim:
    """A ratio that matters, or one figure where `per` is None. Without a limit it is only told.

    `of` and `per` are (measurement's key, figure). Rounds are paired, so that a slow moment of the machine touches both
    sides; the ratio is the median of the rounds' ratios.
    """

    name: str
    of: tuple
    per: tuple | None = None
    at_least: float | None = None
    at_most: float | None = None
    unit: str = "x"

    def judge(self, measurements):
        """{name, value, lowest, highest, aim, verdict}; the verdict is met, missed, or empty where there is no aim."""
        values = self._values({one.key: one for one in measurements})
        if not values:
            return {"name": self.name, "value": None, "aim": self.aim, "verdict": "not measured"}
        found = spread(values)
        value = found["median"]
        missed = self.at_least is not None and value < self.at_least or self.at_most is not None and value > self.at_most
        verdict = "" if self.at_least is None and self.at_most is None else "missed" if missed else "met"
        return {
            "name": self.name, "value": value, "lowest": found["lowest"], "highest": found["highest"], "unit": self.unit,
            "aim": self.aim, "verdict": verdict,
        }  # fmt: skip

    def _values(self, measurements):
        if self.of[0] not in measurements or self.per and self.per[0] not in measurements:
            return []
        above = measurements[self.of[0]].values(self.of[1])
        if self.per is None:
            return above
        return ratios(above, measurements[self.per[0]].values(self.per[1]))

    @property
    def aim(self):
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return f"<= {self.at_most:g}" if self.at_most is not None else ""


def spread(values):
    return {"median": statistics.median(values), "lowest": min(values), "highest": max(values), "rounds": list(values)}


def ratios(above, below):
    """Round by round; none where something was not measured or is zero."""
    return [one / other for one, other in zip(above, below) if other]


def take_turns(measurements, rounds, seconds, tell=lambda words: None):
    """A B C, A B C, ...: each once in a round, until each has had its rounds."""
    for number in range(max([one.rounds or rounds for one in measurements], default=0)):
        for one in measurements:
            if number < (one.rounds or rounds):
                tell(f"round {number + 1}: {one.name}")
                one.results.append(one.run(seconds))


# --- the operating system's figures ----------------------------------------------------------------------------


def processor_seconds(pids):
    """User and system time of these processes with all their threads, also ended ones."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        except OSError:  # ended meanwhile
            pass
    return total / TICKS


def processor_seconds_of_family(root):
    """Of a process and all below it, also of those that ended meanwhile: PostgreSQL has a process for each connection."""
    total = 0
    for pid in with_descendants(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15]))
        except OSError:  # ended meanwhile: counted with its parent
            pass
    return total / TICKS


def resident_bytes(pid):
    return _status_bytes(pid, "VmRSS")


def peak_resident_bytes(pid):
    return _status_bytes(pid, "VmHWM")


def _status_bytes(pid, name):
    text = Path(f"/proc/{pid}/status").read_text()
    return 1024 * int(re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)[1])


class Clock:
    """Processor time of groups of processes since `Clock({"cpu_us": pids, "nginx_us": pids})`."""

    def __init__(self, groups):
        self.groups = groups
        self.before = {name: processor_seconds(pids) for name, pids in groups.items()}
        self.began = time.monotonic()

    def spent(self):
        return {name: processor_seconds(pids) - self.before[name] for name, pids in self.groups.items()}

    def elapsed(self):
        return time.monotonic() - self.began

    def microseconds_each(self, count):
        return {name: 1e6 * seconds / count for name, seconds in self.spent().items()}


# --- wrk -------------------------------------------------------------------------------------------------------

UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}


def milliseconds(text):
    """Of wrk's "1.23ms"."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m|h)", text).groups()
    return float(number) * UNITS[unit]


def read_wrk(printed):
    """What wrk --latency printed: {count, value (requests/s), p50_ms, p99_ms, errors, refused}."""
    percentiles = dict(re.findall(r"^\s+(\d+)%\s+([\d.]+(?:us|ms|s|m|h))\s*$", printed, re.MULTILINE))
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", printed)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    return {
        "count": int(re.search(r"(\d+) requests in", printed)[1]),
        "value": float(re.search(r"Requests/sec:\s+([\d.]+)", printed)[1]),
        "p50_ms": milliseconds(percentiles["50"]),
        "p99_ms": milliseconds(percentiles["99"]),
        "errors": sum(map(int, sockets.groups())) if sockets else 0,
        "refused": int(refused[1]) if refused else 0,
    }


def load(url, connections, seconds, groups, headers=(), may_fail=False):
    """wrk on one thread for some seconds: requests/s, latencies, microseconds of processor time a request by group."""
    words = [word for header in headers for word in ("-H", header)]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *words, url]
    clock = Clock(groups)
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Problem(f"wrk failed: {(done.stderr or done.stdout).strip()[-500:]}")
    found = read_wrk(done.stdout)
    if found["count"] == 0 or not may_fail and found["errors"] + found["refused"]:
        raise Problem(f"{url} did not answer as it should:\n{done.stdout}")
    return {**found, **clock.microseconds_each(found["count"])}


# --- tables ----------------------------------------------------------------------------------------------------


def number(value):
    """Four digits that mean something."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 100 else f"{value:.2f}"


def table(measurements):
    shown = [name for name in COLUMNS if any(one.values(name) for one in measurements)]
    rows = [["", "median", "lowest", "highest", "", *(COLUMNS[name] for name in shown)]]
    for one in measurements:
        found = one.figures()
        value = found["value"]
        rest = [number(found[name]["median"]) if name in found else "" for name in shown]
        rows.append([one.name, *(number(value[name]) for name in ("median", "lowest", "highest")), one.unit, *rest])
    return aligned(rows, left={0, 4})


def aims_table(judged):
    rows = [["", "measured", "lowest", "highest", "", "aim", ""]]
    for one in judged:
        unit = one.get("unit", "") if one["value"] is not None else ""
        values = [number(one.get(name)) for name in ("value", "lowest", "highest")]
        rows.append([one["name"], *values, unit, one["aim"], one["verdict"]])
    return aligned(rows, left={0, 4, 5, 6})


def aligned(rows, left):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if column in left else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in rows
    )
