"""The arithmetic and the reading of `make bench`; nothing is measured here."""

import importlib
import json
import os
import signal
import struct
import subprocess
import sys
import time

import pytest
from harness.stack import HOME, eventually, is_alive

sys.path.insert(0, str(HOME / "Tests/Bench"))

import keeping  # noqa: E402
import loading  # noqa: E402
import measuring  # noqa: E402
from measuring import Aim, Measurement  # noqa: E402
from peers import queues, rows  # noqa: E402

WRK = """Running 4s test @ http://127.0.0.1:8080/api/v1/me
  1 threads and 256 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     3.29ms    1.78ms  28.54ms   92.53%
    Req/Sec     9.88k     0.91k   11.00k    85.00%
  Latency Distribution
     50%  850.00us
     75%    3.43ms
     90%    4.35ms
     99%    1.05s
  39336 requests in 4.00s, 24.42MB read
Requests/sec:   9825.72
Transfer/sec:      6.10MB
"""
TROUBLE = "  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 5\n"


def measured(key, *values, figure="value"):
    return Measurement(key, key, "x", None, results=[{figure: value} for value in values])


def test_wrk_is_read():
    assert measuring.read_wrk(WRK) == {
        "count": 39336, "value": 9825.72, "p50_ms": 0.85, "p99_ms": 1050, "errors": 0, "refused": 0,
    }  # fmt: skip


def test_what_wrk_says_of_errors_is_not_overlooked():
    found = measuring.read_wrk(WRK.replace("Requests/sec", TROUBLE + "Requests/sec"))
    assert (found["errors"], found["refused"]) == (10, 5)


@pytest.mark.parametrize("text, expected", [("1.50us", 0.0015), ("2.00ms", 2), ("1.20s", 1200), ("1.00m", 60_000)])
def test_every_unit_of_wrk_becomes_milliseconds(text, expected):
    assert measuring.milliseconds(text) == pytest.approx(expected)


def test_a_spread_is_the_median_with_the_lowest_and_the_highest():
    assert measuring.spread([5, 1, 3]) == {"median": 3, "lowest": 1, "highest": 5, "rounds": [5, 1, 3]}
    assert measuring.spread([1, 2])["median"] == 1.5


def test_a_ratio_pairs_the_rounds():
    """The machine was twice as slow in the second round: the ratio is the same in all three."""
    judged = Aim("ours over theirs", ("a", "value"), ("b", "value"), at_least=2).judge(
        [measured("a", 20, 10, 20), measured("b", 10, 5, 10)]
    )
    assert (judged["value"], judged["lowest"], judged["highest"], judged["verdict"]) == (2, 2, 2, "met")


@pytest.mark.parametrize(
    "limits, verdict",
    [({"at_least": 2.5}, "missed"), ({"at_least": 2.4}, "met"), ({"at_most": 2.3}, "missed"), ({"at_most": 2.4}, "met"), ({}, "")],
)
def test_an_aim_is_met_or_missed_by_its_median(limits, verdict):
    judged = Aim("one figure", ("a", "value"), **limits).judge([measured("a", 1, 2.4, 9)])
    assert (judged["value"], judged["verdict"]) == (2.4, verdict)


def test_an_aim_whose_sides_were_not_measured_is_not_met():
    for measurements in ([measured("a", 1)], [measured("b", 1)], [measured("a", 1), measured("b")]):
        judged = Aim("ours over theirs", ("a", "value"), ("b", "value"), at_least=1).judge(measurements)
        assert (judged["value"], judged["verdict"]) == (None, "not measured")
        assert "not measured" in measuring.aims_table([judged])


def test_measurements_take_turns():
    order = []
    measurements = [
        Measurement(key, key, "x", lambda seconds, key=key: order.append(key) or {"value": seconds}, rounds)
        for key, rounds in (("a", None), ("b", None), ("once", 1))
    ]
    measuring.take_turns(measurements, 2, 7)
    assert order == ["a", "b", "once", "a", "b"]
    assert [one.values() for one in measurements] == [[7, 7], [7, 7], [7]]


def test_tables_show_every_figure_in_its_column():
    one = Measurement("a", "ours", "requests/s", None, results=[{"value": 12345.6, "cpu_us": 3.14159}])
    lines = measuring.table([one, measured("b", 2)]).splitlines()
    assert lines[0].split() == ["median", "lowest", "highest", "CPU", "us"]
    assert lines[1].split() == ["ours", "12,346", "12,346", "12,346", "requests/s", "3.14"]
    assert lines[2].split() == ["b", "2.00", "2.00", "2.00", "x"]


