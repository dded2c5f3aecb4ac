"""Matching a pasted text: found by meaning, explained, filtered, on a phone and in the dark, by axe; and postings like another."""

import json

import pytest
from conftest import PASSWORD, SIZES
from harness.client import Client
from harness.stack import eventually
from playwright.sync_api import expect
from test_pages import signed_in

RESUME = "Ada Example\nLuthier\n\nExperience\nLuthier, Kestrel Strings, 2015 - 2024\nBuilt and repaired violins and cellos.\n"
POSTINGS = [
    {"title": "Luthier", "company": "Bow & Sons", "location": "Cremona, Italy", "url": "https://jobs.example/luthier",
     "description": "We repair violins, violas and cellos, and build new ones by hand."},
    {"title": "Violin Maker <Trainee>", "company": "Stradella", "location": "Mittenwald, Germany", "url": "https://jobs.example/violin",
     "description": "Learn to build and repair violins, violas and cellos by hand in our workshop.", "type": "internship"},
]  # fmt: skip


@pytest.fixture(scope="module")
def matched(stack, browser, tmp_path_factory):
    """Somebody with an account, and two postings that are indexed."""
    file = tmp_path_factory.mktemp("postings") / "postings.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in POSTINGS))
    stack.hunter("import", "postings", str(file))
    client = Client(stack.url)
    client.email, client.password = "texts@example.org", PASSWORD
    stack.hunter("user", "add", "--email", client.email, "--role", "seeker", "--password-stdin", input=PASSWORD + "\n")
    client.token = client.logged_in_token()

    def found():
        jobs = client.api("POST", "/match/resume", {"resume_text": RESUME, "limit": 100}).json["jobs"]
        return {job["title"]: job["job_id"] for job in jobs} if len(jobs) > 1 else None

    eventually(lambda: found() and {row["title"] for row in POSTINGS} <= found().keys(), 60, "postings that are indexed")
    return signed_in(client, stack, browser), found()


@pytest.mark.parametrize("size", list(SIZES))
def test_a_pasted_resume_finds_what_fits_it(open_page, check, matched, size):
    user, ids = matched
    page = open_page("/matches", size=size, user=user)
    page.expected_failures |= {"/match"}
    page.click("a[href='/match']")

    def look():
        check(page)
        page.emulate_media(color_scheme="dark")
        check(page, again=True)
        page.emulate_media(color_scheme="light")

    look()
    page.fill("#text", RESUME)
    page.click("form[action='/match'] button")
    first = page.locator(".match-row").first
    first.wait_for()
    assert first.locator("h3").inner_text() == "Luthier"
    assert any("Luthier" in quote for quote in first.locator(".quote").all_inner_texts())
    assert page.input_value("#text").startswith("Ada Example"), "the text stays, to be changed and sent again"
    look()
    page.check("#internship")
    page.click("form[action='/match'] button")
    expect(page.locator(".match-row h3", has_text="Violin Maker <Trainee>")).to_be_visible()
    expect(page.locator(".match-row h3", has_text="Luthier")).to_have_count(0)
    page.fill("#min_pay", "a lot")
    page.click("form[action='/match'] button")
    page.wait_for_selector("[role=alert]")
    look()


def test_a_posting_leads_to_those_like_it(open_page, check, matched):
    user, ids = matched
    page = open_page("/jobs/" + ids["Luthier"], user=user)
    page.click("a[href^='/match?like=']")
    page.wait_for_selector(".match-row")
    titles = page.locator(".match-row h3").all_inner_texts()
    assert "Violin Maker <Trainee>" in titles and "Luthier" not in titles
    check(page)
