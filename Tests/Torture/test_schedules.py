"""Schedules tick once, whatever happens to schedulers and their clocks (promise 12).

Five schedulers, their clocks up to 5 s fast or slow, one of them killed every moment, give 10,000 ticks their tasks, one tick
a statement. The ticks are those of past years in zones whose clocks change, and are worked out here once more, by other means.
While that goes on, the next ticks of schedules are set back at random, as a backup or a clock that is set back would do.
"""

import os
import random
import subprocess
import time
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from Torture.servers import Servers

WORKER = Path(__file__).resolve().parents[2] / ".build" / os.environ.get("HUNTER_TEST_CONFIGURATION", "debug") / "torture-worker"
TICKS = int(os.environ.get("HUNTER_TORTURE_TICKS", "10000"))
SCHEDULERS = 5
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
SKEWS = ["+5s", "-5s", "+2.5s", "-1s", "+0s"]

DAILY = [("Europe/Berlin", 2, 30), ("America/New_York", 1, 30), ("America/New_York", 2, 0), ("Australia/Lord_Howe", 1, 45),
         ("Asia/Kolkata", 9, 5), ("Africa/Casablanca", 2, 15), ("America/Nuuk", 22, 30), ("UTC", 6, 0)]  # fmt: skip
# Every hour of some days around the changes: minute, days of the month, month.
HOURLY = [("Europe/Berlin", 30, (25, 31), 3), ("Europe/Berlin", 0, (25, 31), 10), ("Australia/Lord_Howe", 10, (1, 7), 4),
          ("Australia/Lord_Howe", 40, (1, 7), 10), ("America/New_York", 30, (1, 7), 11), ("Africa/Casablanca", 5, (8, 14), 3)]  # fmt: skip


def instant(zone, wall):
    """The first instant at which clocks show this time, or the end of the gap that leaves it out."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(timezone.utc)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    # In a gap, fold 0 counts by the clock before it and fold 1 by the one after: the change lies between the two.
    low, high = wall.replace(tzinfo=zone, fold=1).astimezone(timezone.utc), first
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high


def daily_ticks(name, hour, minute, start, end):
    days = [(start - timedelta(days=2) + timedelta(days=number)).date() for number in range((end - start).days + 5)]
    found = {instant(ZoneInfo(name), datetime(day.year, day.month, day.day, hour, minute)) for day in days}
    return sorted(tick for tick in found if start <= tick <= end)


def hourly_ticks(name, minute, days, month, start, end):
    found, at = [], start
    while at <= end:
        clock = at.astimezone(ZoneInfo(name))
        if clock.minute == minute and clock.month == month and days[0] <= clock.day <= days[1]:
            found.append(at)
        at += timedelta(minutes=5)
    return found


def psql(servers, text):
    command = ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", servers.database_url, "-c", text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def plan(servers):
    """Inserts schedules that were due long ago; answers their names with the ticks they must have by now."""
    end = datetime.now(timezone.utc).replace(microsecond=0)
    share = TICKS // 30 + 1
    wanted = {}

    def insert(cron, zone, ticks):
        name = f"{len(wanted):02} {zone} {cron}"
        psql(servers, f"""insert into schedules (id, name, queue, kind, arguments, max_attempts, cron, time_zone, catch_up,
            catch_up_limit, next_tick_at) values (gen_random_uuid(), '{name}', 'scoring', 'torture.effect',
            '{{"number":1,"milliseconds":0}}', 8, '{cron}', '{zone}', 'all', 1000000, '{ticks[0].isoformat()}')""")
        wanted[name] = ticks

    for zone, hour, minute in DAILY:
        for later in range(3):
            ticks = daily_ticks(zone, hour, minute + later, end - timedelta(days=share), end)
            insert(f"{minute + later} {hour} * * *", zone, ticks)
    start = end.replace(minute=0, second=0) - timedelta(days=365 * 2)
    for zone, minute, days, month in HOURLY:
        ticks = hourly_ticks(zone, minute, days, month, start, end)[-share:]
        insert(f"{minute} * {days[0]}-{days[1]} {month} *", zone, ticks)
    return wanted, end


class Schedulers:
    """Processes with wrong clocks."""

    def __init__(self, program, servers):
        assert FAKETIME.exists(), "the package faketime is not installed"
        self.program, self.environment = program, servers.environment()
        self.processes = [self.start(number) for number in range(SCHEDULERS)]

    def start(self, number):
        # Without a name for what it shares the library puts one into the environment, and Swift then misses its arguments.
        wrong = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": SKEWS[number], "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                 "FAKETIME_SHARED": "/none /none"}  # fmt: skip
        return subprocess.Popen(
            [self.program, "schedule"], env={**self.environment, **wrong}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill_one(self, dice):
        number = dice.randrange(SCHEDULERS)
        self.processes[number].kill()
        self.processes[number].wait()
        self.processes[number] = self.start(number)

    def stop(self):
        for process in self.processes:
            process.kill()
            process.wait()


def test_five_schedulers_with_wrong_clocks_leave_each_tick_one_task():
    dice = random.Random(12)
    with Servers() as servers:
        subprocess.run([WORKER, "verify"], env=servers.environment(), check=True, stdout=subprocess.DEVNULL)
        wanted, end = plan(servers)
        started, kills, back = time.monotonic(), 0, 0
        schedulers = Schedulers(WORKER, servers)
        try:
            while psql(servers, "select bool_and(next_tick_at > now()) from schedules") != ["t"]:
                assert time.monotonic() - started < 600, "the ticks do not come to an end"
                time.sleep(dice.uniform(0.05, 0.25))
                schedulers.kill_one(dice)
                kills += 1
                back += int(psql(servers, f"""with back as (
                    update schedules set next_tick_at = last_tick_at
                    where name like '{dice.randrange(len(wanted)):02} %' and last_tick_at is not null returning 1
                ) select count(*) from back""")[0])  # fmt: skip
            took = time.monotonic() - started
        finally:
            schedulers.stop()
        rows = psql(servers, f"""select name, extract(epoch from scheduled_for)::bigint, count(tasks.id)
            from schedules join schedule_ticks on schedule_id = schedules.id left join tasks on tasks.id = task_id
            where scheduled_for <= '{end.isoformat()}' group by 1, 2""")  # fmt: skip
        tasks = int(psql(servers, "select count(*) from tasks")[0])
        ticks = int(psql(servers, "select count(*) from schedule_ticks")[0])
    found = Counter()
    for row in rows:
        name, at, count = row.split("|")
        found[name, int(at)] += int(count)
    expected = {(name, int(tick.timestamp())) for name, ticks in wanted.items() for tick in ticks}
    print({"ticks": len(expected), "kills": kills, "set back": back, "seconds": round(took, 1)})
    assert set(found) == expected, sorted(set(found) ^ expected)[:5]
    assert set(found.values()) == {1}
    assert tasks == ticks
    assert len(expected) >= TICKS * 0.9 and kills > 20 and back > 20
