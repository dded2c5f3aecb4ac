"""A person's own sources: a company is named, its board found, its run watched; each page on a phone, in the dark, by axe."""

import pytest
from conftest import SIZES


def test_a_company_is_named_its_board_found_and_its_run_watched(open_page, register, check):
    page = open_page("/sources", user=register())
    check(page)
    page.fill("#given", "Quay Maps")
    page.click("form[action='/sources'] button >> nth=0")
    page.wait_for_url("**/sources")
    # The page asks again by itself while the board is looked for and collected.
    page.wait_for_selector("a:has-text('Quay Maps (Greenhouse)')", timeout=30_000)
    page.locator("[data-live]").wait_for(state="detached", timeout=30_000)
    assert "Ready" in page.inner_text("tr:has-text('Quay Maps')")
    check(page)
    page.click("a:has-text('Quay Maps (Greenhouse)')")
    page.wait_for_url("**/sources/*")
    assert page.inner_text(".stats dd >> nth=0") == "3"
    check(page)
    page.click("#runs ~ div tbody a >> nth=0")
    page.wait_for_url("**/runs/*")
    check(page)
    page.go_back()
    page.click("button:has-text('Refresh')")
    page.wait_for_url("**/runs/*")
    page.locator("[data-live]").wait_for(state="detached")
    assert "Unchanged" in page.inner_text(".stats") and "3" in page.inner_text(".stats")


@pytest.mark.parametrize("size", list(SIZES))
def test_pages_of_sources(open_page, check, furnished, size):
    page = open_page("/sources", size=size, user=furnished.user)
    page.expected_failures |= {"/sources"}

    def look():
        check(page)
        page.emulate_media(color_scheme="dark")
        check(page, again=True)
        page.emulate_media(color_scheme="light")

    look()
    page.click("details summary")
    page.select_option("#kind", "adzuna")
    page.fill("#country", "xx")
    page.click("details button")
    page.wait_for_selector("[role=alert]")
    look()
    page.goto("/sources")
    page.click("#everybodys ~ div tbody th a >> nth=0")
    page.wait_for_url("**/sources/*")
    look()
