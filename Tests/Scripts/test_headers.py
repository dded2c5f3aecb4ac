"""What every answer says to a browser: Mozilla's Observatory gives each at least 100 (promise 45)."""

import re

import pytest
from garbage import observatory, parameters, samples, wire
from garbage.stack import administrator, port
from harness.stack import HOME, Stack


@pytest.fixture(scope="module", params=["plain", "secure"])
def stack(request):
    """Secure is behind a proxy that ends TLS, which is a setting here and a field of the proxy's."""
    secure = {"HUNTER_SECURE": "true", "HUNTER_TRUSTED_PROXIES": "127.0.0.1"} if request.param == "secure" else {}
    with Stack(**secure) as stack:
        stack.secure = bool(secure)
        yield stack


@pytest.fixture(scope="module")
def account(stack):
    return administrator(stack)


def expect(stack, answer, what):
    score, parts = observatory.judge(answer, stack.secure)
    assert score >= 100, f"{what}: {score} {parts}"
    policy = observatory.policy(answer)
    assert policy["default-src"] == ["'none'"] and policy["frame-ancestors"] == ["'none'"], what
    assert not any("unsafe" in value for values in policy.values() for value in values), what
    assert answer["X-Content-Type-Options"] == "nosniff", what
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin", what
    assert (answer["Server"] or "nginx") == "nginx" and answer["X-Powered-By"] is None, what
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Strict-Transport-Security"):
        assert len(answer.all(name)) <= 1, f"{what}: {name} is there twice"
    if stack.secure:
        assert "includeSubDomains" in (answer["Strict-Transport-Security"] or ""), what


def asks(bearer):
    """Every route, to everybody: as nobody, as the administrator, by bearer token, as a fragment."""
    for method, pattern in parameters.routes():
        for identity in ("01890000-0000-7000-8000-000000000000", "no-id"):
            target = pattern.replace("{id}", identity)
            for fields in ([], [("HX-Request", "true")], [("Accept", "application/json")], [("Authorization", f"Bearer {bearer}")]):
                yield method, target, fields
            if identity == "no-id" and "{id}" not in pattern:
                break


def test_every_route_to_everybody(stack, account):
    browser, bearer = account
    stranger, seen = wire.Browser(port(stack)), set()
    for method, target, fields in asks(bearer):
        ways = [(stranger, b"csrf_token=x" if method != "GET" else b"")]
        if not target.endswith(("logout", "revoke-others")):
            ways.append((browser, wire.urlencoded([("csrf_token", browser.token)]) if method != "GET" else b""))
        for caller, body in ways:
            form = [("Content-Type", "application/x-www-form-urlencoded")] if body else []
            answer = caller.ask(method, target, body, fields + form)
            seen.add(answer.status)
            expect(stack, answer, f"{method} {target} {fields}")
    assert {200, 303, 401, 403, 404} <= seen, seen


def test_cookies_are_flagged(stack, account):
    fresh = wire.Browser(port(stack))
    answer = fresh.ask("GET", "/login")
    (cookie,) = answer.all("Set-Cookie")
    flags = {part.strip() for part in cookie.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= flags and not any(flag.startswith("Domain") for flag in flags)
    assert ("Secure" in flags) == stack.secure and cookie.startswith("__Host-") == stack.secure


def test_static_files_and_what_is_not_there(stack):
    browser = wire.Browser(port(stack))
    files = [file.relative_to(HOME / "public") for file in (HOME / "public").rglob("*") if file.is_file()]
    assert len(files) > 5
    for file in files:
        for fields in ([], [("Range", "bytes=0-1")], [("Range", "bytes=99999999-")], [("If-Match", '"x"')], [("If-None-Match", "*")]):
            expect(stack, browser.ask("GET", f"/{file}", fields=fields), f"/{file} {fields}")
    for target in ("/none", "/css/", "/css/none.css", "/.env", "/errors/none.html", "/a%00b", "/%"):
        expect(stack, browser.ask("GET", target), target)


def test_the_answers_nginx_gives_itself(stack):
    """Malformed requests, unknown versions and transfer codings, too much of anything."""
    judged = set()
    for name, (octets, _) in samples.HTTP.items():
        data = wire.exchange(("127.0.0.1", port(stack)), [octets], silence=0.2, patience=0.7)
        if not data.startswith(b"HTTP/"):
            continue
        for answer in wire.answers(data):
            if answer.status >= 200:
                judged.add(answer.status)
                expect(stack, answer, f"{name}: {answer.status}")
    assert {400, 404, 405, 412, 414, 501, 505} <= judged, judged


# --- Templates -----------------------------------------------------------------------------------------------------

TEMPLATES = [*(HOME / "templates").rglob("*.mustache"), *(HOME / "public/errors").glob("*.html")]


def test_no_template_has_a_script_a_style_or_an_event_of_its_own():
    assert len(TEMPLATES) > 20
    for template in TEMPLATES:
        text = template.read_text()
        for attributes, body in re.findall(r"<script\b([^>]*)>(.*?)</script", text, re.DOTALL | re.IGNORECASE):
            assert 'src="' in attributes and not body.strip(), template
            assert not re.search(r'src="(?:https?:)?//', attributes), template
        assert not re.search(r"<style\b|<iframe\b|<object\b|<embed\b|<base\b", text, re.IGNORECASE), template
        assert not re.search(r"""<[^>]*\s(?:on[a-z]+|style|hx-on[\w:-]*|hx-vals=['"]js|srcdoc)\s*=""", text, re.IGNORECASE), template
        assert not re.search(r"""(?:href|src|action)=["']\s*(?:javascript|data|vbscript):""", text, re.IGNORECASE), template
        assert not re.search(r"""<(?:link|img|source)[^>]*(?:href|src)=["'](?:https?:)?//""", text, re.IGNORECASE), template


def test_htmx_evaluates_nothing():
    layout = (HOME / "templates/layout.mustache").read_text()
    configuration = re.search(r"""<meta name="htmx-config" content='([^']*)'>""", layout)
    assert configuration, "the layout does not configure htmx"
    for setting in ('"allowEval":false', '"selfRequestsOnly":true', '"includeIndicatorStyles":false'):
        assert setting in configuration[1].replace(" ", ""), setting
    for file in [*(HOME / "public/js").rglob("*.js")]:
        assert not re.search(r"\beval\(|new Function\(|\.innerHTML\s*=|document\.write|insertAdjacentHTML", file.read_text()), file
