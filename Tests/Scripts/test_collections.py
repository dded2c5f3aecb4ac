"""Resumes at scale on the whole stack: collections with errors, the rate of calls, a worker that is killed, uploads of many."""

import io
import os
import signal
import zipfile

import pytest
from harness.client import Client
from harness.resume_source import ResumeSource
from harness.stack import Stack, eventually

BAD = {f"resume-{number + 1}" for number in range(6, 200, 10)}


@pytest.fixture(scope="module")
def source():
    source = ResumeSource()
    yield source
    source.close()


@pytest.fixture(scope="module")
def stack(source):
    with Stack(RESUME_API_URL=source.address, HUNTER_WORKERS="2", HUNTER_BULK_UNPACKED=str(32 << 20)) as running:
        yield running


@pytest.fixture(scope="module")
def invented():
    """A stack that is set up for no source, and so has the built-in one."""
    with Stack() as running:
        yield running


def recruiter(stack, number=[0]):
    """A client that is logged in as a new recruiter."""
    number[0] += 1
    client = Client(stack.url)
    client.email, client.password = f"recruiter-{number[0]}@example.org", "correct horse battery"
    stack.hunter("user", "add", "--email", client.email, "--role", "recruiter", "--password-stdin", input=client.password + "\n")
    client.token = client.logged_in_token()
    return client


def start(client, **values):
    answer = client.api("POST", "/data-collection/trigger", values)
    assert answer.status == 202, answer.text
    return answer.json["id"]


def status(client, run):
    return client.api("GET", f"/data-collection/status/{run}").json


def ended(client, run, seconds=120):
    eventually(lambda: status(client, run)["state"] not in ("queued", "running"), seconds, "the end of the run")
    return status(client, run)


def every(client, path):
    """All items of a list, page after page."""
    items, following = [], ""
    while following is not None:
        answer = client.api("GET", f"{path}{'&' if '?' in path else '?'}limit=100{following}")
        assert answer.status == 200, answer.text
        items += answer.json["items"]
        following = answer.json["next"] and f"&after={answer.json['next']}"
    return items


def test_two_hundred_with_errors_on_end_as_good_ones_found_and_bad_ones_listed(invented):
    client = recruiter(invented)
    run = start(client, count=200, per_page=10, batch_size=10, error_mode=True)
    seen = ended(client, run)
    assert (seen["state"], seen["done"], seen["total"], seen["failed"]) == ("succeeded", 200, 200, 20)
    assert (seen["pages_done"], seen["pages_total"]) == (20, 20)
    assert {error["subject"] for error in seen["errors"]} == BAD
    assert all(error["reason"] for error in seen["errors"])
    assert len(every(client, "/resumes")) == 180
    found = every(client, "/resumes/search?skills=React,SQL")
    both = every(client, "/resumes/search?skills=React,SQL&match=all")
    assert found and both and len(both) < len(found)
    assert all({"React", "SQL"} & set(item["skills"]) for item in found)
    assert all({"React", "SQL"} <= set(item["skills"]) for item in both)
    skills = {skill for item in every(client, "/resumes/search?q=experience") for skill in item["skills"]}
    everybody = set()
    for skill in skills:
        everybody |= {item["id"] for item in every(client, f"/resumes/search?skills={skill.replace('+', '%2B').replace(' ', '%20')}")}
    assert len(everybody) == 180, "every good one is found by a skill of its own"
    nearest = every(client, "/resumes/search?q=marketing+manager")
    assert [item["similarity"] for item in nearest] == sorted((item["similarity"] for item in nearest), reverse=True)


def test_many_collections_share_the_rate_and_lose_nothing(stack, source):
    clients = [recruiter(stack) for _ in range(3)]
    source.asked.clear()
    runs = [start(client, count=90, per_page=2, batch_size=20) for client in clients]
    for client, run in zip(clients, runs, strict=True):
        seen = ended(client, run)
        assert (seen["state"], seen["done"], seen["failed"]) == ("succeeded", 90, 9)
        assert len(every(client, "/resumes")) == 81
    print({"calls": len(source.asked), "most in a second": source.most_within(1.0)})
    # The road from the limiter to the source takes its time now and then: that much shorter is the window.
    assert source.most_within(0.95) <= 30
    assert set(source.pages()) == set(range(1, 46))


def test_a_killed_worker_fetches_one_page_again_at_most(stack, source):
    client = recruiter(stack)
    source.asked.clear()
    source.errors, source.pause = False, 0.1
    run = start(client, count=200, per_page=5, batch_size=5)
    eventually(lambda: len(source.asked) > 5, 30, "a few pages")
    for pid in stack.pids("hunter-worker"):
        os.kill(pid, signal.SIGKILL)
    seen = ended(client, run)
    source.errors, source.pause = True, 0.0
    assert (seen["state"], seen["done"], seen["failed"], seen["pages_done"]) == ("succeeded", 200, 20, 40)
    assert len(every(client, "/resumes")) == 180
    again = [page for page in set(source.pages()) if source.pages().count(page) > 1]
    assert len(again) <= 1 and len(source.asked) <= 41, again


