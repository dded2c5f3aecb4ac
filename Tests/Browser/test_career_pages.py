"""A person searches a career page that needs a browser, sees matches arrive, and adds postings of their own."""

import pytest
from career_site import TITLES, CareerSite
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def site():
    site = CareerSite()
    yield site
    site.close()


@pytest.fixture
def seeker(register, open_page):
    user = register()
    page = open_page("/settings", user=user)
    page.locator("#role").fill("Rust Engineer")
    page.locator("form[action='/settings'] button").click()
    return user


def search(page, address):
    page.get_by_label("Address of the career page").fill(address)
    page.get_by_role("button", name="Search this page").click()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_page_made_by_scripts_is_searched_and_matches_arrive(site, seeker, open_page, check, script):
    page = open_page("/searches", user=seeker, script=script, size="phone" if script else "desktop")
    if script:
        check(page)
    search(page, site.address + "/careers")
    expect(page.locator(".progress-sentence", has_text="3 postings were found.")).to_be_visible(timeout=60_000)
    titles = page.locator(".match-row h3").all_inner_texts()
    assert titles[0] == TITLES[0] and sorted(titles) == sorted(TITLES), "best first"
    assert page.locator(".match-row .score-number").count() == 3
    if script:
        check(page)
    assert "/openings.json" in site.asked and "/about" not in site.asked
    page.get_by_role("link", name=TITLES[0]).click()
    expect(page.get_by_role("heading", name=TITLES[0])).to_be_visible()


def test_an_address_that_is_none_is_told_apart_at_once(seeker, open_page, check):
    page = open_page("/searches", user=seeker)
    page.expected_failures.add("/searches")
    search(page, "nonsense")
    expect(page.get_by_text("Give the address of a web page")).to_be_visible()
    check(page)


def test_a_pasted_posting_is_kept_corrected_and_nobody_elses(seeker, register, open_page, check):
    page = open_page("/postings/new", user=seeker, size="phone")
    check(page)
    page.get_by_label("Text of the posting").fill("Beekeeper at Clover & Co\n\nYou keep bees.\nLocation: Ghent")
    page.get_by_role("button", name="Add this posting").click()
    assert page.get_by_label("Title").input_value() == "Beekeeper"
    assert page.get_by_label("Company").input_value() == "Clover & Co"
    assert page.get_by_label("Place").input_value() == "Ghent"
    page.get_by_label("Title").fill("Senior Beekeeper")
    check(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Senior Beekeeper")).to_be_visible()
    own = page.url
    stranger = register()
    other = open_page(user=stranger)
    assert other.request.get(own).status == 404
    assert "Senior Beekeeper" not in other.request.get(own.rsplit("/", 1)[0] + "?q=beekeeper").text()


def test_a_posting_is_added_by_its_address(site, seeker, open_page):
    page = open_page("/postings/new", user=seeker)
    page.get_by_label("Address of the posting").fill(site.address + "/careers/1")
    page.get_by_role("button", name="Read the page").click()
    expect(page.get_by_role("link", name=TITLES[1])).to_be_visible(timeout=60_000)
