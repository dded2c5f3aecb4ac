"""The pages that nginx shows when hunter-web cannot answer."""

import pytest


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_static_error_pages_are_whole(open_page, check, size, scheme):
    for status in (400, 413, 429, 503):
        page = open_page(f"/errors/{status}.html", size=size, scheme=scheme)
        assert page.locator("h1").count() == 1 and page.locator("a").count() >= 1
        check(page)