def archive(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(name, content)
    return data.getvalue()


def person(number):
    return f"Person Number {number}\nperson.{number}@people.example\n\nSkills\nReact, SQL\n"


def test_an_archive_becomes_resumes_and_a_report_of_every_file(stack):
    client = recruiter(stack)
    files = {f"people/cv {number}.txt": person(number) for number in range(30)}
    files |= {"../../etc/passwd": person(99), "photo.png": b"\x89PNG\r\n\x1a\n" + bytes(100), "empty.txt": b"", "__MACOSX/._cv.txt": b"x"}
    answer = client.upload("/api/v1/resumes/bulk", "people.zip", archive(files))
    assert answer.status == 202, answer.text
    seen = ended(client, answer.json["id"])
    assert (seen["state"], seen["done"], seen["failed"]) == ("succeeded", 33, 2)
    report = {item["subject"]: item for item in every(client, f"/runs/{answer.json['id']}/records")}
    assert len(report) == 33 and {name for name, item in report.items() if item["state"] == "refused"} == {"photo.png", "empty.txt"}
    assert all(report[name]["reason"] for name in ("photo.png", "empty.txt"))
    assert report["passwd"]["state"] == "done", "a name is never a path"
    assert {item["subject"] for item in seen["errors"]} == {"photo.png", "empty.txt"}
    assert len(every(client, "/resumes/search?skills=React&match=all")) == 31


def test_a_bomb_is_refused_before_it_is_opened(stack):
    client = recruiter(stack)
    bomb = archive({f"{number}.txt": bytes(9 << 20) for number in range(8)})
    assert len(bomb) < 1 << 20
    answer = client.upload("/api/v1/resumes/bulk", "cv.zip", bomb)
    assert answer.status == 202, answer.text
    seen = ended(client, answer.json["id"])
    assert (seen["done"], seen["failed"]) == (1, 1)
    assert "not opened" in seen["errors"][0]["reason"]
    assert every(client, "/resumes") == []
    stored = [path for path in (stack.data / "uploads").rglob("*") if path.is_file() and path.stat().st_size > 1 << 20]
    assert stored == []


def test_uploaded_resumes_stand_for_a_job_post(stack):
    client = recruiter(stack)
    post = client.api("POST", "/job-posts", {"title": "Frontend Developer", "skills": ["React"]}).json["id"]
    answer = client.upload("/api/v1/resumes/bulk", "people.zip", archive({"a.txt": person(1), "b.txt": person(2)}), job_post_id=post)
    assert ended(client, answer.json["id"])["done"] == 2
    listed = every(client, f"/job-posts/{post}/candidacies")
    assert {item["email"] for item in listed} == {"person.1@people.example", "person.2@people.example"}
    assert all(item["status"] == "new" and item["resume_status"] == "done" for item in listed)
    (one,) = every(client, f"/job-posts/{post}/candidacies?email=Person.1@people.example")
    assert client.api("PATCH", f"/candidacies/{one['id']}", {"status": "interview"}).json["status"] == "interview"
    assert [item["id"] for item in every(client, f"/job-posts/{post}/candidacies?status=interview")] == [one["id"]]


def test_the_command_line_uploads_a_folder_and_says_what_was_refused(invented, tmp_path):
    _, client = recruiter(invented), recruiter(invented)
    (tmp_path / "deep").mkdir()
    (tmp_path / "ada.txt").write_text("Ada Example\nada@example.org\n\nSkills\nPython, SQL\n")
    (tmp_path / "deep" / "bob.txt").write_text("Bob Example\nbob@example.org\n\nSkills\nGo\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (tmp_path / ".hidden").write_text("nobody's")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")

    unnamed = invented.hunter("import", "resumes", str(tmp_path), check=False)
    assert unnamed.returncode == 65 and "--email" in unnamed.stderr

    done = invented.hunter("import", "resumes", str(tmp_path), "--email", client.email.upper(), "--wait")
    run = done.stdout.split()[0]
    assert done.stdout.splitlines()[0] == f"{run} 3 files"
    assert done.stdout.splitlines()[-1] == f"{run} read 2, refused 1"
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["picture.png"]
    assert {resume["file_name"] for resume in every(client, "/resumes")} == {"ada.txt", "bob.txt"}
    # By what they are about, from the moment they have been read: no word of it stands in either.
    assert every(client, "/resumes/search?q=golang")[0]["file_name"] == "bob.txt"
    assert every(client, "/resumes/search?q=django,+databases")[0]["file_name"] == "ada.txt"
    assert status(client, run)["state"] == "succeeded"
    assert (tmp_path / "ada.txt").exists()


def left_by_a_killed_process(stack):
    """A folder as an import that was killed leaves it in the data folder: its lock went with its process."""
    folder = stack.data / "hunter-scratch-aB3xYz"
    folder.mkdir()
    (folder / "0").write_text("somebody's resume")
    return folder


def test_what_a_killed_process_left_goes_with_the_next_import_and_the_next_worker(invented, tmp_path):
    client = recruiter(invented)
    (tmp_path / "ada.txt").write_text(person(1))
    folder = left_by_a_killed_process(invented)
    invented.hunter("import", "resumes", str(tmp_path), "--email", client.email, "--wait")
    assert not folder.exists()
    folder = left_by_a_killed_process(invented)
    for pid in invented.pids("hunter-worker"):
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: not folder.exists(), 30, "the sweep of a worker that starts")
    assert list(invented.data.glob("hunter-scratch-*")) == []


def test_a_folder_that_is_none_is_refused(invented, tmp_path):
    for folder in (tmp_path / "nowhere", tmp_path):
        answer = invented.hunter("import", "resumes", str(folder), check=False)
        assert (answer.returncode, answer.stdout) == (65, "")
        assert str(folder) in answer.stderr
