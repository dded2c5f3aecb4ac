"""Other engines on the whole stack: files in a bucket of S3, profiles with a language model's help."""

import pytest
from harness.bucket import Bucket
from harness.client import Client
from harness.language_model import EMPTY, LanguageModel
from harness.stack import Stack, eventually

TEXT = b"""Ann Smith
ann.smith@example.com | Berlin

Experience
Senior Data Engineer, Acme GmbH, May 2019 - Present
- Moved 40 tables to PostgreSQL

Other
Keeps bees and writes in Fluxomatic.
"""


@pytest.fixture(scope="module")
def bucket():
    with Bucket("resumes") as running:
        yield running


@pytest.fixture(scope="module")
def model():
    model = LanguageModel()
    yield model
    model.close()


@pytest.fixture(scope="module")
def stack(bucket, model):
    with Stack(**bucket.settings(), **model.settings()) as running:
        yield running


@pytest.fixture
def client(stack):
    return Client.registered(stack.url)


def uploaded(client, name="ann.txt"):
    """The resume's id once it has been read."""
    answer = client.upload("/api/v1/resumes/upload", name, TEXT)
    assert answer.status in (201, 202), answer.text
    read(client, answer.json["id"])
    return answer.json["id"]


def resume(client, identity):
    return client.api("GET", f"/resumes/{identity}").json


def read(client, identity):
    eventually(lambda: resume(client, identity)["status"] in ("done", "failed"), 30, "the reading")
    return resume(client, identity)


def test_a_document_is_kept_in_the_bucket_read_from_there_and_removed_with_its_resume(stack, client, bucket, model):
    model.behave(EMPTY)
    before = set(bucket.keys())
    identity = uploaded(client)
    (key,) = set(bucket.keys()) - before
    assert bucket.read(key) == TEXT
    assert not list(stack.data.glob("uploads/*/*"))
    assert resume(client, identity)["profile"]["email"] == "ann.smith@example.com"
    browser = {"Cookie": client.cookie()}
    file = Client(stack.url).get(f"/resumes/{identity}/file", browser)
    assert file.status == 200 and file.body == TEXT
    assert client.api("DELETE", f"/resumes/{identity}").status in (200, 204)
    assert key not in bucket.keys()


def test_what_the_model_says_and_the_document_has_is_taken(client, model):
    model.behave({**EMPTY, "skills": ["Fluxomatic", "Astrology"]})
    body = resume(client, uploaded(client))
    assert body["document"]["model"] == {"name": "parrot", "outcome": "done", "dropped": 1}
    assert "Fluxomatic" in body["profile"]["skills"] and "Astrology" not in body["profile"]["skills"]
    ours, theirs = (message["content"] for message in model.asked[-1]["messages"])
    assert "Fluxomatic" in theirs and "Fluxomatic" not in ours


def test_a_model_that_fails_leaves_the_embedded_reading_and_the_page_says_so(stack, client, model):
    model.behave(EMPTY, status=401)
    identity = uploaded(client)
    body = resume(client, identity)
    assert body["status"] == "done" and body["profile"]["name"] == "Ann Smith"
    assert body["document"]["model"]["outcome"] == "refused"
    page = Client(stack.url).get(f"/resumes/{identity}", {"Cookie": client.cookie()})
    assert "The language model parrot was to help arrange this profile" in page.text
