"""`hunter doctor` finds nothing in a healthy stack, names what is broken, and says how to mend it."""

import os
import re
import subprocess

import pytest
from harness.stack import HOME, Stack, eventually


@pytest.fixture(scope="module")
def stack():
    with Stack() as stack:
        yield stack


def doctor(stack):
    return stack.hunter("doctor", check=False)


def lines(done):
    """{check: (verdict, words)} of the doctor's answer."""
    return {name: (verdict, words) for verdict, name, words in re.findall(r"(?m)^(\w+) +([^:]+): (.*)$", done.stdout)}


def without_a_stack(**settings):
    """The doctor of the same build, where nothing of a local stack is known."""
    program = HOME / ".build" / os.environ.get("HUNTER_TEST_CONFIGURATION", "debug") / "hunter"
    environment = {"PATH": os.environ["PATH"], "HUNTER_HOME": str(HOME), **settings}
    return subprocess.run([program, "doctor"], env=environment, cwd="/", capture_output=True, text=True, timeout=120)


def test_a_healthy_stack_has_a_line_a_check_and_nothing_wrong(stack):
    eventually(lambda: lines(doctor(stack))["workers"][0] == "ok", what="a worker's first heartbeat")
    done = doctor(stack)
    assert done.returncode == 0, done.stdout + done.stderr
    found = lines(done)
    assert {verdict for verdict, _ in found.values()} == {"ok"}, done.stdout
    assert len(found) == len(done.stdout.splitlines()) == 17
    assert re.search(r"version \d+\.\d+\S* reads scanned pages in eng, rus, deu$", found["tesseract"][1])


def test_an_unmigrated_database_is_named_with_its_cure(stack):
    count = len(list((HOME / "Sources/Services/Storage/Migrations").glob("V*.sql")))
    stack.hunter("migrate", "--to", str(count - 1))
    try:
        done = doctor(stack)
        verdict, words = lines(done)["database"]
        assert (done.returncode, verdict) == (1, "WRONG")
        assert f"1 of {count} migrations are not applied" in words and "hunter migrate" in words
        assert lines(done)["web"][0] == "WRONG"
    finally:
        stack.hunter("migrate")
    eventually(lambda: doctor(stack).returncode == 0, what="a healthy stack again")


def test_a_redis_that_may_drop_tasks_is_wrong(stack):
    socket = re.search(r"REDIS_URL=unix://(\S+)\?", (stack.data / "hunter.env").read_text())[1]
    policy = ["redis-cli", "-s", socket, "config", "set", "maxmemory-policy"]
    subprocess.run([*policy, "allkeys-lru"], check=True, capture_output=True)
    try:
        done = doctor(stack)
        verdict, words = lines(done)["redis"]
        assert (done.returncode, verdict) == (1, "WRONG") and "allkeys-lru" in words and "noeviction" in words
    finally:
        subprocess.run([*policy, "noeviction"], check=True, capture_output=True)


def test_absent_servers_are_each_named_and_a_missing_folder_too(tmp_path):
    done = without_a_stack(
        DATABASE_URL=f"host={tmp_path} dbname=hunter", REDIS_URL=f"unix://{tmp_path}/redis.sock?db=0",
        HUNTER_DATA=str(tmp_path / "absent"),
    )  # fmt: skip
    found = lines(done)
    assert done.returncode == 1
    for name in ("database", "redis", "data folder"):
        assert found[name][0] == "WRONG" and " - " in found[name][1]
    assert found["workers"][0] == found["web"][0] == "unknown"
    assert found["pdfium"][0] == "ok"


def test_a_language_that_tesseract_lacks_is_named_with_its_package(tmp_path):
    servers = dict(DATABASE_URL=f"host={tmp_path}", REDIS_URL=f"unix://{tmp_path}/redis.sock?db=0", HUNTER_DATA=str(tmp_path))
    verdict, words = lines(without_a_stack(**servers, HUNTER_OCR_LANGUAGES="eng+tlh"))["tesseract"]
    assert verdict == "WRONG" and " knows no tlh" in words and "tesseract-ocr-tlh" in words and "-eng" not in words
    verdict, words = lines(without_a_stack(**servers, HUNTER_OCR_LANGUAGES="tlh", HUNTER_OCR_PAGES="0"))["tesseract"]
    assert verdict == "ok" and "not used" in words


def test_wrong_settings_are_all_told_and_nothing_else_is_tried():
    done = without_a_stack(REDIS_URL="redis://localhost", HUNTER_PAGE_SIZE="none")
    assert done.returncode == 1
    assert "DATABASE_URL is missing" in done.stdout and "HUNTER_PAGE_SIZE must be" in done.stdout
    assert "unknown everything else" in done.stdout
