"""A real Chromium on the whole product, started as `make run` starts it.

Fixtures:
    stack         the running product, one for the run: stack.url, stack.hunter("import", ...), stack.pids(...)
    browser       Chromium
    open_page     open_page(path="/", size="desktop"|"phone", scheme="light"|"dark", script=True, user=None) -> a page whose
                  console errors, uncaught errors, dialogs and refused content fail the test at its end
    register      register(**open_page's) -> a new User (email, password, cookies) by the form at /register
    log_in        log_in(user, **open_page's) -> the page after the form at /login
    admin         an operator's User, made by the command line
    check         check(page): no axe violation (WCAG 2.2 AA), no HTML error, no sideways scrolling
    furnished     the stack full of every kind of thing there is a page for, and an operator logged in
    board         the job board that the stack's Arbeitnow source asks
"""

import dataclasses
import os
import secrets

import inputs
import pytest
from browser_checks import accessibility_problems, markup_problems
from harness.client import Client
from harness.stack import Stack, eventually
from job_board import JobBoard
from playwright.sync_api import sync_playwright

SIZES = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 375, "height": 740}}
PASSWORD = "a rather long pass phrase"


@dataclasses.dataclass
class User:
    email: str
    password: str
    cookies: list


@dataclasses.dataclass
class Furnished:
    """What the furnished stack holds: an operator who has everything, and where it is."""

    user: User
    client: Client
    resumes: list
    unreadable: str
    posting: str
    long_posting: str
    matches: dict  # engine -> id


def settings(board):
    """A board of our own, and a simulated engine slow enough to be watched and cancelled."""
    return {
        "ARBEITNOW_URL": board.address, "GREENHOUSE_URL": board.address, "LEVER_URL": board.address,
        "LEVER_EU_URL": board.address, "ASHBY_URL": board.address, "HUNTER_ALLOW_PRIVATE_ADDRESSES": "true", "HUNTER_PAGE_DELAY_SECONDS": "0",
        "HUNTER_CRAWL_SECONDS": "0",
        "HUNTER_SIMULATED_MIN_MS": "2500", "HUNTER_SIMULATED_MAX_MS": "3000", "HUNTER_LOGIN_FAILURES": "1000",
    }  # fmt: skip


@pytest.fixture(scope="session")
def board():
    board = JobBoard()
    yield board
    board.close()


@pytest.fixture(scope="session")
def stack(board):
    """The product; where HUNTER_TEST_URL names one that runs already, that one."""
    if url := os.environ.get("HUNTER_TEST_URL"):
        running = Stack(data=os.environ.get("HUNTER_DATA", ".data"))
        running.url = url
        yield running
    else:
        with Stack(**settings(board)) as running:
            yield running


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, stack):
    contexts, complaints = [], []

    def open_page(path="/", size="desktop", scheme="light", script=True, user=None):
        context = browser.new_context(
            base_url=stack.url,
            viewport=SIZES[size],
            color_scheme=scheme,
            java_script_enabled=script,
            is_mobile=size == "phone",
            has_touch=size == "phone",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Berlin",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if user:
            context.add_cookies(user.cookies)
        page = context.new_page()
        page.expected_failures = set()  # addresses (parts of them) whose 4xx or 5xx answer is meant
        page.on("response", lambda response: remember(page, response))
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: note(page, message))
        page.on("dialog", lambda dialog: (complaints.append(f"{page.url}: dialog {dialog.message}"), dialog.dismiss()))
        page.goto(path)
        return page

    def remember(page, response):
        if response.request.is_navigation_request() and response.frame == page.main_frame:
            page.document = response

    def note(page, message):
        address = (message.location or {}).get("url", "")
        meant = any(part in address for part in page.expected_failures)
        if message.type == "error" and not (meant and "Failed to load resource" in message.text):
            complaints.append(f"{page.url}: {message.text} ({address})")

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == [], "what the browser complained about"


