"""The review of a resume: every field beside its place in the text, edited, accepted, read again, and one version chosen."""

import inputs
import pytest
from harness.client import Client
from harness.stack import eventually


@pytest.fixture
def reviewed(stack, register):
    """A person with one resume that has been read: their browser, their client and the resume's address."""
    user = register()
    client = Client(stack.url)
    client.email, client.password = user.email, user.password
    client.token = client.logged_in_token()
    sent = client.upload("/api/v1/resumes/upload", "greta.txt", inputs.RESUME.encode())
    assert sent.status == 202, sent.text
    read(client, sent.json["id"])
    return user, client, sent.json["id"]


def read(client, resume):
    eventually(lambda: client.api("GET", f"/resumes/{resume}").json["status"] == "done", what="a resume that is read")
    return client.api("GET", f"/resumes/{resume}").json["profile"]


def test_every_field_leads_to_its_place(open_page, reviewed, check):
    user, _, resume = reviewed
    page = open_page(f"/resumes/{resume}", user=user)
    assert page.input_value("#experience-0-title") == "Marketing Manager"
    assert page.input_value("#experience-1-company").startswith("Nordlicht Tea")
    assert page.input_value("#education-0-year") == "2017"
    sheet = page.locator(".sheet-text")
    assert sheet.inner_text().split() == inputs.RESUME.split(), "the marks leave the text as it is"
    links = page.locator("form .section-head a")
    assert links.count() >= 12
    for index in range(links.count()):
        anchor = links.nth(index).get_attribute("href")
        assert page.locator(f"mark{anchor}").count() == 1, anchor
    page.locator(".field:has(#experience-1-title) a").click()
    mark = page.locator("mark:target")
    assert mark.inner_text() == "Marketing Specialist"
    assert mark.evaluate("m => { const b = m.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }"), "in sight"
    page.focus("#email")
    assert page.locator("mark.is-lit").inner_text() == "greta.lindqvist@example.org"
    check(page)


@pytest.mark.parametrize("size", ("desktop", "phone"))
@pytest.mark.parametrize("scheme", ("light", "dark"))
def test_the_review_at_every_width_and_in_the_dark(open_page, reviewed, check, size, scheme):
    user, _, resume = reviewed
    page = open_page(f"/resumes/{resume}", user=user, size=size, scheme=scheme)
    page.locator("details summary").first.click()
    check(page)


@pytest.mark.parametrize("script", (True, False))
def test_editing_accepting_and_reading_again(open_page, reviewed, script):
    user, client, resume = reviewed
    page = open_page(f"/resumes/{resume}", user=user, script=script)
    page.expected_failures.add("/profile")
    assert "Nobody has checked this yet." in page.inner_text("main")
    page.fill("#experience-0-title", "Head of Marketing")
    page.fill("#experience-0-start", "soon")
    page.click("form[action$='/profile'] button")
    assert page.locator("#experience-0-start-error").count() == 1
    assert page.input_value("#experience-0-title") == "Head of Marketing", "what was written is kept"
    page.fill("#experience-0-start", "03/2020")
    page.locator("summary", has_text="Add a course of study").click()
    page.fill("#education-1-degree", "Diploma in Tea")
    page.click("form[action$='/profile'] button")
    page.wait_for_selector(".notice-good")
    profile = client.api("GET", f"/resumes/{resume}").json["profile"]
    assert profile["experience"][0]["title"] == "Head of Marketing" and profile["experience"][0]["start"] == "2020-03"
    assert "title" not in profile["experience"][0]["spans"] and "company" in profile["experience"][0]["spans"]
    assert profile["education"][1]["degree"] == "Diploma in Tea"

    page.click("form[action$='/read'] button")
    after = read(client, resume)
    assert after["experience"][0]["title"] == "Head of Marketing", "what was accepted stays what counts"
    page.goto(f"/resumes/{resume}")
    page.click("a:text-is('See the new reading')")
    assert page.input_value("#experience-0-title") == "Marketing Manager"
    assert page.locator("#experience-0-title").is_disabled()
    page.click("form[action$='/version'] button")
    page.wait_for_selector("form[action$='/profile']")
    assert client.api("GET", f"/resumes/{resume}").json["profile"]["experience"][0]["title"] == "Marketing Manager"
    assert page.locator("#versions-title").count() == 1
