"""The checks themselves find what they are for."""

from browser_checks import accessibility_problems, markup_problems

GOOD = '<!DOCTYPE html><html lang="en"><head><title>Good</title></head><body><main><h1>Good</h1></main></body></html>'


def test_the_markup_check_names_the_page_and_the_line():
    bad = GOOD.replace("<h1>Good</h1>", '\n<p><div id="a"></div></p><img src="a.png">')
    found = markup_problems([("/good", GOOD), ("/bad", bad)])
    assert found and all(problem.startswith("/bad line 2: ") for problem in found)


def test_the_accessibility_check_finds_a_picture_without_words(browser):
    page = browser.new_page()
    page.set_content(GOOD)
    assert accessibility_problems(page) == []
    page.set_content(GOOD.replace("<h1>Good</h1>", '<h1>Good</h1><img src="a.png"><p style="color:#ccc;background:#fff">pale</p>'))
    found = accessibility_problems(page)
    assert [problem.split(":")[0] for problem in found] == ["color-contrast", "image-alt"]
    page.close()
