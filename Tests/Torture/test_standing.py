"""The web side stands, in long: the numbers are those of the promises. Nothing else should run on the machine meanwhile."""

import os
import statistics
import subprocess
from pathlib import Path

import pytest
from harness import standing
from harness.stack import Stack

KILLS = int(os.environ.get("HUNTER_TORTURE_WEB_KILLS", "20"))
DEPLOYS = int(os.environ.get("HUNTER_TORTURE_DEPLOYS", "50"))


@pytest.fixture(scope="module")
def stack():
    with Stack(**standing.SETTINGS) as stack:
        yield stack


def test_kills_each_five_seconds_cost_only_requests_in_hand(stack):
    seen = standing.crashes(stack, kills=KILLS, gap=5)
    print(seen)
    assert max(seen["lost_by_kill"]) <= 4 and seen["elsewhere"] == 0
    assert seen["missing"] == 0 and seen["doubled"] == 0
    assert seen["respawn_max_ms"] <= 500


def test_deploys_fail_nothing_and_double_nothing(stack):
    seen = standing.deploys(stack, restarts=DEPLOYS)
    print(seen)
    assert seen["failed"] == 0, seen["kinds"]
    assert seen["missing"] == 0 and seen["doubled"] == 0 and seen["replaced"]


def test_ten_times_the_capacity_keeps_its_goodput():
    with Stack(**standing.SETTINGS, HUNTER_WEBS="1", HUNTER_WEB_THREADS="1") as stack:
        seen = standing.overload(stack, seconds=20)
    print(seen)
    assert seen["goodput"] >= 0.8 and seen["accepted_p99_ms"] <= 1000
    assert seen["refused_p99_ms"] <= 100 and seen["without_retry_after"] == 0 and seen["others"] == []


@pytest.mark.parametrize("way", ["-H", "-B", "-X"])
def test_a_thousand_slow_connections_leave_normal_traffic_as_it_was(stack, way):
    attack = [
        "nice", "-n", "19", "slowhttptest", way, "-c", "1000", "-r", "500", "-i", "5", "-l", "25", "-p", "3", "-u", stack.url + "/jobs",
        *(["-w", "512", "-y", "1024", "-n", "5", "-z", "32", "-k", "3"] if way == "-X" else []),
    ]  # fmt: skip
    alone = quiet(stack.url)
    process = subprocess.Popen(attack, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        standing.normal(stack.url, 3)  # while the connections are opened
        connected = connections(stack.url)
        beside = quiet(stack.url)
    finally:
        process.terminate()
        process.wait()
    print(way, connected, "connections; p95 alone and beside:", [[round(w["p95_ms"], 2) for w in one] for one in (alone, beside)])
    assert connected > 500
    assert max(window["failed"] for window in alone + beside) == 0
    assert median(beside) < 1.2 * median(alone)


def quiet(url):
    """Windows of normal traffic. The attacker, a machine of its own in earnest, runs at the lowest priority meanwhile."""
    return [standing.normal(url, 2) for _ in range(5)]


def median(windows):
    return statistics.median(window["p95_ms"] for window in windows)


def connections(url):
    """How many are open at nginx."""
    port = f":{int(url.rsplit(':', 1)[1]):04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(fields[1].endswith(port) and fields[3] == "01" for fields in lines)
