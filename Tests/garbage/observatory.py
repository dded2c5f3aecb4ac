"""Mozilla's Observatory in small: the scoring rules that concern an answer of ours, with its own points.

Starts at 100; a rule that is not kept takes its points; extra points count only from 90 up. Written from the published
scoring table (https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring); what it judges over the network
(redirects to HTTPS, preloading, CORS of crossdomain.xml) is not an answer's."""

import re


def policy(answer):
    """The directives of the Content-Security-Policy; several fields are one policy each, and all hold."""
    found = {}
    for directive in ";".join(answer.all("Content-Security-Policy")).split(";"):
        name, *values = directive.split() or [""]
        if name:
            found.setdefault(name.lower(), [value.lower() for value in values])
    return found


def judge(answer, secure=False):
    """(score, {rule: points}) of one answer."""
    html = (answer["Content-Type"] or "").startswith("text/html")
    parts = {
        "policy": _policy(policy(answer)),
        "frames": _frames(answer),
        "sniffing": 0 if answer["X-Content-Type-Options"] == "nosniff" else -5,
        "referrer": _referrer(answer),
        "resources": 10 if answer["Cross-Origin-Resource-Policy"] in ("same-origin", "same-site") else 0,
        "sharing": -50 if answer["Access-Control-Allow-Origin"] not in (None, "null") else 0,
        "cookies": _cookies(answer, secure),
        "transport": _transport(answer) if secure else 0,
        "scripts": _scripts(answer.text) if html else 0,
    }
    taken = sum(points for points in parts.values() if points < 0)
    given = sum(points for points in parts.values() if points > 0)
    score = 100 + taken
    return (score + given if score >= 90 else score), {name: points for name, points in parts.items() if points}


def _policy(directives):
    if not directives:
        return -25
    default = directives.get("default-src", ["*"])
    scripts, styles = directives.get("script-src", default), directives.get("style-src", default)
    wide = {"*", "http:", "https:", "data:", "'unsafe-inline'"}
    if wide & set(scripts) or wide & set(directives.get("object-src", default)):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if {"*", "http:"} & {value for values in directives.values() for value in values}:
        return -20
    if "'unsafe-inline'" in styles or {"data:", "https:"} & set(styles):
        return 0
    return 10 if default == ["'none'"] else 5


def _frames(answer):
    if policy(answer).get("frame-ancestors") == ["'none'"]:
        return 5
    return 0 if (answer["X-Frame-Options"] or "").upper() in ("DENY", "SAMEORIGIN") else -20


def _referrer(answer):
    value = answer["Referrer-Policy"]
    if value is None:
        return 0
    private = ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin")
    return 5 if value.split(",")[-1].strip() in private else -5


def _cookies(answer, secure):
    worst = 0
    for cookie in answer.all("Set-Cookie"):
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        name = cookie.split("=")[0]
        if secure and ("secure" not in flags or not name.startswith("__Host-")):
            worst = min(worst, -40)
        if "httponly" not in flags:
            worst = min(worst, -30)
        if not {"samesite=lax", "samesite=strict"} & flags:
            worst = min(worst, -20)
    return worst


def _transport(answer):
    match = re.search(r"max-age=(\d+)", answer["Strict-Transport-Security"] or "")
    return -20 if match is None else -10 if int(match[1]) < 15_768_000 else 0


def _scripts(text):
    """Scripts of other origins; none of ours are inline, which the policy forbids and this finds too."""
    worst = 0
    for attributes, body in re.findall(r"<script\b([^>]*)>(.*?)</script", text, re.DOTALL | re.IGNORECASE):
        source = re.search(r"""src=["']?([^"'\s>]+)""", attributes)
        if source is None and body.strip():
            worst = min(worst, -20)
        elif source and not re.match(r"/(?!/)", source[1]):
            worst = min(worst, -50)
    return worst
