"""The main road from an empty installation: register, upload, import, search, match, rank, collect."""

import json
import re

import inputs
import pytest
from conftest import PASSWORD, SIZES, User, settings
from harness.stack import Stack, eventually


@pytest.fixture(scope="module")
def stack(board):
    """An installation nobody has seen before."""
    with Stack(**settings(board)) as running:
        yield running


@pytest.fixture(scope="module")
def walker():
    """The first person here, once the first test has registered them."""
    return User("greta.lindqvist@example.org", PASSWORD, [])


def stays(page):
    """Marks the document; the answer tells whether it is still the same one."""
    page.evaluate("window.sameDocument = true")
    return lambda: page.evaluate("window.sameDocument === true")


def plain(page, selector):
    """A text of the match without the numbers of its evidence."""
    script = "part => { part = part.cloneNode(true); part.querySelectorAll('.quote-number').forEach(n => n.remove()); return part.textContent }"
    return " ".join(page.locator(selector + " .sheet-text").evaluate(script).split())


def register(page, user):
    page.goto("/register")
    page.fill("input[name=name]", "Greta")
    page.fill("input[name=email]", user.email)
    page.fill("input[name=password]", user.password)
    page.click("main form button")
    page.wait_for_url("**/dashboard")
    user.cookies = page.context.cookies()


def upload(page, name, data):
    page.goto("/resumes")
    page.set_input_files("#file", {"name": name, "mimeType": "application/pdf", "buffer": data})
    page.click(".upload button")
    page.wait_for_url("**/resumes/*")


@pytest.fixture(scope="module")
def imported(stack, tmp_path_factory):
    """Imports the test's own postings, and the 259 real ones where they are: how many there should be."""
    tmp_path = tmp_path_factory.mktemp("postings")
    done = stack.hunter("import", "postings", str(inputs.write_lines(tmp_path / "own.jsonl", inputs.postings())))
    assert "created 30," in done.stdout, done.stdout
    if not (real := inputs.shared("data/open/jobs_emscad.jsonl")):
        return 30
    rows = [json.loads(line) for line in real.read_text().strip().split("\n")]
    converted = [
        {"url": f"https://example.org/emscad/{row['id']}", "title": row["title"], "company": "A company of the EMSCAD collection",
         "description": row["text"], "source": "EMSCAD"}
        for row in rows
    ]  # fmt: skip
    done = stack.hunter("import", "postings", str(inputs.write_lines(tmp_path / "emscad.jsonl", converted)))
    assert f"created {len(rows)}," in done.stdout, done.stdout
    return 30 + len(rows)


def test_the_whole_road_without_a_reload(open_page, stack, check, walker, request):
    page = open_page("/")
    assert "The first to register looks after this installation." in page.inner_text("main")
    check(page)
    page.goto("/jobs")
    assert page.locator(".empty h3").count() == 1
    check(page)

    register(page, walker)
    assert page.locator(".step").count() == 3, "a newcomer sees what to do"
    check(page)
    assert page.locator("nav.menu a[href='/admin']").count() == 1, "the first account is admin"
    page.goto("/admin")
    check(page)

    upload(page, "Greta Lindqvist.pdf", inputs.pdf(inputs.RESUME))
    same = stays(page)
    page.wait_for_selector("input[name=years]")
    assert same(), "the profile came without a reload"
    assert page.input_value("#name") == "Greta Lindqvist"
    assert page.input_value("#email") == "greta.lindqvist@example.org"
    assert "5550" in page.input_value("#phone")
    assert float(page.input_value("#years")) == pytest.approx(7, abs=0.5)
    skills = page.input_value("#skills")
    assert "Google Analytics" in skills and "Search engine optimization" in skills
    check(page)

    total = request.getfixturevalue("imported")
    page.goto("/jobs")
    assert page.inner_text(".results-count") == f"{total} postings"
    page.fill("#q", "marketing")
    page.press("#q", "Enter")
    page.wait_for_url("**/jobs?q=marketing*")
    assert int(re.match(r"\d+", page.inner_text(".results-count"))[0]) >= 12
    assert "marketing" in page.locator(".row-snippet b").first.inner_text().lower()
    page.click(".posting-row >> nth=0 >> h3 a")
    page.wait_for_url("**/jobs/*")
    title = page.inner_text("h1")

    page.click("form[action='/matches'] button")
    page.wait_for_url("**/matches/*")
    same = stays(page)
    page.wait_for_selector(".verdict-number")
    assert same(), "the score came without a reload"
    assert page.inner_text("h1") == title
    assert 0 < int(page.inner_text(".verdict-number")) <= 100
    assert page.inner_text(".verdict-band") in ("Weak", "Fair", "Good", "Strong")
    assert page.locator(".reason").count() >= 1
    for words, side in (("You wrote", "#resume-text"), ("They ask", "#posting-text")):
        text = plain(page, side)
        quotes = page.locator(f".quote-pair div:has(dt:text-is('{words}')) q").all_inner_texts()
        assert quotes, words
        for quote in quotes:
            assert " ".join(quote.split()).strip(" …“”\"") in text, "what is quoted stands in the text"
    assert "embedded" in page.inner_text(".verdict-engine").lower()
    check(page)

    number = page.locator(".contribution").first.get_attribute("data-evidence")
    page.hover(".contribution >> nth=0")
    lit = page.locator(".is-lit").evaluate_all("parts => parts.map(part => part.dataset.evidence)")
    assert set(lit) == {number}
    marks = page.locator(f".sheet mark.is-lit[data-evidence='{number}']")
    assert marks.count() >= 2, "the same evidence is lit in both texts"
    page.goto("/dashboard")
    assert page.locator(".match-row").count() >= 1, "with those that new postings brought"
    check(page)


