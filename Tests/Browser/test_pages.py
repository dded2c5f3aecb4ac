"""Every page with real content, by visitor, user and operator, on a desk and on a phone, light and dark.

`check` says what holds: no axe violation, valid markup, no sideways scrolling; `open_page` lets no console message and no
refused content pass."""

import uuid

import pytest
from conftest import PASSWORD, SIZES, User
from harness.client import Client

NOBODY = str(uuid.UUID(int=7))


class Walk:
    """Opens addresses in one tab and checks each in light and dark."""

    def __init__(self, open_page, check, size, user=None):
        self.page = open_page("/", size=size, user=user)
        self.check = check

    def see(self, path, status=200):
        if status >= 400:
            self.page.expected_failures.add(path.split("?")[0])
        answer = self.page.goto(path)
        assert answer.status == status, (path, answer.status)
        self.look()

    def look(self):
        self.page.locator("[data-live]").wait_for(state="detached")
        self.check(self.page)
        self.page.emulate_media(color_scheme="dark")
        self.check(self.page, again=True)
        self.page.emulate_media(color_scheme="light")


@pytest.fixture(params=list(SIZES))
def walk(request, open_page, check):
    return lambda user=None: Walk(open_page, check, request.param, user)


def test_pages_of_a_visitor(walk, furnished):
    visitor = walk()
    for path in ("/", "/register", "/login", "/jobs", "/jobs?q=marketing", "/jobs?q=marketing&remote=true&sort=newest",
                 "/jobs?q=nothing+is+called+this+way", "/jobs?min_pay=plenty", f"/jobs/{furnished.posting}",
                 f"/jobs/{furnished.long_posting}", "/jobs?q=layout+specimen"):  # fmt: skip
        visitor.see(path)
    for path in ("/no/such/page", f"/jobs/{NOBODY}", "/jobs/not-an-id"):
        visitor.see(path, 404)
    visitor.page.goto("/jobs")
    next_page = visitor.page.locator("a[rel=next]")
    assert next_page.count() == 1
    visitor.see(next_page.get_attribute("href"))


def test_forms_that_are_sent_back(walk, furnished):
    visitor = walk()
    page = visitor.page
    page.expected_failures |= {"/login", "/register"}
    page.goto("/login")
    page.fill("input[name=email]", "nobody@example.org")
    page.fill("input[name=password]", "not my password at all")
    page.click("main form button")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("input[name=email]") == "nobody@example.org"
    visitor.look()
    page.goto("/register")
    page.fill("input[name=email]", "not an address")
    page.fill("input[name=password]", "short")
    page.click("main form button")
    page.wait_for_selector("[role=alert]")
    assert page.locator(".field-error").count() == 2
    visitor.look()


def test_pages_of_a_new_user(walk, stack, furnished, browser):
    user = signed_in(Client.registered(stack.url, password=PASSWORD), stack, browser)
    new = walk(user)
    for path in ("/dashboard", "/resumes", "/matches", "/matches/compare", "/matches/compare?q=marketing", "/account", f"/jobs/{furnished.posting}"):
        new.see(path)
    new.see("/admin", 403)
    for path in (f"/resumes/{furnished.resumes[0]}", f"/matches/{furnished.matches['embedded']}", f"/rankings/{NOBODY}"):
        new.see(path, 404)
    new.page.expected_failures.add("/resumes")
    new.page.goto("/resumes")
    new.page.set_input_files("#file", {"name": "cat.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(64)})
    new.page.click(".upload button")
    new.page.wait_for_selector(".field-error")
    new.look()


def test_pages_of_somebody_who_has_everything(walk, furnished):
    user = walk(furnished.user)
    for path in ("/dashboard", "/resumes", "/matches", "/account", "/jobs?q=marketing", f"/jobs/{furnished.posting}",
                 "/jobs?q=marekting", f"/jobs?resume={furnished.resumes[0]}&sort=match", "/saved-searches",
                 f"/matches?resume_id={furnished.resumes[0]}", "/matches?min_score=100", "/matches?eligible=yes&sort=pay",
                 *(f"/resumes/{resume}" for resume in [*furnished.resumes, furnished.unreadable]),
                 *(f"/matches/{match}" for match in furnished.matches.values())):  # fmt: skip
        user.see(path)


def test_pages_of_work_that_ends_or_is_cancelled(walk, furnished):
    walk = walk(furnished.user)
    page = walk.page
    page.goto("/jobs?q=swift")
    page.select_option("#rank-resume", furnished.resumes[0])
    page.click("form[action='/rankings'] button")
    page.wait_for_url("**/rankings/*")
    walk.look()
    assert page.locator(".match-row").count() > 0
    page.goto(f"/jobs/{furnished.long_posting}")
    page.click("form[action='/matches'] button")
    page.wait_for_url("**/matches/*")
    walk.look()
    walk.see("/matches")
    page.goto(f"/jobs/{furnished.long_posting}")
    page.select_option("#resume_id", furnished.resumes[1])
    page.check("#engine-simulated")
    page.click("form[action='/matches'] button")
    page.wait_for_selector(".progress button")
    walk.check(page)  # while it runs
    page.click(".progress button")
    page.wait_for_selector(".notice h2")
    walk.look()


def test_pages_of_an_operator(walk, furnished, board):
    operator = walk(furnished.user)
    page = operator.page
    page.goto("/admin")
    page.click("form[action$='/refresh'] button >> nth=0")
    page.wait_for_selector("h1")
    operator.look()
    operator.see("/admin")
    operator.see(page.locator("#runs + * a").first.get_attribute("href"))


def test_pages_of_queues_and_tasks(walk, furnished):
    operator = walk(furnished.user)
    page = operator.page
    for path in ("/admin/queues", "/admin/tasks", "/admin/tasks?state=succeeded&queue=scoring&since=24h",
                 "/admin/tasks?error=nothing_like_it", "/admin/tasks?user=nobody", "/admin/failures",
                 "/admin/activity?span=24h", "/admin/workers", "/admin/schedules", "/admin/log"):  # fmt: skip
        operator.see(path)
    page.goto("/admin/tasks?state=succeeded")
    task = page.locator("tbody th a").first.get_attribute("href")
    operator.see(task)
    operator.see("/admin/tasks/confirm?action=copy&id=" + task.rsplit("/", 1)[1])
    page.goto("/admin/schedules")
    operator.see(page.locator("tbody th a").first.get_attribute("href"))


def signed_in(client, stack, browser):
    context = browser.new_context(base_url=stack.url)
    page = context.new_page()
    page.goto("/login")
    page.fill("input[name=email]", client.email)
    page.fill("input[name=password]", client.password)
    page.click("main form button")
    user = User(client.email, client.password, context.cookies())
    context.close()
    return user
