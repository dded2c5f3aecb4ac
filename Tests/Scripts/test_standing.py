"""The web side stands: crashes, deploys, overload and slow clients, in short. `make torture` has the long forms.

Counts are exact; times are asserted as ratios with wide margins, since other work may share the machine: so is the rate a
debug build can take, and 503 would be its right answer to more.
"""

import pytest
from harness import replicas, standing
from harness.stack import Stack

THREADS = 4  # of a hunter-web, by default


@pytest.fixture(scope="module")
def stack():
    with Stack(**standing.SETTINGS) as stack:
        yield stack


def test_a_killed_web_process_costs_only_what_it_had_in_hand(stack):
    seen = standing.crashes(stack, kills=6, gap=1.5, rate=60)
    print(seen)
    assert max(seen["lost_by_kill"]) <= THREADS and seen["elsewhere"] == 0
    assert seen["missing"] == 0 and seen["doubled"] == 0
    assert seen["respawn_max_ms"] < 1000  # supervisord alone takes 2000


def test_a_process_killed_in_its_first_second_comes_back_at_once(stack):
    seen = standing.crashes(stack, kills=3, gap=0.3, rate=50, seed=4)
    assert seen["respawn_max_ms"] < 900 and seen["doubled"] == 0


def test_deploys_under_load_fail_nothing_and_double_nothing(stack):
    seen = standing.deploys(stack, restarts=3, rate=60)
    print(seen)
    assert seen["failed"] == 0, seen["kinds"]
    assert seen["posts"] > 50 and seen["missing"] == 0 and seen["doubled"] == 0
    assert seen["replaced"]


@pytest.mark.parametrize("kind, count", [("headers", 200), ("body", 200), ("read", 40)])
def test_slow_clients_do_not_keep_others_from_their_answers(stack, kind, count):
    alone = standing.normal(stack.url, 2)
    with standing.SlowClients(stack.url, kind, count) as slow:
        beside = standing.normal(stack.url, 3, slow=slow)
    print(alone, beside)
    assert beside["failed"] == 0 and beside["requests"] == 300
    assert beside["p95_ms"] < 5 * alone["p95_ms"] + 50


def test_ten_times_the_capacity_is_refused_quickly_and_the_rest_served():
    with Stack(**standing.SETTINGS, HUNTER_WEBS="1", HUNTER_WEB_THREADS="1") as stack:
        seen = standing.overload(stack, seconds=4)
    print(seen)
    assert seen["goodput"] >= 0.6 and seen["accepted_p99_ms"] < 2000
    assert seen["refused"] > seen["accepted"] and seen["refused_p50_ms"] < seen["accepted_p99_ms"]
    assert seen["without_retry_after"] == 0 and seen["others"] == []


@pytest.mark.parametrize("kind", ["unix", "tcp"])
def test_containers_are_replaced_with_no_loss_and_a_killed_one_costs_what_it_had(stack, kind):
    seen = replicas.trial(stack, kind, deploys=1, kills=2)
    print(seen)
    assert seen["deploys"]["failed"] == 0, seen
    assert seen["kills"]["failed"] <= 2 * THREADS, seen
    for part in seen.values():
        assert part["missing"] == 0 and part["doubled"] == 0
