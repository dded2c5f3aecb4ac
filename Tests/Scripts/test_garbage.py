"""Raw requests that are none, to nginx and its hunter-web, and raw records to hunter-web itself: no failure of ours, no
second answer, no process restarted, and the next request is served (promise 31)."""

import random

import pytest
from garbage import samples, wire
from garbage.stack import answers, free_port, hunter_web, is_well, logged, port, processes
from harness.stack import Stack

# What HTTP asks of a server that does not know a version, a transfer coding or a method; nginx says these itself.
PROTOCOL = {501, 505}


@pytest.fixture(scope="module")
def stack():
    with Stack() as stack:
        yield stack


@pytest.fixture(scope="module", params=["unix", "tcp"])
def socket(request, stack, tmp_path_factory):
    """hunter-web of its own behind either kind of socket."""
    address = f"tcp:127.0.0.1:{free_port()}" if request.param == "tcp" else f"unix:{stack.data}/run/own.sock"
    with hunter_web(stack, address) as (where, process):
        yield where


def ask(stack, octets, most, pieces=None):
    """Sends the octets to nginx and holds what comes back to the rules; answers the statuses."""
    data = wire.exchange(("127.0.0.1", port(stack)), pieces or [octets], silence=0.25, patience=1.5)
    if data and not data.startswith(b"HTTP/"):
        # HTTP/0.9 has no head, and the frames of TLS and HTTP/2 get nginx's plain page.
        assert b"root:x:0" not in data and b"HTTP/1." not in data
        return []
    found = wire.answers(data)
    assert len([answer for answer in found if answer.status >= 200]) <= most, data[:2000]
    for answer in found:
        assert answer.status < 500 or answer.status in PROTOCOL, (answer.status, answer.text[:300])
        assert b"root:x:0" not in answer.body
        location = answer["Location"] or "/"
        assert location.startswith("/") and not location.startswith(("//", "/\\")), location
    return [answer.status for answer in found]


def test_no_raw_request_of_ours_harms(stack):
    before, seen = processes(stack), {}
    for name, (octets, most) in samples.HTTP.items():
        seen[name] = ask(stack, octets, most)
        assert is_well(stack), name
    assert seen["one"] == [200] and seen["two in one"] == [200, 200]
    assert processes(stack) == before
    said = sorted({status for statuses in seen.values() for status in statuses})
    print(f"{len(seen)} raw requests of our own were answered {said}")


def test_no_raw_request_of_the_shared_corpus_harms(stack):
    before, statuses, count = processes(stack), set(), 0
    for name, octets in samples.shared_files(".raw"):
        count += 1
        statuses |= set(ask(stack, octets, 1))
        assert is_well(stack), name
    assert processes(stack) == before
    print(f"{count} raw requests of the shared corpus were answered {sorted(statuses)}")


def test_raw_requests_mean_the_same_in_pieces(stack):
    dice = random.Random(7)
    for name, (octets, most) in samples.HTTP.items():
        if len(octets) < 150 and name in ("one", "two in one", "two lengths", "a length and chunks", "a body in a GET"):
            ask(stack, octets, most, [octets[at : at + 1] for at in range(len(octets))])
        elif len(octets) < 4000:
            ask(stack, octets, most, cut(octets, dice))
    assert is_well(stack)


def cut(octets, dice):
    places = sorted(dice.randrange(len(octets) + 1) for _ in range(dice.randrange(1, 6)))
    return [octets[start:end] for start, end in zip([0, *places], [*places, len(octets)]) if end > start]


def tell(where, octets, pieces):
    """Sends records to hunter-web and holds what comes back to the rules."""
    data = wire.exchange(where, pieces, silence=0.05, patience=0.25)
    ends = 0
    output = {}
    for kind, request, content in wire.records(data):
        assert kind in (3, 6, 10), kind
        ends += kind == 3
        if kind == 6:
            output[request] = output.get(request, b"") + content
    assert ends <= wire.asked(octets), f"{ends} answers to {wire.asked(octets)} requests"
    for text in output.values():
        assert not text.startswith(b"Status: 5"), text[:200]


def test_no_raw_record_harms_over_either_socket(stack, socket):
    dice, count = random.Random(11), 0
    own = list(samples.FASTCGI.items())
    for name, octets in own + list(samples.shared_files(".bin")):
        ways = [[octets], cut(octets, dice), cut(octets, dice)]
        if len(octets) <= 100:
            ways.append([octets[at : at + 1] for at in range(len(octets))])
        for pieces in ways:
            tell(socket, octets, pieces)
            count += 1
        assert answers(socket), name
    print(f"{count} connections with raw records, of our own and shared, were survived")


def test_what_a_body_holds_is_no_request(stack, socket):
    """The forged request is a page that only a visitor's own request would get; nothing of it may be served."""
    forged = wire.get("/forged-inside-a-body")
    for length in (len(forged), 3, 5000):
        stream = wire.head(REQUEST_METHOD="POST", REQUEST_URI="/login", CONTENT_LENGTH=str(length))
        stream += wire.record(5, forged) + wire.record(5)
        tell(socket, stream, [stream])
    assert answers(socket)
    assert not any("forged-inside-a-body" in entry.get("http.path", "") for entry in logged(stack))


def test_the_log_of_all_this_is_whole(stack):
    levels = {entry["level"] for entry in logged(stack)}
    assert not levels & {"error", "critical"}, [entry for entry in logged(stack) if entry["level"] in ("error", "critical")][:3]
