"""Everything by keyboard: the skip link, the single keys, and focus that stays where it was."""


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(open_page, furnished):
    page = open_page("/jobs")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#main"
    assert skip.bounding_box()["y"] >= 0, "the skip link is seen while it has focus"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_slash_key_goes_to_the_search(open_page, furnished):
    page = open_page("/jobs")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("/jk?o")
    assert page.input_value("#q") == "/jk?o", "keys are letters while somebody types"
    page = open_page("/resumes", user=furnished.user)
    page.keyboard.press("/")
    page.wait_for_url("**/jobs")


def test_j_k_and_o_walk_a_list(open_page, furnished):
    page = open_page("/jobs?q=marketing")
    links = [link.get_attribute("href") for link in page.locator("[data-rows] h3 a").all()]
    assert len(links) > 3

    def focused():
        return page.evaluate("document.activeElement.getAttribute('href')")

    for key, place in [("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0)]:
        page.keyboard.press(key)
        assert focused() == links[place]
    assert page.locator(".is-current").count() == 1
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(lambda url: url.split("?")[0].endswith(links[1].split("?")[0]))


def test_the_question_mark_lists_the_keys_and_they_can_be_switched_off(open_page, furnished):
    page = open_page("/jobs")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()
    page.keyboard.press("j")
    assert page.locator(".is-current").count() == 0
    page.reload()
    page.keyboard.press("j")
    assert page.locator(".is-current").count() == 0, "the choice is remembered"
    page.keyboard.press("?")
    page.check("#keys-on")
    page.click("[data-close-keys]")
    page.keyboard.press("j")
    assert page.locator(".is-current").count() == 1


def test_focus_stays_where_it_was_when_the_live_part_is_replaced(open_page, furnished):
    page = open_page("/jobs/" + furnished.client.api("GET", "/jobs?q=engineer").json["items"][0]["id"], user=furnished.user)
    page.check("#engine-simulated")
    page.click("form[action='/matches'] button")
    page.wait_for_selector(".progress button")
    page.focus(".progress button")
    before = page.evaluate("document.activeElement.id")
    page.evaluate("document.querySelector('.live').dataset.marker = 'old'")
    page.wait_for_selector(".live:not([data-marker])")
    assert page.locator(".progress button").count() == 1, "still running"
    assert page.evaluate("document.activeElement.id") == before
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice h2")
    assert "cancelled" in page.inner_text(".live").lower()


def test_a_match_is_read_by_keyboard_from_the_ledger_to_the_quote(open_page, furnished):
    page = open_page(f"/matches/{furnished.matches['embedded']}", user=furnished.user)
    number = page.locator(".contribution").first.get_attribute("data-evidence")
    page.focus(".contribution")
    lit = page.locator(".is-lit").evaluate_all("parts => parts.map(part => part.dataset.evidence)")
    assert lit and set(lit) == {number}
    mark = page.locator("#posting-text .quote-number, #resume-text .quote-number").first
    target = mark.get_attribute("href")
    mark.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == target
    assert page.locator(target).count() == 1
