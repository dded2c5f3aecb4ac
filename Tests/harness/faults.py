"""Trials of the task engine: killed and frozen workers, servers that restart, die, forget and are full, and orderly ends.

Each answers a dictionary of counts and figures; the tests say what they must be. Times are in seconds, of the clock; those of
the engine are multiplied by `tasks.SCALE`.
"""

import random
import signal
import time

from .servers import Ballast, Servers
from .stack import eventually
from .tasks import LIVE, SCALE, Producer, Workers, compare, finish, percentile, run, verdict


# --- workers are killed ----------------------------------------------------------------------------------------------


def kills(worker, kills, tasks, milliseconds=120, pause=(0.02, 0.3), seed=1, scale=SCALE):
    """Kills random workers at random moments while tasks come in; how long until those that they ran begin anew?"""
    dice, held = random.Random(seed), []
    with Servers() as servers:
        run(worker, servers.environment(), "verify")  # makes the tables
        with Workers(worker, servers, count=3, scale=scale) as workers:
            for number in range(kills):
                share = tasks * (number + 1) // kills - tasks * number // kills
                if share:
                    run(worker, servers.environment(), "enqueue", share, milliseconds)
                time.sleep(dice.uniform(*pause))
                at, pid = time.time(), workers.kill_one(dice)
                held += [(task, at) for task in held_by(servers, pid)]
            seen = finish(servers, workers)
        waits = resumptions(servers, held)
    return {
        **seen, "kills": workers.deaths, "caught": len(held), "committed_dying": len(held) - len(waits),
        "resumed_p50": round(percentile(waits, 0.5), 3), "resumed_p99": round(percentile(waits, 0.99), 3),
        "resumed_max": round(max(waits, default=0), 3),
    }  # fmt: skip


def held_by(servers, pid):
    return servers.sql(f"""select id from tasks where state = 'running' and worker_id =
        (select id from workers where process_id = {pid} order by started_at desc limit 1)""")


def resumptions(servers, held):
    """Seconds from each kill until the task's next attempt began. One whose commit was on its way when its worker died needs none."""
    if not held:
        return []
    values = ", ".join(f"('{task}'::uuid, to_timestamp({at:.6f}))" for task, at in held)
    rows = servers.sql(f"""
        select extract(epoch from min(began) - at) from (values {values}) as held (task, at),
            lateral (select started_at from tasks where id = task
                union all select started_at from task_attempts where task_id = task) as begun (began)
        where began > at group by task, at""")
    return [float(row) for row in rows]


# --- Redis fails -----------------------------------------------------------------------------------------------------


def redis_faults(worker, kind, times, seed=2):
    """`kind`: restart, kill, flush or fall_back (to a dump that was taken a moment before)."""
    dice, took, healed = random.Random(seed), [], []
    with Servers(append_only=kind != "fall_back") as servers:
        fault = {"restart": servers.redis.restart, "kill": servers.redis.restart_after_kill, "flush": servers.redis.flush,
                 "fall_back": servers.redis.fall_back}[kind]  # fmt: skip
        run(worker, servers.environment(), "verify")
        with Workers(worker, servers) as workers, Producer(worker, servers) as producer:
            workers.wait_until_ready()
            producer.next_after(0)
            moments = []
            for _ in range(times):
                if kind == "fall_back":
                    servers.redis.keep()
                time.sleep(dice.uniform(0.05, 0.4))
                run(worker, servers.environment(), "enqueue", 60, 20)  # for the lists to hold some
                began = time.time()
                fault()
                took.append(time.time() - began)
                waited = until_all_done(servers, began)
                healed.append(waited)
                moments.append((began, began + waited))
            producer.stop()
            seen = finish(servers, workers)
        return {
            **seen, **compare_some(servers, producer), "faults": times, "deaths": workers.deaths, "codes": workers.codes,
            "away_max": round(max(took), 3), **stood_still(servers, moments),
            "caught_up_p50": round(percentile(healed, 0.5), 3), "caught_up_max": round(max(healed), 3),
        }  # fmt: skip