def test_processor_time_is_the_operating_systems():
    program = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\nprint(flush=True)\ninput()"
    child = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        child.stdout.readline()
        assert 0.28 <= measuring.processor_seconds([child.pid]) < 3
        assert measuring.resident_bytes(child.pid) <= measuring.peak_resident_bytes(child.pid)
    finally:
        child.communicate(b"\n")


def test_processor_time_of_a_family_has_those_that_ended():
    burn = "while time.process_time() < 0.2: pass"
    child = f"if os.fork() == 0:\n    {burn}\n    os._exit(0)\nos.wait()"
    program = f"import os, time\n{burn}\n{child}\nprint(flush=True)\ninput()"
    parent = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        parent.stdout.readline()
        assert measuring.processor_seconds([parent.pid]) < 0.38 <= measuring.processor_seconds_of_family(parent.pid) < 3
    finally:
        parent.communicate(b"\n")


def test_answers_are_read_however_they_are_cut():
    answers = [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
    ]
    for size in (1, 2, 7, 1000):
        found = []
        for answer in answers:
            reader = loading.Reader()
            pieces = [answer[at : at + size] for at in range(0, len(answer), size)]
            replies = [reader.add(piece) for piece in pieces]
            assert replies[:-1] == [None] * (len(pieces) - 1)
            found.append((replies[-1].status, replies[-1].body))
        assert found == [(200, b"hello"), (304, b""), (404, b"abcde")]


def test_the_rows_are_the_same_in_every_run_and_need_escaping(tmp_path):
    one, other = rows.write(tmp_path / "one"), rows.write(tmp_path / "other")
    assert one.read_bytes() == other.read_bytes()
    found = json.loads(one.read_text())["rows"]
    assert len(found) == 50 and all(tuple(row) == rows.FIELDS for row in found)
    assert all(sign in one.read_text() for sign in ("&", "<core>", '\\"', "'"))


def test_a_peers_tasks_and_waits_are_those_since_the_measurement_began(tmp_path):
    peer = queues.Peer(None, tmp_path, {}, [], {})
    (tmp_path / "1.waits").write_bytes(struct.pack("2d", 9, 9))
    peer.begin()
    assert peer.ended() == 0 and peer.waits() == []
    with open(tmp_path / "1.waits", "ab") as one:
        one.write(struct.pack("d", 0.25))
    (tmp_path / "2.waits").write_bytes(struct.pack("2d", 0.5, 0.75))
    assert peer.ended() == 3 and sorted(peer.waits()) == [0.25, 0.5, 0.75]


def test_a_program_is_asked_for_its_last_line_or_for_why_it_ended():
    assert queues.asked([sys.executable, "-c", "print('ready'); print('{\"began\": 5}')"]) == {"began": 5}
    with pytest.raises(keeping.Problem, match="ended with 3: no broker"):
        queues.asked([sys.executable, "-c", "print('no broker')\nraise SystemExit(3)"])


def test_every_part_offers_what_the_bench_asks_for():
    bench = importlib.import_module("bench")
    files = {path.stem for path in (HOME / "Tests/Bench/parts").glob("*.py")} - {"__init__"}
    assert files == set(bench.PARTS)
    for name in bench.PARTS:
        part = importlib.import_module(f"parts.{name}")
        assert part.TITLE and part.NOTE.endswith(".") and callable(part.measurements)
        assert all(isinstance(aim, Aim) for aim in part.AIMS)


def test_nothing_that_was_started_outlives_the_keeper():
    with keeping.Keeper() as keeper:
        keeper.start("stubborn", ["sh", "-c", "trap '' TERM; sleep 300 & wait; sleep 300"])
        keeper.start("plain", ["sleep", "300"])
        pids = eventually(lambda: (found := keeper.pids("stubborn")) and len(found) > 1 and found + keeper.pids("plain"))
        keeping.ENDS_WITHIN, usual = 0.2, keeping.ENDS_WITHIN
        folder = keeper.folder
    keeping.ENDS_WITHIN = usual
    eventually(lambda: not any(map(is_alive, pids)), 5, "the end of every process")
    assert not folder.exists()


def test_what_was_started_ends_when_the_bench_is_killed():
    program = (
        f"import sys, time; sys.path.insert(0, {str(HOME / 'Tests/Bench')!r})\nimport keeping\nkeeper = keeping.Keeper().__enter__()\n"
        "print(keeper.start('one', ['sleep', '300']).pid, keeper.folder, flush=True)\ntime.sleep(300)"
    )
    bench = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    pid, folder = bench.stdout.readline().split()
    os.kill(bench.pid, signal.SIGKILL)
    bench.communicate()
    began = time.monotonic()
    eventually(lambda: not is_alive(int(pid)), 10, "the end of the program")
    subprocess.run(["rm", "-r", folder], check=True)
    print(f"ended after {time.monotonic() - began:.2f} s")
