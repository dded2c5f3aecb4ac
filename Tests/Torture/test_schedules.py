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

from Tests.Torture.servers import Servers
from Tests.Torture.test_tasks import worker  # noqa: F401 - a fixture

TICKS = int(os.environ.get("HUNTER_TORTURE_TICKS", "10000"))
SCHEDULERS = 5
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
SKEWS = ["+5s", "-5s", "+2.5s", "-1s", "+0s"]

# Hour and minute of the day, or only a minute for every hour.
DAILY = [("Europe/Berlin", 2, 30), ("America/New_York", 1, 30), ("America/New_York", 2, 0), ("Australia/Lord_Howe", 1, 45),
         ("Asia/Kolkata", 9, 5), ("Africa/Casablanca", 2, 15), ("America/Nuuk", 22, 30), ("UTC", 6, 0)]  # fmt: skip
HOURLY = [("Europe/Berlin", 30), ("Australia/Lord_Howe", 10)]


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
    day = start.date() - timedelta(days=2)
    found = set()
    while day <= end.date() + timedelta(days=2):
        found.add(instant(ZoneInfo(name), datetime(day.year, day.month, day.day, hour, minute)))
        day += timedelta(days=1)
    return {tick for tick in found if start <= tick <= end}


def hourly_ticks(name, minute, start, end):
    at = start.replace(second=0, microsecond=0)
    found = set()
    while at <= end:
        if at.astimezone(ZoneInfo(name)).minute == minute:
            found.add(at)
        at += timedelta(minutes=5)
    return {tick for tick in found if start <= tick <= end}


def psql(servers, text):
    command = ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", servers.database_url, "-c", text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def plan(servers):
    """Inserts the schedules; answers the number of each with the ticks it must have, and those that must not be missing."""
    now = datetime.now(timezone.utc)
    share = TICKS // (len(DAILY) * 3 + len(HOURLY) * 3)
    wanted = {}

    def insert(cron, zone, ticks):
        ticks = sorted(ticks)[:share]
        name = f"{len(wanted):02} {cron} {zone}"
        # The row stands still after the last tick that counts.
        psql(servers, f"""insert into schedules (id, name, queue, kind, arguments, max_attempts, cron, time_zone, catch_up,
            catch_up_limit, next_tick_at) values (gen_random_uuid(), '{name}', 'scoring', 'torture.effect',
            '{{"number":1,"milliseconds":0}}', 8, '{cron}', '{zone}', 'all', 1000000, '{ticks[0].isoformat()}')""")
        wanted[name] = ticks

    for zone, hour, minute in DAILY:
        for part in range(3):
            start = now - timedelta(days=(part + 1) * (share + 1))
            insert(f"{minute} {hour} * * *", zone, daily_ticks(zone, hour, minute, start, now))
    for zone, minute in HOURLY:
        for month in ((2025, 3, 25), (2025, 10, 1), (2025, 10, 20)):
            start = datetime(*month, tzinfo=timezone.utc)
            insert(f"{minute} * * * *", zone, hourly_ticks(zone, minute, start, start + timedelta(hours=2 * share)))
    return wanted