def until_all_done(servers, moment, seconds=30):
    """Until every task that was stored by this moment is over; answers the seconds since."""

    def none_left():
        return servers.number(f"{LIVE} and created_at <= to_timestamp({moment:.6f})") == 0

    eventually(none_left, seconds, "the end of the tasks that were there")
    return time.time() - moment


def stood_still(servers, moments):
    """The longest time without any effect around each moment: from the fault to when the last task of before was done."""
    values = ", ".join(f"(to_timestamp({began:.6f}), to_timestamp({ended + 1:.6f}))" for began, ended in moments)
    rows = servers.sql(f"""
        select coalesce(extract(epoch from max(gap)), 0) from (values {values}) as moments (began, ended),
            lateral (select stored_at - greatest(began, lag(stored_at) over (order by stored_at)) as gap
                from effects where stored_at between began - interval '1 s' and ended) as gaps
        group by began""")
    gaps = [float(row) for row in rows]
    return {"stood_still_p50": round(percentile(gaps, 0.5), 3), "stood_still_max": round(max(gaps, default=0), 3)}


def redis_full(worker, tasks):
    """Fills Redis to its limit with tasks nobody takes, adds some that do not fit, then lets workers at them."""
    with Servers() as servers:
        environment = servers.environment()
        run(worker, environment, "verify")
        used = int(servers.redis.information("memory", "used_memory"))
        servers.redis.ask("CONFIG", "SET", "maxmemory", used + 200_000)
        for _ in range(4):
            run(worker, environment, "enqueue", tasks // 4, 5)
        refused = servers.redis.information("errorstats", "errorstat_OOM")
        waiting = verdict(servers)["live"]
        listed = int(servers.redis.ask("LLEN", "hunter:{scoring}:list") or 0)
        with Workers(worker, servers) as workers, Producer(worker, servers) as producer:
            while_full = until_all_done(servers, time.time(), 120)
            servers.redis.ask("CONFIG", "SET", "maxmemory", 0)
            healed = producer.next_after(time.time()) and until_all_done(servers, time.time())
            producer.stop()
            seen = finish(servers, workers)
        return {
            **seen, **compare_some(servers, producer), "refused": refused is not None, "waiting": waiting, "listed": listed,
            "deaths": workers.deaths, "done_while_full_in": round(while_full, 2), "healed_in": round(healed, 2),
        }  # fmt: skip


def compare_some(servers, producer):
    stored = set(servers.sql("select id from tasks"))
    return {"not_stored": sum(task not in stored for _, task in producer.stored), "errors": len(producer.errors)}


# --- PostgreSQL fails ------------------------------------------------------------------------------------------------


def postgres_faults(worker, kind, times, seed=3):
    """`kind`: restart (fast), kill (the postmaster) or backend (one of its children)."""
    dice, away, back = random.Random(seed), [], []
    with Servers() as servers:
        fault = {"restart": servers.postgres.restart, "kill": servers.postgres.restart_after_kill,
                 "backend": lambda: servers.postgres.kill_a_backend(dice)}[kind]  # fmt: skip
        run(worker, servers.environment(), "verify")
        with Workers(worker, servers) as workers, Producer(worker, servers) as producer:
            workers.wait_until_ready()
            producer.next_after(0)
            for _ in range(times):
                time.sleep(dice.uniform(0.05, 0.4))
                began = time.time()
                fault()
                ready = time.time()
                away.append(ready - began)
                back.append(producer.next_after(ready) - ready)
            producer.stop()
            seen = finish(servers, workers)
        return {
            **seen, **compare(servers, producer), "faults": times, "deaths": workers.deaths, "codes": workers.codes,
            "away_p50": round(percentile(away, 0.5), 3), "away_max": round(max(away), 3),
            "reconnect_p50": round(percentile(back, 0.5), 3), "reconnect_max": round(max(back), 3),
        }  # fmt: skip


def postgres_disk_full(worker, disk="220m"):
    """Takes all the room PostgreSQL has for a while, in the middle of work."""
    with Servers(disk=disk) as servers:
        run(worker, servers.environment(), "verify")
        ballast = Ballast(servers.folder / "pg")
        with Workers(worker, servers) as workers, Producer(worker, servers, milliseconds=2, pause=0) as producer:
            workers.wait_until_ready()
            producer.next_after(0)
            ballast.fill()
            until_refused(servers, producer)
            time.sleep(2)
            without_log(servers)
            went_down = servers.postgres.process.poll() is not None
            errors = sorted({words.split(" in:")[0][:90] for _, words in producer.errors})
            ballast.drop()
            freed = time.time()
            # It may find only now, at its recovery, that it had no room, and give up.
            healed = producer.next_after(freed, supervise=servers.postgres.keep_up) - freed
            producer.stop()
            seen = finish(servers, workers)
        return {
            **seen, **compare(servers, producer), "deaths": workers.deaths, "healed_in": round(healed, 2), "went_down": went_down,
            "kinds": errors,
        }  # fmt: skip


def without_log(servers):
    """Makes PostgreSQL want room for its log too: it may go down over that, and not come up."""
    for statement in ("select pg_switch_wal()", "select txid_current()", "select pg_switch_wal()", "select txid_current()"):
        try:
            servers.sql(statement)
        except OSError:
            pass
    time.sleep(1)


def until_refused(servers, producer, seconds=60):
    def refused():
        servers.postgres.keep_up()
        return len(producer.errors) > 0

    eventually(refused, seconds, "PostgreSQL to run out of room")


# --- workers freeze, and end in good order -----------------------------------------------------------------------------


def freeze(worker, seconds, tasks=6):
    """Stops a worker in mid-task for so long, while another does its work; then lets it go on. Its tasks do not look whether they
    are still its own: on waking each comes to its end at once and wants to store it."""
    with Servers() as servers:
        environment = servers.environment()
        run(worker, environment, "verify")
        with Workers(worker, servers, count=1) as frozen:
            run(worker, environment, "enqueue", tasks, -1500)
            pid = frozen.processes[0].pid
            eventually(lambda: len(held_by(servers, pid)) == 3, 30, "three tasks to run")
            frozen.processes[0].send_signal(signal.SIGSTOP)
            held, stopped = held_by(servers, pid), time.monotonic()
            with Workers(worker, servers, count=1) as others:
                eventually(lambda: servers.number(LIVE) == 0, 60, "another worker to do it all")
                time.sleep(max(0, stopped + seconds - time.monotonic()))
            frozen.processes[0].send_signal(signal.SIGCONT)
            time.sleep(2)
            before = verdict(servers)
            run(worker, environment, "enqueue", 5, 5)
            eventually(lambda: servers.number(LIVE) == 0, 30, "the woken worker to go on")
            survived = frozen.processes[0].poll() is None
        return {**verdict(servers), "held": len(held), "doubled_on_waking": before["doubled"], "survived": survived,
                "frozen_for": seconds, "others": others.deaths}  # fmt: skip


def drain(worker, scale=SCALE, tasks=200, length=None):
    """SIGTERM to a worker with long tasks in hand and many waiting."""
    length = length or int(60_000 * max(scale, 1 / 15))  # ms; twice the drain at most
    with Servers() as servers:
        environment = servers.environment()
        run(worker, environment, "verify")
        with Workers(worker, servers, count=1, threads=8, scale=scale) as workers:
            process = workers.processes[0]
            run(worker, environment, "enqueue", tasks, length)
            eventually(lambda: len(held_by(servers, process.pid)) == 8, 30, "eight tasks to run")
            told = time.time()
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            took = time.time() - told
            late = servers.sql(f"""select extract(epoch from started_at) - {told:.6f} from (
                select started_at from tasks union all select started_at from task_attempts) as begun
                where started_at > to_timestamp({told:.6f})""")
            states = dict(row.split("|") for row in servers.sql("select state, count(*) from tasks group by 1"))
            spent = servers.number("select count(*) from tasks where state = 'queued' and attempt > 0")
            outcomes = dict(row.split("|") for row in servers.sql("select outcome, count(*) from task_attempts group by 1"))
            listed = int(servers.redis.ask("LLEN", "hunter:{scoring}:list") or 0)
        return {
            "code": process.returncode, "exit_after": round(took, 2), "begun_after": [round(float(at), 3) for at in late],
            "states": {state: int(count) for state, count in states.items()}, "attempts_spent": spent,
            "outcomes": {name: int(count) for name, count in outcomes.items()}, "listed": listed,
        }  # fmt: skip
