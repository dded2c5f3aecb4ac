"""What no answer may show, whatever string went in (promise 32)."""

from garbage import samples

FIELDS = {
    "server", "date", "content-type", "content-length", "transfer-encoding", "connection", "keep-alive", "vary", "etag", "last-modified", "location",
    "set-cookie", "cache-control", "content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy",
    "cross-origin-resource-policy", "permissions-policy", "x-frame-options", "strict-transport-security", "x-request-id", "retry-after", "allow",
    "accept-ranges", "content-range", "content-disposition", "www-authenticate", "content-encoding",
}  # fmt: skip
TYPES = ("text/html", "application/json", "application/problem+json", "text/plain", "text/css", "application/javascript", "image/svg+xml",
         "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "multipart/byteranges")  # fmt: skip
COOKIES = {"session", "visitor", "notice"}
# What only a file or a variable from outside would say.
OUTSIDE = (b"root:x:0:0", b"daemon:x:1:1", b"[boot loader]", b"PostgreSQL 15.", b"uid=0(root)")
# What is markup only where a string became a part of the page.
MARKUP = (b"<script>alert", b"<img src=x", b"<svg onload", b"<svg/onload", b"<x hx-get", b"\" onfocus=", b"' onfocus=", b"onerror=alert(1)>",
          b'href="javascript:', b"href='javascript:", b'action="javascript:')  # fmt: skip


def wrongs(answer, text):
    """What is wrong with an answer to a request that carried the octets `text`."""
    if answer.status >= 500 and not (answer.status in (501, 505) and answer["X-Request-ID"] is None):
        yield f"status {answer.status}: {answer.text[:200]}"
    for name, value in answer.fields:
        if name.lower() not in FIELDS:
            yield f"a field {name}"
    for cookie in answer.all("Set-Cookie"):
        if cookie.split("=")[0].removeprefix("__Host-") not in COOKIES:
            yield f"a cookie {cookie}"
    location = answer["Location"]
    if location is not None:
        # As browsers read it: blanks and control characters fall away, a backslash is a slash.
        read = "".join(letter for letter in location if ord(letter) > 32).replace("\\", "/")
        if not read.startswith("/") or read.startswith("//"):
            yield f"a redirect to {location}"
    kind = (answer["Content-Type"] or "text/plain").split(";")[0]
    if kind not in TYPES:
        yield f"a body of type {kind}"
    for outside in OUTSIDE:
        if outside in answer.body and outside not in text:
            yield f"content from outside: {outside}"
    if kind == "text/html":
        # Between two parts of the mark: a snippet may end within it, and our own markup follows.
        for part in (b"zq\"zq", b"zq'zq", b"zq<zq", b"<zq>"):
            if part in answer.body:
                yield f"a mark came back with {part.decode()} unescaped"
        lower = answer.body.lower()
        for markup in MARKUP:
            if markup in lower:
                yield f"markup came back: {markup}"


def marked(text):
    """The string with the mark that a page must escape."""
    return text + samples.MARK.encode()
