"""A recruiter's road: collect, watch, search, a job post and those who stand for it; each page on a phone, in the dark, by axe."""

import io
import zipfile

import pytest
from conftest import PASSWORD, SIZES, User
from harness.client import Client
from harness.stack import eventually
from test_pages import signed_in


@pytest.fixture(scope="module")
def recruiter(stack, browser):
    """A recruiter who has collected some resumes, some of them refused, and has a job post."""
    client = Client(stack.url)
    client.email, client.password = "recruiter@example.org", PASSWORD
    stack.hunter("user", "add", "--email", client.email, "--role", "recruiter", "--password-stdin", input=PASSWORD + "\n")
    client.token = client.logged_in_token()
    run = client.api("POST", "/data-collection/trigger", {"count": 40, "per_page": 20, "batch_size": 20, "error_mode": True}).json["id"]
    eventually(lambda: client.api("GET", f"/runs/{run}").json["state"] == "succeeded", 60, "a collection")
    post = client.api("POST", "/job-posts", {"title": "Frontend Developer", "location": "Berlin", "skills": ["React"]}).json["id"]
    for resume in client.api("GET", "/resumes?limit=3").json["items"]:
        client.api("POST", f"/job-posts/{post}/candidacies", {"resume_id": resume["id"]})
    user = signed_in(client, stack, browser)
    return User(user.email, user.password, user.cookies), client, run, post


@pytest.mark.parametrize("size", list(SIZES))
def test_pages_of_a_recruiter(open_page, check, recruiter, size):
    user, _, run, post = recruiter
    page = open_page("/candidates", size=size, user=user)
    page.expected_failures |= {"/collections", "/job-posts"}

    def look():
        page.locator("[data-live]").wait_for(state="detached")
        check(page)
        page.emulate_media(color_scheme="dark")
        check(page, again=True)
        page.emulate_media(color_scheme="light")

    for path in ("/candidates", "/candidates?skills=React,SQL&match=all", "/candidates?q=marketing+manager", "/candidates?skills=Cobol",
                 "/collections", f"/collections/{run}", "/job-posts", f"/job-posts/{post}", f"/job-posts/{post}?status=hired",
                 f"/job-posts/{post}/matches"):  # fmt: skip
        assert page.goto(path).status == 200
        look()
    page.goto("/collections")
    page.fill("#count", "0")
    page.click("form[action='/collections'] button")
    page.wait_for_selector("[role=alert]")
    look()
    page.goto("/job-posts")
    page.eval_on_selector("#title", "input => input.removeAttribute('required')")
    page.click("form[action='/job-posts'] button")
    page.wait_for_selector("[role=alert]")
    look()


def test_a_collection_is_watched_to_its_end_and_its_resumes_are_found(open_page, recruiter):
    user, *_ = recruiter
    page = open_page("/collections", user=user)
    page.fill("#count", "120")
    page.fill("#per_page", "30")
    page.check("#error_mode")
    page.click("form[action='/collections'] button")
    page.wait_for_url("**/collections/*")
    assert page.locator(".progress progress").count() == 1, "it is under way"
    page.wait_for_selector(".live:not([data-live]) .progress-sentence", timeout=60_000)
    assert "120 of 120" in page.inner_text(".stats")
    assert page.locator(".live tbody tr").count() == 12
    page.click("text=Try what was refused again")
    page.wait_for_selector(".live:not([data-live]) .progress-sentence", timeout=60_000)
    assert page.locator(".live tbody tr").count() == 12, "they are as malformed as before"
    page.click(".live a[href='/candidates']")
    page.fill("#skills", "React, SQL")
    page.select_option("#match", "all")
    page.click(".filter button")
    page.wait_for_url("**match=all**")
    rows = page.locator(".resume-row")
    assert rows.count() > 0
    assert all("React" in row and "SQL" in row for row in rows.all_inner_texts())


def test_a_collection_is_cancelled_and_goes_on(open_page, recruiter):
    user, *_ = recruiter
    page = open_page("/collections", user=user)
    page.fill("#count", "5000")
    page.click("form[action='/collections'] button")
    page.wait_for_selector(".progress button")
    page.click(".progress button")
    page.wait_for_selector(".notice h2")
    page.click("text=Go on where it stopped")
    page.wait_for_selector(".progress button")
    page.click(".progress button")
    page.wait_for_selector(".notice h2")


def test_an_archive_is_uploaded_for_a_job_post_without_scripts(open_page, recruiter):
    user, client, _, post = recruiter
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("cv one.txt", "Tilda Tamm\ntilda@people.example\n\nSkills\nReact\n")
        archive.writestr("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64))
    page = open_page("/collections", user=user, script=False)
    page.set_input_files("#file", {"name": "people.zip", "mimeType": "application/zip", "buffer": data.getvalue()})
    page.select_option("#job_post_id", post)
    page.click("form[action='/collections/upload'] button")
    page.wait_for_url("**/collections/*")
    run = page.url.rsplit("/", 1)[1]
    eventually(lambda: client.api("GET", f"/runs/{run}").json["state"] == "succeeded", 60, "the upload")
    page.reload()
    assert "picture.png" in page.inner_text(".live tbody")
    page.goto(f"/job-posts/{post}?email=tilda@people.example")
    row = page.locator(".resume-row")
    assert row.count() == 1 and "Tilda Tamm" in row.inner_text()
    row.locator("select").select_option("interview")
    row.locator("button").click()
    page.wait_for_url(f"**/job-posts/{post}")
    page.goto(f"/job-posts/{post}?status=interview")
    assert "Tilda Tamm" in page.locator(".resume-row").all_inner_texts()[0]


def test_resumes_are_ranked_for_a_job_post_with_reasons_and_the_best_becomes_a_candidate(open_page, check, recruiter):
    user, client, *_ = recruiter
    skills, text = ["React", "TypeScript"], "You build pages with React and TypeScript. React is required."
    post = client.api("POST", "/job-posts", {"title": "Frontend Developer", "skills": skills, "description": text}).json["id"]
    page = open_page(f"/job-posts/{post}", user=user, size="phone")
    page.click("text=Find resumes that fit")
    page.wait_for_url("**/matches")
    page.click(".live form button")
    page.wait_for_selector(".live:not([data-live]) .match-row", timeout=60_000)
    check(page)
    page.emulate_media(color_scheme="dark")
    check(page, again=True)
    rows = page.locator(".match-row")
    scores = [float(text) for text in page.locator(".match-row .score-number").all_inner_texts()]
    assert scores == sorted(scores, reverse=True) and scores[0] > 0
    name = rows.first.locator("h3").inner_text()
    rows.first.locator("form button").click()
    page.wait_for_url("**/matches")
    assert "New" in page.locator(".match-row").first.inner_text()
    page.locator(".match-row h3 a").first.click()
    page.wait_for_url("**/matches/*-*")
    assert page.locator("mark").count() > 0, "both sides are quoted"
    page.goto(f"/job-posts/{post}")
    assert name in page.locator(".resume-row").all_inner_texts()[0]
