"""Tasks survive whatever happens to workers, Redis, PostgreSQL and disks, in short. `make torture TORTURE=tasks` has the long forms.

Counts are exact. Times are those of the engine times 1/20 and asserted with wide margins, since other work may share the machine.
"""

import pytest
from harness import faults, outages
from harness.servers import may_mount
from harness.stack import Stack
from harness.tasks import holds, program

MOUNTS = may_mount()
needs_mount = pytest.mark.skipif(not MOUNTS, reason="a tmpfs cannot be mounted here, so no disk can be full")


@pytest.fixture(scope="module")
def worker():
    return program()


def test_killed_workers_lose_and_double_nothing(worker):
    seen = faults.kills(worker, kills=20, tasks=200, milliseconds=200)
    print(seen)
    assert holds(seen) and seen["total"] == 200 and seen["kills"] >= 20
    assert seen["caught"] > 5 and seen["committed_dying"] <= 1 + seen["caught"] // 20
    assert seen["resumed_max"] < 15


@pytest.mark.parametrize("kind", ["restart", "kill", "flush", "fall_back"])
def test_redis_may_restart_die_forget_and_fall_back(worker, kind):
    seen = faults.redis_faults(worker, kind, times=2)
    print(seen)
    assert holds(seen) and seen["not_stored"] == 0
    assert seen["deaths"] == 0 and seen["errors"] == 0
    assert seen["caught_up_max"] < 15


@pytest.mark.parametrize("kind", ["restart", "kill", "backend"])
def test_what_postgresql_acknowledged_is_stored_and_done_once(worker, kind):
    seen = faults.postgres_faults(worker, kind, times=2)
    print(seen)
    assert holds(seen) and seen["not_stored"] == 0 and seen["unexplained"] == 0
    assert seen["deaths"] == 0
    assert seen["reconnect_max"] < 10


def test_a_frozen_worker_finds_its_tasks_done_and_stores_nothing(worker):
    seen = faults.freeze(worker, seconds=2)
    print(seen)
    assert holds(seen) and seen["total"] == 11
    assert seen["held"] == 3 and seen["doubled_on_waking"] == 0 and seen["survived"]


def test_a_full_redis_leaves_the_tasks_to_postgresql(worker):
    seen = faults.redis_full(worker, tasks=600)
    print(seen)
    assert holds(seen) and seen["not_stored"] == 0 and seen["errors"] == 0
    assert seen["refused"] and seen["waiting"] == 600


def test_sigterm_ends_a_worker_without_costing_an_attempt(worker):
    seen = faults.drain(worker)
    print(seen)
    assert seen["code"] == 0 and seen["exit_after"] < 15
    assert not [at for at in seen["begun_after"] if at > 1]
    assert set(seen["states"]) <= {"queued", "succeeded"} and sum(seen["states"].values()) == 200
    assert seen["attempts_spent"] == 0 and set(seen["outcomes"]) == {"released"}


@needs_mount
def test_postgresql_without_room_loses_nothing_and_heals(worker):
    seen = faults.postgres_disk_full(worker)
    print(seen)
    assert holds(seen) and seen["not_stored"] == 0 and seen["unexplained"] == 0
    assert seen["errors"] > 0 and seen["deaths"] == 0


@needs_mount
@pytest.mark.parametrize("part, size", [("uploads", "4m"), (None, "400m")])
def test_a_full_disk_is_told_and_leaves_no_half_file(part, size):
    seen = outages.disk_full(size, part, seconds=2)
    print(seen)
    assert seen["bad"] == {} and seen["missing"] == 0 and seen["doubled"] == 0
    assert seen["half_files"] == 0
    assert any(status in seen["statuses"]["full"] for status in ("POST 507", "POST 503"))
    assert seen["statuses"]["after"].get("POST 202", 0) > 5


def test_the_web_says_503_while_postgresql_is_away():
    with Stack(HUNTER_WORKERS="1", **outages.SETTINGS) as stack:
        for kind in ("restart", "kill"):
            seen = outages.database_outages(stack, kind, times=1)
            print(seen)
            assert seen["bad"] == {}, seen
            assert seen["missing"] == 0 and seen["doubled"] == 0
            assert seen["reconnect_max"] < 15
