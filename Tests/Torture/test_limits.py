"""Eight workers share a source's limit for a minute (promise 8). `HUNTER_TORTURE_SECONDS` makes it shorter."""

import os
import subprocess
from pathlib import Path

from Tests.Torture.servers import Servers
from Tests.Torture.test_tasks import worker  # noqa: F401  the fixture

SECONDS = int(os.environ.get("HUNTER_TORTURE_SECONDS", "60"))
RATE = 30
WORKERS = 8


def most_in_a_second(times):
    """The most grants that any window of a second holds, both of its ends included; `times` are sorted microseconds."""
    first = most = 0
    for last, time in enumerate(times):
        while time - times[first] > 1_000_000:
            first += 1
        most = max(most, last - first + 1)
    return most


def test_eight_workers_never_pass_the_limit_and_use_it(worker):  # noqa: F811
    command = [str(worker), "limit", str(RATE), str(SECONDS)]
    with Servers() as servers:
        environment = servers.environment()
        # The schema is made by the first, so that the others start together.
        subprocess.run([str(worker), "verify"], env=environment, check=True, capture_output=True)
        running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(WORKERS)]
        grants = [[int(line) for line in process.communicate(timeout=SECONDS + 60)[0].split()] for process in running]
    assert [process.returncode for process in running] == [0] * WORKERS
    times = sorted(time for mine in grants for time in mine)
    used = (len(times) - 1) / ((times[-1] - times[0]) / 1_000_000) / RATE
    print({"grants": len(times), "most in a second": most_in_a_second(times), "used": round(used, 4), "each": [len(mine) for mine in grants]})
    assert most_in_a_second(times) <= RATE
    assert used >= 0.95
    assert all(grants), "nobody goes empty-handed"
