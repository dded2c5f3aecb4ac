"""Promise 30: what strangers write is shown, never run. Every payload goes into every field a stranger can fill."""

import json
from urllib.parse import quote

import inputs
import pytest
from conftest import PASSWORD, User
from harness.client import Client
from harness.stack import eventually

SCRIPTS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//example.org/x.js></sCrIpT>",
    "<script\n>alert(2)</script\n>",
    "<<script>alert(3)//<</script>",
    "<scr<script>ipt>alert(4)</scr</script>ipt>",
    "</title><script>alert(5)</script>",
    "</textarea><script>alert(6)</script>",
    "--><script>alert(7)</script><!--",
    "]]><script>alert(8)</script>",
    '"><script>alert(9)</script>',
    "<noscript><p title=\"</noscript><img src=x onerror=alert(10)>\">",
    "<img src=x onerror=alert(11)>",
    "<img src=x:x onerror=alert`12`//",
    '"><img src=x onerror="alert(13)">',
    "'><img src=x onerror='alert(14)'>",
    "<img/src='x'/onerror=alert(15)>",
    "<IMG SRC=x ONERROR=&#97;&#108;&#101;&#114;&#116;(16)>",
    "<svg onload=alert(17)>",
    "<svg/onload=alert(18)>",
    "<svg><script>alert(19)</script></svg>",
    "<svg><a xlink:href='javascript:alert(20)'><text y=20>x</text></a></svg>",
    "<svg><animate onbegin=alert(21) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(22)&gt;'>",
    "<math href='javascript:alert(23)'>x</math>",
    "<body onload=alert(24)>",
    "<iframe srcdoc='<script>alert(25)</script>'></iframe>",
    "<iframe src=javascript:alert(26)></iframe>",
    "<object data='data:text/html,<script>alert(27)</script>'></object>",
    "<embed src='javascript:alert(28)'>",
    "<form action='javascript:alert(29)'><button autofocus>x</button></form>",
    "<form id=main><input name=attributes><input name=innerHTML></form>",
    "<input autofocus onfocus=alert(30)>",
    "<details open ontoggle=alert(31)><summary>x</summary></details>",
    "<video><source onerror=alert(32)></video>",
    "<audio src onloadstart=alert(33)>",
    "<marquee onstart=alert(34)>x</marquee>",
    "<a href='javascript:alert(35)'>x</a>",
    "<a href=' \x01javascript:alert(36)'>x</a>",
    "<a href='java\tscript:alert(37)'>x</a>",
    "<a href='&#x6a;avascript:alert(38)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgzOSk8L3NjcmlwdD4='>x</a>",
    "<a href='vbscript:msgbox(40)'>x</a>",
    "<base href='https://example.org/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(41)'>",
    "<link rel=stylesheet href='data:text/css,body{display:none}'>",
    "<style>@import 'https://example.org/x.css';</style>",
    "<p style='position:fixed;inset:0;background:url(https://example.org/x)'>x</p>",
    "<div hx-get='/logout' hx-trigger='load'>x</div>",
    "<div data-hx-post='/logout' data-hx-trigger='load' data-hx-swap='outerHTML'>x</div>",
    "<div hx-on:load='alert(42)' hx-on::after-request='alert(43)'>x</div>",
    "<div data-hx-on--load='alert(44)'>x</div>",
    "<div hx-vals='js:{x: alert(45)}' hx-get='/' hx-trigger='load'>x</div>",
    "<p class=live data-live id=announce data-evidence=1 data-open-keys>x</p>",
    "<button formaction='javascript:alert(46)' form=main>x</button>",
    "<template><script>alert(47)</script></template>",
    "[x](javascript:alert(48))",
    "[x](JaVaScRiPt&colon;alert(49))",
    "[x](<javascript:alert(50)>)",
    "[x]: javascript:alert(51)\n\n[x]",
    "![x](https://example.org/x.png\"onerror=\"alert(52))",
    "![x](javascript:alert(53))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCg1NCk8L3NjcmlwdD4=)",
    "<javascript:alert(55)>",
    "[x](https://example.org/\" onmouseover=\"alert(56))",
    "```html\n</code></pre><script>alert(57)</script>\n```",
    "{{{content}}} {{>layout}} {{#user}}x{{/user}} {{csrfToken}}",
    "${alert(58)} #{alert(59)} <%= alert(60) %>",
    "\u202e<script>alert(61)</script>\u202c",
    "\uff1cscript\uff1ealert(62)\uff1c/script\uff1e",
    "<img src=x onerror\u2028=alert(63)>",
    "%3Cscript%3Ealert(64)%3C/script%3E",
    "&lt;script&gt;alert(65)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(66)&amp;gt;",
    "\\u003cscript\\u003ealert(67)\\u003c/script\\u003e",
    "' or 1=1; drop table postings; --",
]  # fmt: skip

