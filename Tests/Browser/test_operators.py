"""Operators' pages in use: acting without scripts, and refreshing without a jump."""

import pytest


@pytest.fixture
def desk(open_page, furnished):
    return lambda path, **options: open_page(path, user=furnished.user, **options)


def test_tasks_are_chosen_confirmed_and_run_again_without_scripts(desk):
    page = desk("/admin/tasks?state=succeeded&kind=score_match", script=False)
    page.check("input[name=id] >> nth=0")
    page.click("button[value=copy]")
    assert page.text_content("h1") == "Run 1 task again as new?"
    page.click("main form[method=post] button")
    page.wait_for_url("**/admin/log")
    assert page.text_content("tbody tr th >> nth=0") == "Ran again as new"


def test_a_queue_is_paused_and_resumed_without_scripts(desk):
    page = desk("/admin/queues", script=False)
    row = page.locator("tr", has_text="notify")
    row.locator("button").click()
    assert "Paused" in row.inner_text()
    row.locator("button").click()
    assert "Open" in row.inner_text()


def test_a_filter_is_an_address(desk):
    page = desk("/admin/tasks")
    page.select_option("#state", "succeeded")
    page.select_option("#queue", "scoring")
    page.click(".filter button")
    assert "state=succeeded" in page.url and "queue=scoring" in page.url
    assert page.locator("tbody tr").count() > 0
    page.go_back()
    assert page.url.endswith("/admin/tasks")


def test_a_page_refreshes_without_a_jump_and_rests_while_lines_are_chosen(desk):
    page = desk("/admin/tasks?poll=5&state=succeeded")
    place = lambda: [page.locator("#live-tasks").bounding_box()[side] for side in ("x", "y", "width")]  # more tasks, more rows
    before = place()
    said = page.text_content(".as-of .mono")
    page.wait_for_function("said => document.querySelector('.as-of .mono').textContent !== said", arg=said)
    assert place() == before
    page.check("input[name=id] >> nth=0")
    page.wait_for_timeout(6500)  # longer than the interval: nothing may happen
    assert page.locator("input[name=id]:checked").count() == 1

