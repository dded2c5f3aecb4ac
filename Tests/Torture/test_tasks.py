"""Workers killed at random: nothing lost, nothing twice (promises 1, 4 and 16). All times are a twentieth of the product's."""

import os
import subprocess
from pathlib import Path

import pytest

from Tests.Torture.killing import holds, run, torture
from Tests.Torture.servers import Servers

HOME = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("HUNTER_TORTURE_KILLS", "100"))
TASKS = int(os.environ.get("HUNTER_TORTURE_TASKS", "1000"))


@pytest.fixture(scope="module")
def worker():
    """The program that `.ci/build` or `swift build` left; built if it is not there."""
    configuration = os.environ.get("HUNTER_TEST_CONFIGURATION", "debug")
    program = HOME / ".build" / configuration / "torture-worker"
    if not program.exists():
        build = ["swift", "build", "--configuration", configuration, "--product", "torture-worker"]
        subprocess.run(build, cwd=HOME, check=True)
    return program


def test_killed_workers_lose_and_double_nothing(worker):
    with Servers() as servers:
        verdict = torture(
            f"{worker} work 3", f"{worker} enqueue {{count}} 60", f"{worker} verify", servers.environment(),
            tasks=TASKS, kills=KILLS,
        )  # fmt: skip
    print(verdict)
    assert holds(verdict), verdict
    assert verdict["total"] == TASKS
    assert verdict["deaths"] >= KILLS


def test_poison_is_parked_and_its_neighbours_are_not(worker):
    with Servers() as servers:
        run(f"{worker} poison 3", servers.environment())
        verdict = torture(
            f"{worker} work 3", f"{worker} enqueue {{count}} 40", f"{worker} verify", servers.environment(),
            tasks=200, kills=10,
        )  # fmt: skip
    print(verdict)
    assert holds(verdict), verdict
    assert verdict["total"] == 203
    assert verdict["poisoned"] == 3