# What may not be in any page, whatever was written; the answer names what is.
FOREIGN = """() => {
  const found = [];
  const ours = (address) => new URL(address, location.href).origin === location.origin;
  for (const script of document.querySelectorAll('script')) {
    if (!script.src || !ours(script.src) || script.closest('body')) found.push(script.outerHTML);
  }
  for (const part of document.querySelectorAll('iframe, object, embed, base, img, video, audio, math, template, style, link:not(head link)')) {
    found.push(part.outerHTML);
  }
  for (const part of document.querySelectorAll('.prose, .sheet-text')) {
    for (const within of part.querySelectorAll('form, input, button, svg, textarea, select, [id]:not(mark, .gap), [class]:not(.quote, .quote-number, .gap, .visually-hidden), [data-live]')) {
      found.push(within.outerHTML);
    }
  }
  for (const part of document.querySelectorAll('*')) {
    for (const { name, value } of part.attributes) {
      const isLive = part.matches('section.live') && !part.parentElement.closest('.prose, .sheet-text');
      if (/^on|^style$|^srcdoc$|^xlink/i.test(name)) found.push(part.outerHTML);
      if (/^(data-)?(hx|sse|ws)-/.test(name) && !isLive) found.push(part.outerHTML);
      if (/^(href|src|action|formaction)$/.test(name)) {
        const scheme = new URL(value, location.href).protocol;
        if (!/^https?:$/.test(scheme)) found.push(part.outerHTML);
      }
    }
  }
  return found;
}"""


@pytest.fixture
def look(open_page, stack):
    """Opens addresses in one tab, and finds nothing foreign there. Dialogs, errors and refused content fail at the end."""

    def is_foreign(url):
        return not url.startswith(stack.url + "/")

    def on(user=None):
        page = open_page("/", user=user)
        page.context.route(is_foreign, lambda route: (seen.append(route.request.url), route.abort()))

        def look(path):
            answer = page.goto(path, wait_until="load")
            assert answer.status == 200, (path, answer.status)
            assert page.evaluate(FOREIGN) == [], path
            return page

        return look

    seen = []
    yield on
    assert seen == [], "a page asked another site"


def imported(stack, folder, rows):
    """Imports rows, of which none may stop the others; what the command printed."""
    done = stack.hunter("import", "postings", str(inputs.write_lines(folder / "rows.jsonl", rows)), check=False)
    assert "created" in done.stdout, done.stderr[-2000:]
    return done.stdout


def listed(client, source):
    """The ids of a source's postings."""
    ids, after = [], ""
    while True:
        answer = client.api("GET", f"/jobs?source={quote(source)}&limit=100{after}").json
        ids += [item["id"] for item in answer["items"]]
        cursor = answer.get("next") or answer.get("next_cursor")
        if not cursor:
            return ids
        after = "&after=" + quote(cursor)


def test_postings_and_searches(look, stack, furnished, tmp_path):
    hostile = "Hostile"
    rows = []
    for number, payload in enumerate(SCRIPTS):
        everywhere = {"title": f"{number} {payload}", "company": f"{payload} {number}", "location": payload}
        markdown = f"Payload {number}: {payload}\n\n- {payload}\n\n> {payload}\n\n# {payload}\n"
        html = f"<p>Payload {number}: {payload}</p><ul><li>{payload}</li></ul><h2>{payload}</h2>"
        for kind, description in (("markdown", markdown), ("html", html)):
            url = f"https://example.com/hostile/{kind}/{number}?x={quote(payload)}"
            rows.append({"url": url, "description": description, "source": hostile, **everywhere})
    rows.append({"url": "javascript:alert(100)", "title": "x", "company": "x", "description": "x", "source": hostile})
    rows.append({"url": "https://example.com/hostile/source", "title": "Its source", "company": "x", "description": "x", "source": SCRIPTS[13]})
    printed = imported(stack, tmp_path, rows)
    assert f"created {2 * len(SCRIPTS) + 1}," in printed and "refused 1" in printed, printed

    visitor, user = look(), look(furnished.user)
    ids = listed(furnished.client, hostile)
    assert len(ids) == 2 * len(SCRIPTS)
    for identity in ids:
        page = visitor(f"/jobs/{identity}")
    address = f"/jobs?source={hostile}"
    while address:
        page = user(address)
        following = page.locator("a[rel=next]")
        address = following.get_attribute("href") if following.count() else None
    for start in range(0, len(SCRIPTS), 4):
        page = visitor("/jobs?q=" + quote(" ".join(SCRIPTS[start : start + 4])))
        assert SCRIPTS[start].split()[0] in page.input_value("#q")
    for name in ("source", "type", "remote", "sort", "posted", "currency", "min_pay", "unknown"):
        visitor(f"/jobs?{name}=" + quote(SCRIPTS[13]))
    for target in ("javascript:alert(1)", "//example.org", '"><script>alert(1)</script>'):
        visitor("/login?next=" + quote(target))


