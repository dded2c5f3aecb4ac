"""The web side stands, in long: the numbers are those of the promises. Nothing else should run on the machine meanwhile."""

import os
import re
import subprocess

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
def test_a_thousand_slow_connections_leave_normal_traffic_as_it_was(stack, way, tmp_path):
    attack = [
        "slowhttptest", way, "-c", "1000", "-r", "500", "-i", "5", "-l", "25", "-p", "3", "-u", stack.url + "/jobs",
        *(["-w", "512", "-y", "1024", "-n", "5", "-z", "32", "-k", "3"] if way == "-X" else []),
    ]  # fmt: skip
    alone = standing.normal(stack.url, 8)
    with open(tmp_path / "printed", "w+") as printed:
        process = subprocess.Popen(attack, stdout=printed, stderr=subprocess.STDOUT)
        try:
            standing.normal(stack.url, 4)  # while the connections are opened
            beside = standing.normal(stack.url, 8)
        finally:
            process.terminate()
            process.wait()
        printed.seek(0)
        connected = max(map(int, re.findall(r"connected:\S*\s+(\d+)", printed.read())), default=0)
    print(way, alone, beside, "connected:", connected)
    assert connected > 500
    assert beside["failed"] == 0
    assert beside["p95_ms"] < 1.2 * alone["p95_ms"] + 0.5  # half a millisecond is this client's own noise
