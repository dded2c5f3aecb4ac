"""What the command line says of files that are no use to it, and how it ends."""

import os
import subprocess
import zipfile

import pytest
from harness.stack import HOME, Stack

RESUME = "Ada Lovelace\nada@example.org\n\nEXPERIENCE\nSwift Engineer, Acme GmbH, 2019 - present\n\nSKILLS\nSwift, PostgreSQL\n"
POSTING = "Swift Engineer\n\nWe look for somebody who knows Swift and PostgreSQL.\n"


@pytest.fixture(scope="module")
def program():
    path = HOME / ".build" / os.environ.get("HUNTER_TEST_CONFIGURATION", "debug") / "hunter"
    if not os.access(path, os.X_OK):
        pytest.skip("hunter is not built")
    return str(path)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "resume.txt").write_text(RESUME)
    (tmp_path / "posting.txt").write_text(POSTING)
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in RESUME.splitlines())
    with zipfile.ZipFile(tmp_path / "resume.docx", "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        archive.writestr(
            "word/document.xml",
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body>{paragraphs}</w:body></w:document>",
        )
    return tmp_path


def run(program, *arguments, **settings):
    environment = {"PATH": os.environ["PATH"], "HUNTER_HOME": str(HOME), **settings}
    return subprocess.run([program, *map(str, arguments)], env=environment, capture_output=True, text=True, timeout=60)


def test_a_document_is_scored_as_its_text_is(program, files):
    scores = [run(program, "score", files / resume, files / "posting.txt") for resume in ("resume.txt", "resume.docx")]
    assert [done.returncode for done in scores] == [0, 0], scores
    assert scores[0].stdout == scores[1].stdout != ""
    assert not scores[0].stdout.startswith("0 of 100")


@pytest.mark.parametrize("name", ["empty.txt", "broken.pdf"])
def test_a_file_without_a_text_has_no_score(program, files, name):
    for pair in ((name, "posting.txt"), ("resume.txt", name)):
        done = run(program, "score", *(files / one for one in pair))
        assert (done.returncode, done.stdout) == (65, ""), pair
        assert name in done.stderr


@pytest.mark.parametrize("verb", [("text",), ("parse",), ("score", "/nowhere/too"), ("score", "--matrix", "/nowhere/too")])
def test_a_file_that_is_not_there_is_bad_input(program, verb):
    done = run(program, *verb, "/nowhere/at/all")
    assert (done.returncode, done.stdout) == (65, ""), done.stderr
    assert "/nowhere/" in done.stderr and "cannot be read" in done.stderr


def test_a_time_that_is_none_is_not_passed_over(program, files):
    for now, code in (("2026-11-15", 0), ("2026-11-15T10:00:00Z", 0), ("", 0), ("bogus", 1)):
        done = run(program, "score", files / "resume.txt", files / "posting.txt", HUNTER_NOW=now)
        assert done.returncode == code, (now, done.stderr)
        assert ("HUNTER_NOW" in done.stderr) == (code == 1)


@pytest.fixture(scope="module")
def stack():
    with Stack() as stack:
        yield stack


def test_versions_that_there_are_not(stack):
    newest = len(list((HOME / "Sources/Services/Storage/Migrations").glob("V*.sql")))
    for version in ("99999", "-1"):
        done = stack.hunter("migrate", f"--to={version}", check=False)
        assert (done.returncode, done.stdout) == (65, ""), done.stderr
        assert f"the newest is {newest}" in done.stderr
    assert stack.hunter("migrate", "--to", str(newest)).stdout == ""


def test_an_account_that_there_is_not(stack):
    done = stack.hunter("user", "role", "--email", "nobody@example.org", "--role", "admin", check=False)
    assert (done.returncode, done.stdout) == (65, "")
    assert done.stderr.strip() == "There is no account with the address nobody@example.org."