def test_resumes_names_and_matches(look, stack, furnished, browser, tmp_path):
    client = Client.registered(stack.url, password=PASSWORD)
    text = "Mallory Miller\nDeveloper\nmallory@example.org\n\nSkills\nSwift, Python, " + ", ".join(SCRIPTS[:20]) + "\n\n" + "\n".join(SCRIPTS)
    names = ['"><img src=x onerror=alert(1)>.txt', "<script>alert(2)<script>.txt", "' onfocus=alert(3) autofocus '.txt", "{{csrfToken}}.txt"]
    for name in names:
        sent = client.upload("/api/v1/resumes/upload", name.replace('"', "%22"), (text + name).encode(), "text/plain")
        assert sent.status == 202, sent.text
    eventually(lambda: all(item["status"] == "done" for item in client.api("GET", "/resumes").json["items"]), what="reading")
    resumes = [item["id"] for item in client.api("GET", "/resumes").json["items"]]
    assert len(resumes) == len(names)
    posting = {"url": "https://example.com/hostile/match", "title": "Swift Developer <img src=x onerror=alert(4)>", "company": "<svg onload=alert(5)>",
               "description": "Swift, Python and " + "\n\n".join(SCRIPTS), "source": "Hostile match"}  # fmt: skip
    imported(stack, tmp_path, [posting])
    [target] = listed(client, "Hostile match")
    matches = []
    for resume in resumes[:2]:
        started = client.api("POST", "/match", {"resume_id": resume, "posting_id": target})
        assert started.status == 202, started.text
        matches.append(started.json)
    for match in matches:
        eventually(lambda match=match: client.api("GET", f"/tasks/{match['task_id']}").json["state"] == "succeeded", what="a match")

    user = User(client.email, client.password, cookies(browser, stack, client))
    see = look(user)
    for payload in SCRIPTS:
        renamed = client.api("PATCH", "/me", {"name": payload[:200]})
        assert renamed.status in (200, 204, 422), renamed.text
    client.api("PATCH", "/me", {"name": SCRIPTS[13]})
    for path in ("/dashboard", "/account", "/resumes", "/matches", f"/jobs/{target}", *(f"/resumes/{resume}" for resume in resumes),
                 *(f"/matches/{match['match_id']}" for match in matches)):  # fmt: skip
        page = see(path)
    assert page.locator(".sheet-text").first.inner_text().count("alert(") > 50, "the words themselves are all there"
    page = see(f"/resumes/{resumes[0]}")
    page.fill("#name", SCRIPTS[13])
    page.fill("#skills", ", ".join(SCRIPTS[:30]))
    page.fill("#headline", SCRIPTS[0])
    page.click("form[action$='/profile'] button")
    page.wait_for_load_state()
    see(f"/resumes/{resumes[0]}")
    look(furnished.user)("/admin")  # where every account is named


def test_hostile_collections(look, stack, furnished, tmp_path):
    strings, pages = inputs.shared("corpus/strings"), inputs.shared("corpus/html")
    rows = []

    def add(title, description):
        rows.append({"url": f"https://example.com/collected/{len(rows)}", "title": title, "company": title[:200],
                     "location": title, "description": description, "source": "Collected"})  # fmt: skip

    if strings:
        for file in sorted(strings.glob("*[xX][sS][sS]*")):
            lines = [line for line in file.read_text(errors="replace").splitlines() if line.strip()]
            for start in range(0, len(lines), 40):
                part = lines[start : start + 40]
                add("M " + part[0], "\n\n".join(part))
                add("H " + part[0], "".join(f"<div>{line}</div>" for line in part))
        naughty = json.loads((strings / "blns.json").read_text())
        for start in range(0, len(naughty), 10):
            part = naughty[start : start + 10]
            add("N " + part[0], "Strings:\n\n" + "\n\n".join(part))
        for name, value in json.loads((strings / "unicode_fields.json").read_text()).items():
            add("U " + name, str(value)[:20_000])
    if pages:
        for file in sorted([*pages.glob("*.html"), *pages.glob("*.dat"), *pages.glob("*.xml")]):
            add("P " + file.name, file.read_bytes().decode("utf-8", "replace"))
    if not rows:
        return
    imported(stack, tmp_path, rows)
    visitor = look()
    ids = listed(furnished.client, "Collected")
    assert len(ids) > len(rows) * 0.8
    for identity in ids:
        visitor(f"/jobs/{identity}")
    visitor("/jobs?source=Collected")


def cookies(browser, stack, client):
    context = browser.new_context(base_url=stack.url)
    page = context.new_page()
    page.goto("/login")
    page.fill("input[name=email]", client.email)
    page.fill("input[name=password]", client.password)
    page.click("main form button")
    page.wait_for_url("**/dashboard")
    found = context.cookies()
    context.close()
    return found
