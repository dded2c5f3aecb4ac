"""Hostile strings through every parameter, by way of nginx: no failure of ours and no effect (promise 32). `make torture` sends
all of the shared lists; here our own short list goes everywhere, and a sample of theirs."""

import pytest
from garbage import effects, injection, parameters, samples
from garbage.stack import logged
from harness.stack import Stack

SAMPLE = 12


@pytest.fixture(scope="module")
def stack():
    with Stack(HUNTER_LOGIN_FAILURES="1000", HUNTER_RESUMES_PER_USER="1000000", HUNTER_TASKS_PER_USER="1000000") as stack:
        yield stack


@pytest.fixture(scope="module")
def things(stack):
    return injection.things(stack)


def chosen(table, strings):
    """Our own strings with a mark; where a password is hashed, one in six of them."""
    dear = [parameter for parameter in table if parameter.hashes]
    cheap = [parameter for parameter in table if not parameter.hashes]
    redirects = [text for text in strings if b"evil" in text]
    entering = [parameter for parameter in dear if parameter.kind == "log-in"]
    return (cheap, strings), (dear, strings[::6]), (entering, redirects)


def test_the_table_knows_every_parameter():
    assert parameters.drift() == []
    sent = set(parameters.FORMS) | {target for _, target in parameters.BODIES} | set(parameters.UPLOADS)
    for method, pattern in parameters.routes():
        if method in ("POST", "PATCH") and "{id}" not in pattern and not pattern.endswith(("logout", "samples", "revoke-others")):
            assert pattern in sent, pattern


def test_reading_takes_any_string_and_changes_nothing(stack, things):
    caller, table = things
    before = injection.counts(stack)
    own = [text.encode("utf-8", "surrogatepass") for text in samples.STRINGS]
    strings = own + [effects.marked(text) for text in own[:8]]
    outcome = injection.send(caller, [parameter for parameter in table if parameter.is_safe], strings)
    print("reading:", injection.report(outcome))
    assert not outcome.wrongs, injection.told(outcome.wrongs)
    after = injection.counts(stack)
    assert [after[1], after[2]] == [before[1], before[2]]
    # What the background does by itself: the task of the setup may finish meanwhile.
    quiet = {"users", "resumes", "postings", "sources", "matches", "rankings"}
    assert {name: after[0][name] for name in quiet & after[0].keys()} == {name: before[0][name] for name in quiet & before[0].keys()}


def test_writing_takes_any_string_and_stores_it_as_text(stack, things):
    caller, table = things
    before = injection.counts(stack)
    own = [text.encode("utf-8", "surrogatepass") for text in samples.STRINGS]
    strings = own + [effects.marked(text) for text in own[:8]]
    for some, texts in chosen([parameter for parameter in table if not parameter.is_safe], strings):
        outcome = injection.send(caller, some, texts)
        print("writing:", injection.report(outcome))
        assert not outcome.wrongs, injection.told(outcome.wrongs)
    after = injection.counts(stack)
    assert [after[1], after[2]] == [before[1], before[2]]
    changed = {name for name, count in after[0].items() if count != before[0][name]}
    assert changed <= injection.TABLES_THAT_GROW
    assert {name for name in changed if after[0][name] < before[0][name]} <= {"tasks", "sessions", "posting_changes"}


def test_a_sample_of_the_shared_strings_does_no_more(stack, things):
    strings = samples.shared_strings()
    if not strings:
        return
    caller, table = things
    strings = strings[:: len(strings) // SAMPLE]
    outcome = injection.send(caller, [parameter for parameter in table if not parameter.hashes], strings)
    print("a sample of the shared strings:", injection.report(outcome))
    assert not outcome.wrongs, injection.told(outcome.wrongs)


def test_what_was_stored_is_shown_as_text(stack, things):
    browser = things[0].browser()
    for page in ("/account", "/resumes", "/matches", "/dashboard", "/admin", "/jobs"):
        answer = browser.ask("GET", page)
        assert answer.status == 200, page
        assert list(effects.wrongs(answer, b"")) == [], page


def test_no_string_forges_a_line_of_the_log(stack):
    entries = logged(stack)
    messages = {entry["message"] for entry in entries}
    assert "request answered" in messages and len(entries) > 1000
    assert all(len(message) < 60 and message.isascii() for message in messages), messages
    assert not any("forged" in message for message in messages)
    identities = [entry["request.id"] for entry in entries if entry["message"] == "request answered"]
    assert len(identities) == len(set(identities))
    assert not [entry for entry in entries if entry["level"] in ("error", "critical")][:3]
