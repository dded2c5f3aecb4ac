"""A search that somebody keeps: what is new since they looked, seen, renamed, deleted; on a phone and in the dark, by axe."""

import inputs
import pytest
from conftest import SIZES
from playwright.sync_api import expect


def posting(number):
    return {
        "title": f"Campanologist {number}", "company": "Belfry & Sons", "url": f"https://jobs.example/bells/{number}",
        "description": f"You ring the bells of tower {number}, tune them and teach others how to.",
    }  # fmt: skip


@pytest.mark.parametrize("size", list(SIZES))
def test_a_search_is_kept_and_tells_what_is_new(open_page, stack, register, check, tmp_path, size):
    first = 10 * list(SIZES).index(size)

    def add(number):
        stack.hunter("import", "postings", str(inputs.write_lines(tmp_path / f"{number}.jsonl", [posting(number)])))

    def look():
        check(page)
        page.emulate_media(color_scheme="dark")
        check(page, again=True)
        page.emulate_media(color_scheme="light")

    add(first)
    page = open_page("/jobs?q=campanologist", size=size, user=register())
    page.click("summary:has-text('Keep this search')")
    page.fill("#save-name", "Bells <and> towers")
    page.click("form[action='/saved-searches'] button")
    expect(page.locator(".rank", has_text="Bells <and> towers")).to_be_visible()
    look()
    page.goto("/saved-searches")
    expect(page.locator(".state")).to_have_text("Nothing new")
    add(first + 1)
    page.reload()
    expect(page.locator(".state")).to_have_text("1 new")
    look()
    page.click("text=Bells <and> towers")
    page.click("a[href*='arrived_after=']")
    assert page.locator(".rows h3").all_inner_texts() == [f"Campanologist {first + 1}"]
    look()
    page.click("form[action$='/seen'] button")
    expect(page.locator(".state")).to_have_text("Nothing new")
    page.click("summary")
    page.fill("input[name=name]", "Towers")
    page.click("form[action$='/rename'] button")
    page.click("summary")
    look()
    assert page.locator("h2 a").first.inner_text() == "Towers"
    page.click("form[action$='/delete'] button")
    expect(page.locator(".empty")).to_be_visible()
    look()
