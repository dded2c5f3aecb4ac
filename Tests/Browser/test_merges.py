"""One posting at two boards: its page says why it is one; an operator parts it again; a company is hidden and shown."""

import inputs
import pytest
from conftest import SIZES, User
from harness.client import Client
from test_pages import signed_in

TEXT = (
    "You keep the lighthouse of the northern bay. You trim the lamp, write the log of each night, mend what the wind breaks and "
    "tell the boats by radio what you see. You have lived with weather before and like your own company."
)
KEEPER = {"title": "Lighthouse Keeper", "company": "Northern Bay Trust GmbH", "location": "Bergen, Norway", "posted_at": "2026-11-01"}


@pytest.fixture(scope="module")
def keepers(stack, admin, browser, tmp_path_factory):
    """Two rows of two boards that are one posting, and an operator logged in."""
    client = Client(stack.url)
    client.email, client.password = admin.email, admin.password
    client.token = client.logged_in_token()
    rows = [
        {**KEEPER, "url": "https://trust.example/keeper", "source": "Trust careers", "description": TEXT},
        {
            **KEEPER, "url": "https://board.example/j/481", "source": "Coast jobs", "company": "Northern Bay Trust",
            "title": "Lighthouse Keeper (m/f/d)", "description": f"<p>{TEXT}</p>",
        },
    ]  # fmt: skip
    file = inputs.write_lines(tmp_path_factory.mktemp("keepers") / "postings.jsonl", rows)
    stack.hunter("import", "postings", str(file))
    user = signed_in(client, stack, browser)
    return User(user.email, user.password, user.cookies), client, str(file)


@pytest.mark.parametrize("size", list(SIZES))
def test_pages_of_what_is_one_and_what_is_hidden(open_page, check, keepers, size):
    user, client, _ = keepers
    posting = client.api("GET", "/jobs?q=lighthouse").json["items"][0]["id"]
    page = open_page(f"/jobs/{posting}", size=size, user=user)
    for path in (f"/jobs/{posting}", "/blocks"):
        page.goto(path)
        check(page)
        page.emulate_media(color_scheme="dark")
        check(page, again=True)
        page.emulate_media(color_scheme="light")


def test_a_company_is_hidden_and_a_merge_is_undone_for_good(open_page, stack, keepers):
    user, client, file = keepers
    page = open_page("/jobs?q=lighthouse", user=user)
    rows = page.locator("a:has-text('Lighthouse Keeper')")
    assert rows.count() == 1, "the same posting of two boards is listed once"
    rows.first.click()
    assert "Trust careers" in page.inner_text("main") and "Coast jobs" in page.inner_text("main")
    page.click("text=Hide postings of Northern Bay Trust")
    page.wait_for_url("**/blocks")
    page.goto("/jobs?q=lighthouse")
    assert page.locator("a:has-text('Lighthouse Keeper')").count() == 0
    page.goto("/blocks")
    page.click("button[aria-label^='Show again: Northern Bay Trust']")
    page.goto("/jobs?q=lighthouse")
    page.locator("a:has-text('Lighthouse Keeper')").first.click()
    assert "same company" in page.inner_text("main")
    page.click("button[aria-label^='Not the same']")
    page.wait_for_url("**/jobs/*")
    assert "two postings again" in page.inner_text("body")
    for _ in range(2):
        page.goto("/jobs?q=lighthouse")
        assert page.locator("a:has-text('Lighthouse Keeper')").count() == 2
        stack.hunter("import", "postings", file)