def test_the_whole_road_without_javascript(open_page, imported):
    page = open_page("/", script=False)
    other = User("noscript@example.org", PASSWORD, [])
    register(page, other)
    assert page.locator("nav.menu a[href='/admin']").count() == 0, "the second account is nobody special"
    upload(page, "resume.pdf", inputs.pdf(inputs.RESUME))
    page.wait_for_selector("#name")  # the page refreshes itself
    assert page.input_value("#name") == "Greta Lindqvist"
    page.goto("/jobs")
    page.fill("#q", "marketing")
    page.press("#q", "Enter")
    page.wait_for_url("**/jobs?q=marketing*")
    page.click(".posting-row >> nth=0 >> h3 a")
    page.wait_for_url("**/jobs/*")
    page.check("#engine-simulated")
    page.click("form[action='/matches'] button")
    page.wait_for_url("**/matches/*")
    assert page.locator(".progress").count() == 1
    address = page.url
    page.wait_for_selector(".verdict-number")
    assert page.url == address
    assert "Simulated" in page.inner_text(".verdict")
    page.go_back()
    page.check("#engine-embedded")
    page.click("form[action='/matches'] button")
    page.wait_for_selector(".reason")
    assert page.locator(".quote-pair q").count() >= 2
    for link in page.locator(".quote-pair a.quote").all():
        assert page.locator(link.get_attribute("href")).count() == 1, "a quote links to its place"


def test_real_resumes_are_read(open_page, walker):
    folder = inputs.shared("data/open/pdf_templates")
    page = open_page("/resumes", user=walker)
    for file in sorted(folder.glob("*.pdf"))[:3] if folder else []:
        upload(page, file.name, file.read_bytes())
        page.wait_for_selector("#skills")
        assert len(page.inner_text(".sheet-text").split()) > 50, file.name


def test_three_sample_resumes_come_with_one_click(open_page, register):
    page = open_page("/resumes", user=register())
    page.click("form[action='/samples'] button")
    page.wait_for_url("**/resumes")
    eventually(lambda: page.reload() and page.locator(".state-good").count() == 3, what="three resumes read")


def test_a_search_is_ranked(open_page, walker):
    page = open_page("/jobs?q=marketing", user=walker)
    found = int(re.match(r"\d+", page.inner_text(".results-count"))[0])
    own = page.locator("#rank-resume option", has_text="Greta").first
    page.select_option("#rank-resume", own.get_attribute("value"))
    page.click("form[action='/rankings'] button")
    page.wait_for_url("**/rankings/*")
    same = stays(page)
    page.wait_for_selector(".match-row")
    page.locator("[data-live]").wait_for(state="detached", timeout=60_000)
    assert same()
    assert f"{found} posting" in page.inner_text(".live")
    scores = [int(text) for text in page.locator(".match-row .score-number").all_inner_texts()]
    assert len(scores) == min(found, 100) and scores == sorted(scores, reverse=True)
    assert all(not page.locator(".match-row").nth(place).get_by_text("Simulated").count() for place in (0, len(scores) - 1))
    page.goto("/matches")
    assert page.locator(".match-row").count() > 0
    page.goto("/jobs?q=marketing")
    assert page.locator(".posting-row .score").count() > 0, "the search shows what is known"