@pytest.fixture
def register(open_page):
    """Registers by the form at /register."""

    def register(**options):
        page = open_page("/register", **options)
        user = User(f"{secrets.token_hex(5)}@example.org", PASSWORD, [])
        page.fill("input[name=email]", user.email)
        page.fill("input[name=password]", user.password)
        page.click("main form button")
        page.wait_for_url(lambda url: not url.endswith("/register"))
        user.cookies = page.context.cookies()
        return user

    return register


@pytest.fixture(scope="session")
def admin(stack):
    """The operator, made by the command line, as an e-mail address and a password."""
    email = "operator@example.org"
    stack.hunter("user", "add", "--email", email, "--role", "admin", "--password-stdin", input=PASSWORD + "\n")
    return User(email, PASSWORD, [])


@pytest.fixture
def log_in(open_page):
    """Logs an account in by the form at /login and answers the page."""

    def log_in(user, **options):
        page = open_page("/login", **options)
        page.fill("input[name=email]", user.email)
        page.fill("input[name=password]", user.password)
        page.click("main form button")
        page.wait_for_url(lambda url: not url.endswith("/login"))
        user.cookies = page.context.cookies()
        return page

    return log_in


@pytest.fixture(scope="session")
def furnished(stack, admin, browser, tmp_path_factory):
    """Postings, resumes, matches by both engines, and a resume that cannot be read."""
    client = Client(stack.url)
    client.email, client.password = admin.email, admin.password
    client.token = client.logged_in_token()
    context = browser.new_context(base_url=stack.url)
    page = context.new_page()
    page.goto("/login")
    page.fill("input[name=email]", admin.email)
    page.fill("input[name=password]", admin.password)
    page.click("main form button")
    # Offered on the page only while there are no postings, which tests before this one may have added.
    page.goto("/admin")
    token = page.locator("input[name=csrf_token]").first.get_attribute("value")
    assert page.request.post("/admin/samples", form={"csrf_token": token}).ok
    page.goto("/resumes")
    page.click("form[action='/samples'] button")
    user = User(admin.email, admin.password, context.cookies())
    context.close()
    file = inputs.write_lines(tmp_path_factory.mktemp("furnished") / "postings.jsonl", [*inputs.postings(), inputs.long_words()])
    stack.hunter("import", "postings", str(file))
    broken = client.upload("/api/v1/resumes/upload", "A scan of something.pdf", b"%PDF-1.4\nnothing of a PDF follows\n")
    assert broken.status == 202, broken.text

    def resumes(status):
        return [item for item in client.api("GET", "/resumes").json["items"] if item["status"] == status]

    eventually(lambda: len(resumes("done")) == 3 and resumes("failed"), what="three resumes read, one refused")
    best = client.api("GET", "/jobs?q=marketing").json["items"][0]["id"]
    resume = resumes("done")[0]["id"]
    matches = {}
    for engine in ("embedded", "simulated"):
        started = client.api("POST", "/match", {"resume_id": resume, "posting_id": best, "engine": engine})
        assert started.status == 202, started.text
        matches[engine] = started.json["match_id"]
        task = started.json["task_id"]
        eventually(lambda task=task: client.api("GET", f"/tasks/{task}").json["state"] == "succeeded", what="a match")
    return Furnished(
        user=user, client=client, resumes=[item["id"] for item in resumes("done")], unreadable=resumes("failed")[0]["id"],
        posting=best, long_posting=client.api("GET", "/jobs?q=layout+specimen").json["items"][0]["id"], matches=matches,
    )  # fmt: skip


@pytest.fixture
def check():
    """Looks at pages as they stand and fails the test at its end, with all that was found. The markup of all pages of a
    test is checked in one run of the validator. `again` is for a page that was checked already and only changed colours."""
    seen, problems = [], []

    def check(page, again=False):
        found = accessibility_problems(page, colours_only=again)
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if width > 0:
            found.append(f"scrolls sideways by {width} px")
        problems.extend(f"{page.url}: {problem}" for problem in found)
        if not again:
            seen.append((page.url, page.document.text()))

    yield check
    problems.extend(markup_problems(seen))
    assert not problems, "\n".join(problems)
