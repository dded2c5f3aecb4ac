"""The web side stands: crashes, deploys, overload and slow clients, in short. `make torture` has the long forms.

Counts are exact; times are asserted as ratios with wide margins, since other work may share the machine: so is the rate a
debug build can take, and 503 would be its right answer to more.
"""

import pytest
from harness import replicas, slow, standing
from harness.stack import Stack, eventually

THREADS = 4  # of a hunter-web, by default


@pytest.fixture(scope="module")
def stack():
    with Stack(**standing.SETTINGS) as stack:
        yield stack


@pytest.fixture(scope="module", autouse=True)
def stalled(stack):
    """They wait for their end while the other tests run."""
    stalled = slow.Stalled(stack.url)
    yield stalled
    stalled.close()


@pytest.fixture(scope="module")
def single():
    """One web process with one thread."""
    with Stack(**standing.SETTINGS, HUNTER_WEBS="1", HUNTER_WEB_THREADS="1") as stack:
        yield stack


def test_a_process_that_dies_while_nothing_happens_or_in_its_first_second_is_back_at_once(stack):
    took = standing.revivals(stack, [1.5, 0.1, 0.2, 1.5, 0.1, 0.2, 1.5])
    print(took)
    assert max(took) < 900  # supervisord alone takes 1 to 2 s each time


def test_a_killed_web_process_costs_only_what_it_had_in_hand(stack):
    seen = standing.crashes(stack, kills=6, gap=1.5, rate=60)
    print(seen)
    assert max(seen["lost_by_kill"]) <= THREADS and seen["elsewhere"] == 0
    assert seen["missing"] == 0 and seen["doubled"] == 0


def test_deploys_under_load_fail_nothing_and_double_nothing(stack):
    seen = standing.deploys(stack, restarts=3, rate=60)
    print(seen)
    assert seen["failed"] == 0, seen["kinds"]
    assert seen["posts"] > 50 and seen["missing"] == 0 and seen["doubled"] == 0
    assert seen["replaced"]


def test_a_deploy_of_the_only_process_refuses_nothing(single):
    seen = standing.deploy_of_the_only_process(single)
    print(seen)
    assert set(seen["kinds"]) == {("POST", 202), ("GET", 200)}
    assert seen["posts"] > 10 and seen["stored"] == seen["posts"] and seen["doubled"] == 0


def test_kept_connections_are_served_while_every_process_drains(stack):
    before, during = standing.kept_posts(stack)
    assert set(before) == {401}
    assert len(during) > 50 and set(during) == {401}  # None: closed on a POST that was on its way


@pytest.mark.parametrize("kind, count", [("headers", 200), ("body", 200), ("read", 40)])
def test_slow_clients_do_not_keep_others_from_their_answers(stack, kind, count):
    alone = standing.normal(stack.url, 2)
    with slow.SlowClients(stack.url, kind, count) as clients:
        beside = standing.normal(stack.url, 3, slow=clients)
    print(alone, beside)
    assert beside["failed"] == 0 and beside["requests"] == 300
    assert beside["p95_ms"] < 5 * alone["p95_ms"] + 50


def test_ten_times_the_capacity_is_refused_quickly_and_the_rest_served(single):
    seen = standing.overload(single, seconds=4)
    print(seen)
    assert seen["goodput"] >= 0.4 and seen["accepted_p99_ms"] < 2000
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


def test_a_client_that_never_comes_to_an_end_is_let_go(stalled):
    limits = {"headers": 10, "body": 15, "read": 30}  # of nginx.conf
    eventually(lambda: len(stalled.open_for) == len(limits), 45, "the end of each")
    print(stalled.open_for)
    for kind, limit in limits.items():
        assert limit - 1 < stalled.open_for[kind] < limit + 5, kind
