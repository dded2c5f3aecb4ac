"""Static files under names that bear a hash of their content: for ever, precompressed, and never another's."""

import gzip
import hashlib
import re
import subprocess

import pytest
from harness.client import Client
from harness.stack import HOME, Stack

IMMUTABLE = "public, max-age=31536000, immutable"
SOURCES = ["css/hunter.css", "js/hunter.js", "vendor/htmx.min.js", "icon.svg"]


@pytest.fixture(scope="module")
def client():
    with Stack(HUNTER_WORKERS="0") as stack:
        yield Client(stack.url)


def address(source):
    name, _, suffix = source.rpartition("/")[2].rpartition(".")
    return f"/static/{name}.{hashlib.sha256((HOME / 'public' / source).read_bytes()).hexdigest()[:12]}.{suffix}"


@pytest.mark.parametrize("source", SOURCES)
def test_a_file_is_served_for_good_plain_and_precompressed(client, source):
    content = (HOME / "public" / source).read_bytes()
    plain = client.get(address(source))
    assert plain.status == 200 and plain.body == content
    assert plain.headers["Cache-Control"] == IMMUTABLE and plain.headers["X-Content-Type-Options"] == "nosniff"
    small = client.get(address(source), {"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip" and gzip.decompress(small.body) == content
    assert small.headers["Cache-Control"] == IMMUTABLE and small.headers["Vary"] == "Accept-Encoding"
    assert small.body == (HOME / "public" / (address(source)[1:] + ".gz")).read_bytes()
    assert small.headers["Content-Type"] == plain.headers["Content-Type"]


def test_pages_use_these_names_and_no_others(client):
    page = client.get("/login").text
    links = re.findall(r'<(?:link|script)[^>]*(?:href|src)="(/[^"]+\.(?:css|js|svg))"', page)
    assert sorted(links) == sorted(map(address, SOURCES))


def test_an_unknown_hash_is_not_found_and_not_kept(client):
    answer = client.get("/static/hunter.000000000000.css")
    assert answer.status == 404 and "immutable" not in answer.headers.get("Cache-Control", "")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_plain_name_is_kept_for_minutes_only(client):
    assert client.get("/css/hunter.css").headers["Cache-Control"] == "public, max-age=300"


def test_publishing_again_changes_nothing_and_earlier_versions_stay(client):
    folder = HOME / "public/static"
    earlier = folder / "earlier.0123456789ab.css"
    earlier.write_text("body { color: red }")
    try:
        before = {file.name: file.read_bytes() for file in folder.iterdir()}
        subprocess.run([HOME / ".ci/static"], check=True)
        assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
        assert client.get("/static/" + earlier.name).headers["Cache-Control"] == IMMUTABLE
    finally:
        earlier.unlink()