def test_everything_is_ranked_and_a_changed_profile_scores_what_was_said(open_page, walker, imported, check):
    page = open_page("/jobs", user=walker)
    own = page.locator("#rank-resume option", has_text="Greta").first.get_attribute("value")
    page.select_option("#rank-resume", own)
    page.click("form[action='/rankings'] button")
    page.wait_for_url("**/rankings/*")
    same = stays(page)
    page.wait_for_selector(".match-row", timeout=60_000)
    page.locator("[data-live]").wait_for(state="detached", timeout=60_000)
    assert same() and f"{imported} posting" in page.inner_text(".live")
    scores = [int(text) for text in page.locator(".match-row .score-number").all_inner_texts()]
    assert len(scores) == imported and scores == sorted(scores, reverse=True) and scores[0] > scores[-1]

    # The best of those that say what a skill would bring: quotes stand in both texts.
    addresses = page.locator(".match-row h3 a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for address in addresses:
        page.goto(address)
        said = [re.fullmatch(r"With (.+) the score would be (\d+)\.", text) for text in page.locator(".would-be li").all_inner_texts()]
        said = [(found[1], int(found[2])) for found in said if found and "of work" not in found[1]]
        if said:
            break
    skill, promised = said[0]
    check(page)
    before = int(page.inner_text(".verdict-number"))
    assert before < promised
    quotes = page.locator(".reason:has(.quote-pair > div + div)").first.locator("a.quote").evaluate_all("links => links.map(link => link.hash)")
    for side in ("resume", "posting"):
        assert any(page.locator(f"#{side}-text mark{quote}").count() == 1 for quote in quotes), side
    posting = page.locator("#posting-text-title a").get_attribute("href")

    page.goto(f"/resumes/{own}")
    skills = page.input_value("#skills")
    page.fill("#skills", f"{skills}, {skill}")
    page.click("form[action$='/profile'] button")
    page.wait_for_load_state()
    assert skill in page.input_value("#skills")
    page.goto(posting)
    page.select_option("#resume_id", own)
    page.click("form[action='/matches'] button")
    page.wait_for_url("**/matches/*")
    page.wait_for_selector(".verdict-number")
    assert int(page.inner_text(".verdict-number")) == promised

    page.goto(f"/resumes/{own}")
    page.fill("#skills", skills)
    page.click("form[action$='/profile'] button")
    page.wait_for_load_state()


def test_a_match_is_cancelled(open_page, walker):
    page = open_page("/jobs?q=developer", user=walker)
    page.click(".posting-row >> nth=0 >> h3 a")
    page.wait_for_url("**/jobs/*")
    page.check("#engine-simulated")
    page.click("form[action='/matches'] button")
    page.wait_for_selector(".progress button")
    page.click(".progress button")
    page.wait_for_selector(".notice h2")
    assert page.inner_text(".notice h2") == "You cancelled this match"
    assert page.locator(".verdict-number").count() == 0
    page.click("form[action='/matches'] button")
    page.wait_for_selector(".verdict-number")


def counts(page):
    names, values = page.locator(".stats dt").all_inner_texts(), page.locator(".stats dd").all_inner_texts()
    return {name: int(value) for name, value in zip(names, values, strict=True)}


def test_a_source_is_collected_live_and_twice_without_doubles(open_page, stack, board, walker, check):
    def refresh():
        page.goto("/admin")
        page.locator("tr", has_text="Arbeitnow").locator("button").click()
        page.wait_for_url("**/runs/*")

    page = open_page("/admin", user=walker)
    board.hold.clear()
    refresh()
    same = stays(page)
    page.wait_for_selector(".live:has-text('Collecting')")
    eventually(lambda: page.evaluate("document.querySelector('.stats dd').textContent") == "1", what="the first page live")
    assert counts(page)["Received"] == 4 and page.locator(".progress").count() == 1
    board.hold.set()
    page.locator("[data-live]").wait_for(state="detached")
    assert same(), "the run was watched without a reload"
    assert counts(page) == {"Pages": 3, "Received": 12, "New": 11, "Changed": 0, "Unchanged": 0, "Refused": 1}
    refused = page.locator(".live tbody tr", has_text="a-posting-without-a-title")
    assert refused.count() == 1 and "a-posting-without-a-title" in refused.inner_text() and "title" in refused.inner_text()
    check(page)

    refresh()
    page.locator("[data-live]").wait_for(state="detached")
    assert counts(page) == {"Pages": 3, "Received": 12, "New": 0, "Changed": 0, "Unchanged": 11, "Refused": 1}
    page.goto("/jobs?q=moss")
    assert page.inner_text(".results-count") == "11 postings for “moss”"
    page.click(".posting-row >> nth=0 >> h3 a")
    page.wait_for_url("**/jobs/*")
    assert page.inner_text(".prose strong") == "server gardens"
    page.goto("/admin")
    assert page.locator("#runs ~ * tbody tr").count() == 2
    check(page)


@pytest.mark.parametrize("size", list(SIZES))
def test_the_result_fits_every_screen(open_page, walker, check, size):
    page = open_page("/matches", size=size, user=walker)
    page.click(".match-row >> nth=0 >> h3 a")
    page.wait_for_selector(".verdict-number")
    check(page)
