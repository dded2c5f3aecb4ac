"""Tasks survive whatever happens to workers, Redis, PostgreSQL and disks, in long (promises 1 to 4, 13 and 16 to 19).

The engine's times are a twentieth of the product's, so a promise of 30 s is one of 1.5 s here, to which comes what does not
scale: a process or a server that starts. About 20 minutes in full on 2 cores; HUNTER_TORTURE_KILLS (1000), HUNTER_TORTURE_TASKS
(10000), HUNTER_TORTURE_FAULTS (100), HUNTER_TORTURE_OUTAGES (10) and HUNTER_TORTURE_FREEZE (60 s) make it shorter. Nothing else
should run on the machine meanwhile.
"""

import os

import pytest
from harness import faults, outages
from harness.servers import Servers, may_mount
from harness.stack import Stack
from harness.tasks import SCALE, Workers, finish, holds, program, run

KILLS = int(os.environ.get("HUNTER_TORTURE_KILLS", "1000"))
TASKS = int(os.environ.get("HUNTER_TORTURE_TASKS", "10000"))
FAULTS = int(os.environ.get("HUNTER_TORTURE_FAULTS", "100"))
OUTAGES = int(os.environ.get("HUNTER_TORTURE_OUTAGES", "10"))
FREEZE = float(os.environ.get("HUNTER_TORTURE_FREEZE", "60"))
STARTS = 1.5  # seconds that a process or a server may take to start, on a machine this busy

needs_mount = pytest.mark.skipif(not may_mount(), reason="a tmpfs cannot be mounted here, so no disk can be full")


@pytest.fixture(scope="module")
def worker():
    return program()


def test_killed_workers_lose_and_double_nothing_and_their_tasks_resume(worker):
    seen = faults.kills(worker, KILLS, TASKS)
    print(seen)
    assert holds(seen), seen
    assert seen["total"] == TASKS and seen["kills"] >= KILLS
    # Killed three times while alone, by chance: parked as poison, which is what an operator is to see.
    assert seen["parked"] <= 1 + KILLS // 200
    assert seen["caught"] > KILLS // 4 and seen["committed_dying"] <= 1 + seen["caught"] // 20
    assert seen["resumed_p99"] <= 30 * SCALE + STARTS


def test_in_real_times_a_killed_workers_tasks_resume_within_30_seconds(worker):
    seen = faults.kills(worker, kills=10, tasks=400, milliseconds=1000, pause=(0.5, 3), scale=1)
    print(seen)
    assert holds(seen) and seen["parked"] == 0
    assert seen["caught"] >= 5
    assert seen["resumed_p99"] <= 30


def test_poison_is_parked_and_its_neighbours_are_not(worker):
    with Servers() as servers:
        run(worker, servers.environment(), "poison", 3)
        run(worker, servers.environment(), "enqueue", 200, 40)
        with Workers(worker, servers) as workers:
            seen = finish(servers, workers)
        states = servers.sql("select kind, state, crashes, count(*) from tasks group by 1, 2, 3 order by 1, 3")
    print(seen, states)
    assert holds(seen) and seen["parked"] == 0 and seen["total"] == 200
    assert "torture.poison|dead|3|3" in states
    assert all(row.endswith("|200") or "poison" in row for row in states)


@pytest.mark.parametrize("kind", ["restart", "kill", "flush", "fall_back"])
def test_redis_may_restart_die_forget_and_fall_back(worker, kind):
    seen = faults.redis_faults(worker, kind, FAULTS)
    print(kind, seen)
    assert holds(seen) and seen["parked"] == 0, seen
    assert seen["not_stored"] == 0
    assert seen["errors"] == 0 and seen["deaths"] == 0
    assert seen["caught_up_max"] <= 15 * SCALE + seen["away_max"] + STARTS


@pytest.mark.parametrize("kind", ["restart", "kill", "backend"])
def test_what_postgresql_acknowledged_is_stored_and_done_once(worker, kind):
    seen = faults.postgres_faults(worker, kind, FAULTS)
    print(kind, seen)
    assert holds(seen) and seen["parked"] == 0, seen
    assert seen["not_stored"] == 0 and seen["unexplained"] == 0
    assert seen["deaths"] == 0
    assert seen["reconnect_max"] <= 5


def test_a_frozen_worker_finds_its_tasks_done_and_stores_nothing(worker):
    seen = faults.freeze(worker, FREEZE)
    print(seen)
    assert holds(seen) and seen["total"] == 11
    assert seen["held"] == 3 and seen["doubled_on_waking"] == 0 and seen["survived"]


def test_a_full_redis_leaves_the_tasks_to_postgresql(worker):
    seen = faults.redis_full(worker, tasks=5000)
    print(seen)
    assert holds(seen) and seen["not_stored"] == 0 and seen["errors"] == 0
    assert seen["refused"] and seen["waiting"] == 5000


@pytest.mark.parametrize("scale", [SCALE, 1])
def test_sigterm_ends_a_worker_without_costing_an_attempt(worker, scale):
    seen = faults.drain(worker, scale)
    print(seen)
    drain = 30 * max(scale, 1 / 15)
    assert seen["code"] == 0 and seen["exit_after"] <= drain + 1
    assert not [at for at in seen["begun_after"] if at > 0.1]
    assert set(seen["states"]) <= {"queued", "succeeded"} and sum(seen["states"].values()) == 200
    assert seen["attempts_spent"] == 0 and set(seen["outcomes"]) == {"released"}


@needs_mount
def test_postgresql_without_room_loses_nothing_and_heals(worker):
    seen = faults.postgres_disk_full(worker)
    print(seen)
    assert holds(seen) and seen["not_stored"] == 0 and seen["unexplained"] == 0
    assert seen["errors"] > 0 and seen["deaths"] == 0
    assert seen["healed_in"] <= 5


@needs_mount
@pytest.mark.parametrize("part, size", [("uploads", "4m"), (None, "400m")])
def test_a_full_disk_is_told_and_leaves_no_half_file(part, size):
    seen = outages.disk_full(size, part, seconds=20)
    print(seen)
    assert seen["bad"] == {} and seen["missing"] == 0 and seen["doubled"] == 0
    assert seen["half_files"] == 0
    assert any(status in seen["statuses"]["full"] for status in ("POST 507", "POST 503"))
    assert seen["statuses"]["after"].get("POST 202", 0) > 5
    assert seen["healed_in"] <= 15


@pytest.mark.parametrize("kind", ["restart", "kill"])
def test_the_web_says_503_while_postgresql_is_away(kind):
    with Stack(HUNTER_WORKERS="1", **outages.SETTINGS) as stack:
        seen = outages.database_outages(stack, kind, OUTAGES)
    print(kind, seen)
    assert seen["bad"] == {}, seen
    assert seen["missing"] == 0 and seen["doubled"] == 0
    assert seen["reconnect_max"] <= 5
